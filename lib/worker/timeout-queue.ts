import type { Clock } from '../registry/clock.js';
import { LinkedList, type Linked } from '../registry/linked-list.js';

/** What can stand in a queue of deadlines. */
export interface Timed<T> extends Linked<T> {
  deadline: number;
}

/** So many are told in one turn of the event loop; the others in the next ones. */
const BATCH = 1_000;

/**
 * Things that are all given the same time, so that the first to come is the first whose time is up: one timer serves them
 * all, and coming and going takes constant time.
 */
export class TimeoutQueue<T extends Timed<T>> {
  readonly #clock: Clock;
  readonly #span: number;
  readonly #expired: (item: T) => void;
  readonly #deserted: () => void;
  readonly #items = new LinkedList<T>();
  #cancelTimer: (() => void) | undefined;
  #tidying = false;

  /** `deserted` is called when nothing was in it for a while. */
  constructor(
    clock: Clock,
    span: number,
    expired: (item: T) => void,
    deserted: () => void = () => undefined,
  ) {
    this.#clock = clock;
    this.#span = span;
    this.#expired = expired;
    this.#deserted = deserted;
  }

  /** What is in it, that whose time is up first at first. */
  get items(): LinkedList<T> {
    return this.#items;
  }

  push(item: T): void {
    // First what may throw, if the clock fails.
    item.deadline = this.#clock.now() + this.#span;
    if (this.#cancelTimer === undefined) this.#arm(this.#span);
    this.#items.push(item);
  }

  remove(item: T): void {
    this.#items.remove(item);
    this.#tidy();
  }

  /** Gives an item its whole time again. */
  renew(item: T): void {
    const deadline = this.#clock.now() + this.#span;
    if (this.#cancelTimer === undefined) this.#arm(this.#span);
    this.#items.remove(item);
    item.deadline = deadline;
    this.#items.push(item);
  }

  /** Not at once: where things come and go all the time, one timer per turn of the event loop is enough. */
  #tidy(): void {
    if (this.#items.size > 0 || this.#tidying) return;
    this.#tidying = true;
    setImmediate(() => {
      this.#tidying = false;
      if (this.#items.size > 0) return;
      this.#cancelTimer?.();
      this.#cancelTimer = undefined;
      this.#deserted();
    });
  }

  #arm(milliseconds: number): void {
    this.#cancelTimer = this.#clock.setTimer(() => {
      this.#expire();
    }, Math.ceil(milliseconds));
  }

  #expire(): void {
    const now = this.#clock.now();
    for (let count = 0; count < BATCH; count++) {
      const { first } = this.#items;
      // Not `>`: by a clock that tells no number nothing is due.
      if (first === undefined || !(first.deadline <= now)) break;
      this.#items.remove(first);
      this.#expired(first);
    }
    // Only now: what was pushed meanwhile must not have armed a timer for itself.
    this.#cancelTimer = undefined;
    const { first } = this.#items;
    if (first !== undefined) this.#arm(this.#remaining(first, now));
    else this.#tidy();
  }

  /** Until the first is due. Where that is longer than it may be, the clock has gone back: all are given their whole time again. */
  #remaining(first: T, now: number): number {
    const remaining = first.deadline - now;
    if (remaining <= this.#span) return Math.max(0, remaining);
    for (let item: T | undefined = first; item !== undefined; item = item.next)
      item.deadline = now + this.#span;
    return this.#span;
  }
}
