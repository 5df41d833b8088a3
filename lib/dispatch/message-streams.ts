import { Observable, type Subscriber } from 'rxjs';
import { complete, next } from '../registry/complete.js';
import { captureKey, type Key } from '../registry/key.js';
import type { Store } from '../registry/store.js';
import type { Dispatcher } from './dispatcher.js';
import type { Pattern } from './pattern.js';

/** The observables of messages that are being observed. */
export class MessageStreams {
  readonly #store: Store;
  readonly #dispatcher: Dispatcher;
  readonly #observers = new Set<Subscriber<unknown>>();
  #completed = false;

  constructor(store: Store, dispatcher: Dispatcher) {
    this.#store = store;
    this.#dispatcher = dispatcher;
  }

  /** Subscribed while it is observed; each observer is a subscriber of its own. */
  of(topic: Key | Pattern): Observable<unknown> {
    // A pattern is captured as it is.
    const captured = captureKey(topic);
    return new Observable((observer) => {
      if (this.#completed) {
        observer.complete();
        return undefined;
      }
      const messages = (message: unknown): void => {
        next(observer, message);
      };
      const slot = this.#dispatcher.subscribe(captured, messages, {});
      this.#observers.add(observer);
      slot.onEnd(() => {
        complete(observer);
      });
      return () => {
        this.#observers.delete(observer);
        this.#store.remove(slot, 'unregistered');
      };
    });
  }

  /** Ends every stream; whoever observes from now on gets an empty one. */
  complete(): void {
    this.#completed = true;
    for (const observer of [...this.#observers]) complete(observer);
  }
}
