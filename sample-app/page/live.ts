import type { LiveEvents } from '../src/live/live-event.js';
import { BackOff } from './back-off.js';

export type LiveStatus =
  | { readonly is: 'connecting' }
  | { readonly is: 'live' }
  | { readonly is: 'lost'; readonly retryAt: number };

/**
 * The live events of the application. An `EventSource` comes back by itself only after some failures (not after a 503), so
 * each failure closes it here, and a new one is opened after a while.
 */
export class Live {
  readonly #listeners: ((source: EventSource) => void)[] = [];
  readonly #backOff = new BackOff();
  readonly #statusChanged: () => void;
  #status: LiveStatus = { is: 'connecting' };
  #retry: number | undefined;

  constructor(statusChanged: () => void) {
    this.#statusChanged = statusChanged;
  }

  get status(): LiveStatus {
    return this.#status;
  }

  /** To be called before `connect`. */
  on<Name extends keyof LiveEvents>(name: Name, handler: (data: LiveEvents[Name]) => void): void {
    this.#listeners.push((source) =>
      source.addEventListener(name, ({ data }: MessageEvent<string>) => handler(JSON.parse(data))),
    );
  }

  connect(): void {
    clearTimeout(this.#retry);
    const source = new EventSource('/live');
    for (const listen of this.#listeners) listen(source);
    source.onopen = () => {
      this.#backOff.succeeded();
      this.#become({ is: 'live' });
    };
    source.onerror = () => {
      source.close();
      const wait = this.#backOff.failed();
      this.#retry = setTimeout(() => this.connect(), wait);
      this.#become({ is: 'lost', retryAt: Date.now() + wait });
    };
    this.#become({ is: 'connecting' });
  }

  #become(status: LiveStatus): void {
    this.#status = status;
    this.#statusChanged();
  }
}
