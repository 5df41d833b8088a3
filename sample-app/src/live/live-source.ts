import { asyncScheduler, map, startWith, throttleTime, type Observable } from 'rxjs';
import type { LiveEvent } from './live-event.js';

/** What a feature tells every page. To be heard, it registers itself in the registry `live`. */
export interface LiveSource {
  /** For one page: first the state, then whatever happens. */
  live(): Observable<LiveEvent>;
}

declare module 'nestjs-registry' {
  interface Registries {
    /** Who has something to tell to the pages, under the feature's name. */
    live: { value: LiveSource };
  }
}

/** No page shows more rows, nor any change sooner. */
export const SHOWN_ROWS = 50;
const AT_MOST_EVERY = 100;

/** The state now, and again when it has changed: however often that is, it is not read more often than a reader can see. */
export function stateOf<T>(changes: Observable<unknown>, read: () => T): Observable<T> {
  return changes.pipe(
    throttleTime(AT_MOST_EVERY, asyncScheduler, { leading: true, trailing: true }),
    startWith(undefined),
    map(read),
  );
}
