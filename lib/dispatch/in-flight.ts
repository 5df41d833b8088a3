import type { Clock } from '../registry/clock.js';
import type { Work } from '../registry/gate.js';
import type { MessageContext } from '../registry/handler.js';
import { LinkedList, type Linked } from '../registry/linked-list.js';
import type { Slot } from '../registry/slot.js';
import { wait, type WaitOptions } from '../registry/wait.js';

/** A message at a handler that has not settled. */
export interface Underway extends Work, Linked<Underway> {
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
export class InFlight extends LinkedList<Underway> {
  readonly #whenIdle = new Set<() => void>();

  override remove(work: Underway): void {
    super.remove(work);
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
    if (this.size > 0 || this.#whenIdle.size === 0) return;
    queueMicrotask(() => {
      if (this.size === 0) for (const tell of [...this.#whenIdle]) tell();
    });
  }
}
