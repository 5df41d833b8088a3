import type { Clock } from '../registry/clock.js';
import type { Work } from '../registry/gate.js';
import type { MessageContext } from '../registry/handler.js';
import type { Slot } from '../registry/slot.js';
import { wait, type WaitOptions } from '../registry/wait.js';

/** A message at a handler that has not settled. */
export interface Underway extends Work {
  readonly slot: Slot;
  readonly message: unknown;
  readonly context: MessageContext;
  /** Whether the handler was not called yet. */
  readonly waiting: boolean;
  /** Whether cutting it stops it: a promise goes on. */
  readonly stoppable: boolean;
  /** How many more handlers this stands for. */
  readonly more: number;
}

/** The handlers that were called, or wait to be called, and have not settled. */
export class InFlight<T extends Work> implements Iterable<T> {
  readonly #works = new Set<T>();
  readonly #whenIdle = new Set<() => void>();

  get size(): number {
    return this.#works.size;
  }

  [Symbol.iterator](): IterableIterator<T> {
    return this.#works.values();
  }

  add(work: T): void {
    this.#works.add(work);
  }

  delete(work: T): void {
    this.#works.delete(work);
    this.#look();
  }

  /** Resolves when there are none. */
  whenIdle(clock: Clock, options: WaitOptions, late: (timeout: number) => Error): Promise<void> {
    return wait<void>(clock, options, late, (waiting) => {
      const tell = (): void => {
        this.#whenIdle.delete(tell);
        waiting.resolve();
      };
      this.#whenIdle.add(tell);
      this.#look();
      return () => {
        this.#whenIdle.delete(tell);
      };
    });
  }

  /** In a microtask: a loop over handlers may be under way, and the next of them has to be waited for as well. */
  #look(): void {
    if (this.#works.size > 0 || this.#whenIdle.size === 0) return;
    queueMicrotask(() => {
      if (this.#works.size === 0) for (const tell of [...this.#whenIdle]) tell();
    });
  }
}
