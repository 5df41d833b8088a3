import type { EventSource } from 'eventsource';
import type { LiveEvents } from '../../sample-app/src/live/live-event.js';

type Type = keyof LiveEvents;
type Told = { readonly [T in Type]: LiveEvents[T][] };

/** What one page is told, from the start of its connection. */
export class Live {
  readonly #told: Told = {
    hello: [],
    users: [],
    user: [],
    delivery: [],
    presence: [],
    sessions: [],
    'session-ended': [],
    services: [],
    picks: [],
    registries: [],
  };
  readonly #waiting = new Set<() => void>();

  constructor(readonly source: EventSource) {
    for (const type of Object.keys(this.#told) as Type[]) this.#listen(type);
  }

  /** All of one type, in order. */
  all<T extends Type>(type: T): readonly LiveEvents[T][] {
    return this.#told[type];
  }

  /** The first of one type that is meant, once it has been told. */
  told<T extends Type>(
    type: T,
    isMeant: (data: LiveEvents[T]) => boolean = () => true,
  ): Promise<LiveEvents[T]> {
    return new Promise((resolve) => {
      const look = (): void => {
        const found = this.#told[type].find(isMeant);
        if (found === undefined) return;
        this.#waiting.delete(look);
        resolve(found);
      };
      this.#waiting.add(look);
      look();
    });
  }

  /** Forgets what was told before. */
  forget(): void {
    for (const told of Object.values(this.#told)) told.length = 0;
  }

  #listen<T extends Type>(type: T): void {
    this.source.addEventListener(type, ({ data }: MessageEvent<string>) => {
      this.#told[type].push(JSON.parse(data) as LiveEvents[T]);
      for (const look of this.#waiting) look();
    });
  }
}
