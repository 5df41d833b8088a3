import { Observable, type Subscriber } from 'rxjs';
import { SettleTimeoutError } from '../errors.js';
import type { Clock } from '../registry/clock.js';
import { complete } from '../registry/complete.js';
import type { Work } from '../registry/gate.js';
import type { Slot } from '../registry/slot.js';
import { wait, waitOptionChecks, type WaitOptions } from '../registry/wait.js';
import { checkOptions } from '../validate.js';
import { Dropped, Failed, handlerName, Pending, type Delivery } from './delivery.js';

/**
 * The outcome of one `dispatch`. The handlers have been called by the time you hold it, whether or not you look.
 *
 * As an observable it emits each delivery as it settles, replays to who comes later what has settled (plain results
 * first, in registration order, then the others as they settled), completes when the last handler has settled, and never errors. Of a
 * handler that returned an observable it emits every value live, and replays the last one. Results are kept as they are;
 * `Delivery` objects are made only when somebody looks.
 *
 * @example
 * ```ts
 * import { Registry } from 'nestjs-registry';
 *
 * const events = new Registry({ name: 'events', keys: 'duplicate', logErrors: false });
 * events.subscribe('greet', (name) => `hello ${name}`);
 * events.subscribe('greet', () => {
 *   throw new Error('not today');
 * });
 *
 * const dispatch = events.dispatch('greet', 'ann');
 * dispatch.size; // => 2
 * const deliveries = await dispatch.settled();
 * deliveries.map((delivery) => delivery.status); // => ['delivered', 'failed']
 * ```
 *
 * @publicApi
 */
export class Dispatch<R = unknown> extends Observable<Delivery<R>> {
  readonly #clock: Clock;
  readonly #slots: Slot[] = [];
  /** Per slot what its handler returned, or one of `Failed`, `Dropped`, `Pending`. */
  readonly #results: unknown[] = [];
  /** Which handlers settled later than at once, in the order in which they did. */
  #late: Set<number> | undefined;
  /** The handlers that have not settled, and turns that are still to come. */
  #pending = 0;
  #observers: Set<Subscriber<Delivery<R>>> | undefined;
  #whenSettled: Set<() => void> | undefined;
  #cancelTimer: (() => void) | undefined;

  /** @internal */
  constructor(clock: Clock) {
    // One function for all: RxJS calls it on the observable, so no closure per dispatch is needed.
    super(subscribeToDispatch);
    this.#clock = clock;
  }

  /** How many handlers were reached: subscribers without a handler, or gone before their turn, are not counted. */
  get size(): number {
    return this.#results.length;
  }

