import { isObservable, type Observable } from 'rxjs';
import { isThenable } from '../thenable.js';

/** What a handler may return that has not settled yet. */
export type Later = PromiseLike<unknown> | Observable<unknown>;

/** May throw, as `isThenable` may. */
export function settlesLater(result: unknown): result is Later {
  return isThenable(result) || isObservable(result);
}
