import { Observable, type Subscriber } from 'rxjs';
import { SettleTimeoutError } from '../errors.js';
import type { Clock } from '../registry/clock.js';
import { complete, next } from '../registry/complete.js';
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
  /** Whom the message was for, in order; who was not reached is missing. */
  readonly #slots: (Slot | undefined)[];
  #missing = 0;
  /** Whose turn among `#slots` it is; `-1` when each is added as its turn comes. */
  #turn = -1;
  /** What a handler returned, or one of `Failed`, `Dropped`, `Pending`, in its slot's place; nothing when it returned nothing. */
  #results: unknown[] | undefined;
  /** The handlers that have not settled, and turns that are still to come. */
  #pending = 0;
  #progress: Progress<R> | undefined;

  /** @internal `slots` are those whose turns will be told; others are added one by one. */
  constructor(clock: Clock, slots: (Slot | undefined)[]) {
    // One function for all: RxJS calls it on the observable, so no closure per dispatch is needed.
    super(subscribeToDispatch);
    this.#clock = clock;
    this.#slots = slots;
  }

  /** How many handlers were reached: subscribers without a handler, or gone before their turn, are not counted. */
  get size(): number {
    return this.#slots.length - this.#missing;
  }

  /**
   * One delivery per handler, in registration order, once all have settled; at once when they have.
   *
   * With `timeout` it rejects when a handler takes longer (the handlers go on), with `signal` when that aborts.
   *
   * Rejects with SettleTimeoutError, the signal's reason, or InvalidOptionError.
   */
  settled(options?: WaitOptions): Promise<readonly Delivery<R>[]> {
    // Not `async`: a function that returns a promise as its own takes three turns of the queue of promises more.
    return options === undefined
      ? new Promise((resolve) => {
          this.#whenSettled(resolve);
        })
      : this.#settledWith(options);
  }

  async #settledWith(options: WaitOptions): Promise<readonly Delivery<R>[]> {
    checkOptions('dispatch.settled(options)', options, waitOptionChecks);
    return wait(
      this.#clock,
      options,
      (timeout) => new SettleTimeoutError(this.#pendingHandlers(), timeout),
      (waiting) =>
        this.#whenSettled((deliveries) => {
          waiting.resolve(deliveries);
        }),
    );
  }

  /** @internal The slot in this place has its turn now. */
  turn(place: number): this {
    this.#turn = place;
    return this;
  }

  /** @internal The slot in this place is not reached. */
  skip(place: number): void {
    this.#slots[place] = undefined;
    this.#missing++;
  }

  /** @internal */
  add(slot: Slot, result: unknown): void {
    const place = this.#place(slot, result);
    // Handlers that have their turn later may have observers already.
    if (this.#progress?.observers !== undefined) this.#tell(this.#delivery(place));
  }

  /** @internal */
  expect(slot: Slot, pending: Work): number {
    this.#pending++;
    return this.#place(slot, pending);
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
  limit(timeout: number, calling: Work): void {
    if (this.#pending === 0) return;
    this.#progress ??= new Progress();
    this.#progress.cancelTimer = this.#clock.setTimer(() => {
      calling.cut('timeout');
      for (const result of [...(this.#results ?? [])])
        if (result instanceof Pending) result.cut('timeout');
    }, timeout);
  }

  /** @internal */
  progress(place: number, value: unknown): void {
    (this.#results![place] as Pending).last = { value };
    if (this.#progress?.observers !== undefined) this.#tell(this.#delivered(place, value));
  }

  /** @internal A handler has settled: with a value (of an observable, its last), `Failed` or `Dropped`. */
  settle(place: number, result: unknown): void {
    const results = this.#results!;
    const { last } = results[place] as Pending;
    const news = last === undefined || result instanceof Failed || result instanceof Dropped;
    results[place] = result;
    this.#progress ??= new Progress();
    this.#progress.late.push(place);
    if (news && this.#progress.observers !== undefined) this.#tell(this.#delivery(place));
    this.release();
  }

  /** @internal */
  observe(subscriber: Subscriber<Delivery<R>>): (() => void) | undefined {
    const late = new Set(this.#progress?.late);
    for (const place of this.#reached()) if (!late.has(place)) this.#replay(place, subscriber);
    for (const place of late) this.#replay(place, subscriber);
    if (this.#pending === 0) {
      subscriber.complete();
      return undefined;
    }
    const progress = (this.#progress ??= new Progress());
    const observers = (progress.observers ??= new Set());
    observers.add(subscriber);
    return () => {
      observers.delete(subscriber);
    };
  }

  /** Calls `tell` when all have settled, at once when they have; the function it returns takes that back. */
  #whenSettled(tell: (deliveries: readonly Delivery<R>[]) => void): () => void {
    if (this.#pending === 0) {
      tell(this.#deliveries());
      return () => undefined;
    }
    const progress = (this.#progress ??= new Progress());
    const settle = (): void => {
      tell(this.#deliveries());
    };
    progress.whenSettled.push(settle);
    return () => {
      progress.whenSettled = progress.whenSettled.filter((other) => other !== settle);
    };
  }

  #place(slot: Slot, result: unknown): number {
    const place = this.#turn >= 0 ? this.#turn : this.#slots.push(slot) - 1;
    if (result !== undefined) (this.#results ??= [])[place] = result;
    return place;
  }

  #deliveries(): Delivery<R>[] {
    const deliveries: Delivery<R>[] = [];
    for (let place = 0; place < this.#slots.length; place++) {
      if (this.#slots[place] !== undefined) deliveries.push(this.#delivery(place));
    }
    return deliveries;
  }

  #reached(): number[] {
    const reached: number[] = [];
    this.#slots.forEach((slot, place) => {
      if (slot !== undefined) reached.push(place);
    });
    return reached;
  }

  #replay(place: number, subscriber: Subscriber<Delivery<R>>): void {
    const result = this.#results?.[place];
    if (!(result instanceof Pending)) subscriber.next(this.#delivery(place));
    else if (result.last !== undefined) subscriber.next(this.#delivered(place, result.last.value));
  }

  #tell(delivery: Delivery<R>): void {
    for (const observer of [...(this.#progress?.observers ?? [])]) next(observer, delivery);
  }

  #finish(): void {
    if (this.#progress === undefined) return;
    const { observers, whenSettled, cancelTimer } = this.#progress;
    cancelTimer?.();
    this.#progress.whenSettled = [];
    for (const observer of observers ?? []) complete(observer);
    for (const settle of whenSettled) settle();
  }

  /** The delivery of a handler that has settled. */
  #delivery(place: number): Delivery<R> {
    const result = this.#results?.[place];
    const slot = this.#slots[place]!;
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
    return this.#delivered(place, result);
  }

  #delivered(place: number, value: unknown): Delivery<R> {
    const slot = this.#slots[place]!;
    return {
      status: 'delivered',
      handler: handlerName(slot),
      entry: slot.entry,
      value: value as R,
    };
  }

  #pendingHandlers(): string[] {
    const names = this.#reached()
      .filter((place) => this.#results?.[place] instanceof Pending)
      .map((place) => handlerName(this.#slots[place]!));
    return names.length < this.#pending
      ? [...names, 'handlers whose turn is still to come']
      : names;
  }
}

/** What only a dispatch needs that somebody looks at, or that has handlers which settle later. */
class Progress<R> {
  /** Which handlers settled later than at once, in the order in which they did. */
  readonly late: number[] = [];
  observers: Set<Subscriber<Delivery<R>>> | undefined;
  whenSettled: (() => void)[] = [];
  cancelTimer: (() => void) | undefined;
}

function subscribeToDispatch<R>(
  this: Observable<Delivery<R>>,
  subscriber: Subscriber<Delivery<R>>,
): (() => void) | undefined {
  return (this as Dispatch<R>).observe(subscriber);
}
