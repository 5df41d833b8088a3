import type { Entry } from './entry.js';
import type { Key } from './key.js';
import { KeyMap } from './key-map.js';
import { LinkedList, type Linked } from './linked-list.js';
import type { Waiting } from './wait.js';

class Waiter implements Linked<Waiter> {
  previous: Waiter | undefined;
  next: Waiter | undefined;

  constructor(readonly waiting: Waiting<Entry>) {}
}

/** Who waits for which key to be registered. */
export class Waiters {
  readonly #byKey = new KeyMap<LinkedList<Waiter>>();

  /** For how many keys somebody waits. */
  get size(): number {
    return this.#byKey.size;
  }

  /** The function it returns takes the waiter away again. */
  add(captured: Key, waiting: Waiting<Entry>): () => void {
    const waiters = this.#byKey.getOrInsert(captured, () => new LinkedList());
    const waiter = new Waiter(waiting);
    waiters.push(waiter);
    return () => {
      waiters.remove(waiter);
      if (waiters.size === 0) this.#byKey.delete(captured);
    };
  }

  /** The entry is asked for only when somebody waits for it. */
  resolve(key: Key, registered: { readonly entry: Entry }): void {
    const waiters = this.#byKey.get(key);
    if (waiters === undefined) return;
    this.#byKey.delete(key);
    drain(waiters, (waiting) => {
      waiting.resolve(registered.entry);
    });
  }

  rejectAll(error: Error): void {
    for (const waiters of this.#byKey.values()) {
      drain(waiters, (waiting) => {
        waiting.reject(error);
      });
    }
  }
}

function drain(waiters: LinkedList<Waiter>, end: (waiting: Waiting<Entry>) => void): void {
  for (let waiter = waiters.first; waiter !== undefined; waiter = waiters.first) {
    waiters.remove(waiter);
    end(waiter.waiting);
  }
}