  /**
   * One delivery per handler, in registration order, once all have settled; at once when they have.
   *
   * With `timeout` it rejects when a handler takes longer (the handlers go on), with `signal` when that aborts.
   *
   * Rejects with SettleTimeoutError, the signal's reason, or InvalidOptionError.
   */
  async settled(options: WaitOptions = {}): Promise<readonly Delivery<R>[]> {
    checkOptions('dispatch.settled(options)', options, waitOptionChecks);
    return wait<readonly Delivery<R>[]>(
      this.#clock,
      options,
      (timeout) => new SettleTimeoutError(this.#pendingHandlers(), timeout),
      (waiting) => {
        const settle = (): void => {
          waiting.resolve(this.#results.map((_, index) => this.#delivery(index)));
        };
        if (this.#pending === 0) {
          settle();
          return () => undefined;
        }
        this.#whenSettled ??= new Set();
        this.#whenSettled.add(settle);
        return () => {
          this.#whenSettled?.delete(settle);
        };
      },
    );
  }

  /** @internal */
  add(slot: Slot, result: unknown): void {
    const place = this.#place(slot, result);
    // Handlers that have their turn later may have observers already.
    if (this.#observers !== undefined) this.#tell(this.#delivery(place));
  }

  /** @internal */
  expect(slot: Slot, work: Work): number {
    this.#pending++;
    return this.#place(slot, new Pending(work));
  }

  /** @internal There are handlers to be called later. */
  hold(): void {
    this.#pending++;
  }

  /** @internal They have been. */
  release(): void {
    if (--this.#pending === 0) this.#finish();
  }

  /** @internal Cuts short what has not settled in `timeout` milliseconds; `calling` are the turns still to come. */
  limit(timeout: number, calling: Work | undefined): void {
    if (this.#pending === 0) return;
    this.#cancelTimer = this.#clock.setTimer(() => {
      calling?.cut('timeout');
      for (const result of [...this.#results])
        if (result instanceof Pending) result.work.cut('timeout');
    }, timeout);
  }

  /** @internal */
  progress(index: number, value: unknown): void {
    (this.#results[index] as Pending).last = { value };
    if (this.#observers !== undefined) this.#tell(this.#delivered(index, value));
  }

  /** @internal A handler has settled: with a value (of an observable, its last), `Failed` or `Dropped`. */
  settle(index: number, result: unknown): void {
    const { last } = this.#results[index] as Pending;
    const news = last === undefined || result instanceof Failed || result instanceof Dropped;
    this.#results[index] = result;
    this.#late ??= new Set();
    this.#late.add(index);
    if (news && this.#observers !== undefined) this.#tell(this.#delivery(index));
    this.release();
  }

  /** @internal */
  observe(subscriber: Subscriber<Delivery<R>>): (() => void) | undefined {
    for (const index of this.#results.keys()) {
      if (this.#late?.has(index) !== true) this.#replay(index, subscriber);
    }
    for (const index of this.#late ?? []) this.#replay(index, subscriber);
    if (this.#pending === 0) {
      subscriber.complete();
      return undefined;
    }
    this.#observers ??= new Set();
    this.#observers.add(subscriber);
    return () => {
      this.#observers?.delete(subscriber);
    };
  }

  #place(slot: Slot, result: unknown): number {
    this.#slots.push(slot);
    return this.#results.push(result) - 1;
  }

  #replay(index: number, subscriber: Subscriber<Delivery<R>>): void {
    const result = this.#results[index];
    if (!(result instanceof Pending)) subscriber.next(this.#delivery(index));
    else if (result.last !== undefined) subscriber.next(this.#delivered(index, result.last.value));
  }

  #tell(delivery: Delivery<R>): void {
    for (const observer of [...(this.#observers ?? [])]) observer.next(delivery);
  }

  #finish(): void {
    this.#cancelTimer?.();
    for (const observer of [...(this.#observers ?? [])]) complete(observer);
    for (const settle of [...(this.#whenSettled ?? [])]) settle();
    this.#observers = undefined;
    this.#whenSettled = undefined;
  }

  /** The delivery of a handler that has settled. */
  #delivery(index: number): Delivery<R> {
    const result = this.#results[index];
    const slot = this.#slots[index]!;
    if (result instanceof Failed) {
      return {
        status: 'failed',
        handler: handlerName(slot),
        entry: slot.entry,
        error: result.error,
      };
    }
    if (result instanceof Dropped) {
      return {
        status: 'dropped',
        handler: handlerName(slot),
        entry: slot.entry,
        reason: result.reason,
      };
    }
    return this.#delivered(index, result);
  }

  #delivered(index: number, value: unknown): Delivery<R> {
    const slot = this.#slots[index]!;
    return {
      status: 'delivered',
      handler: handlerName(slot),
      entry: slot.entry,
      value: value as R,
    };
  }

  #pendingHandlers(): string[] {
    const names = this.#slots
      .filter((_, index) => this.#results[index] instanceof Pending)
      .map(handlerName);
    return names.length < this.#pending
      ? [...names, 'handlers whose turn is still to come']
      : names;
  }
}

function subscribeToDispatch<R>(
  this: Observable<Delivery<R>>,
  subscriber: Subscriber<Delivery<R>>,
): (() => void) | undefined {
  return (this as Dispatch<R>).observe(subscriber);
}
