import type { Bucket } from '../registry/bucket.js';
import type { Crowd } from '../registry/crowd.js';
import type { Outcomes } from '../registry/gate.js';
import type { MessageContext } from '../registry/handler.js';
import type { Slot } from '../registry/slot.js';
import { Dropped, Failed, handlerName } from './delivery.js';
import type { Dispatch } from './dispatch.js';
import type { Failures } from './failures.js';
import { InFlight } from './in-flight.js';
import { settlesLater, type Later } from './later.js';
import { Run, type Turnstile } from './run.js';

/** Calls handlers and sees to it that whatever they do ends as an outcome. */
export class Runner {
  readonly inFlight = new InFlight();
  /** How many calls failed. */
  failed = 0;
  /** How many messages were dropped at one subscriber. */
  dropped = 0;
  readonly #failures: Failures;

  constructor(failures: Failures) {
    this.#failures = failures;
  }

  /**
   * Calls the handlers of a plain message, one with which nobody else is concerned than the handlers of its topic, and before
   * which nothing stands: in registration order. Tells how many; what they return goes to `dispatch`, if there is one.
   *
   * This is what happens to most messages, so it does nothing else. Never throws.
   */
  callAll(bucket: Bucket, message: unknown, dispatch: Dispatch | undefined): number {
    const { crowd } = bucket;
    return crowd === undefined
      ? this.#callLone(bucket, message, dispatch)
      : this.#callCrowd(crowd, message, bucket.context, dispatch);
  }

  #callLone(bucket: Bucket, message: unknown, dispatch: Dispatch | undefined): number {
    const { lone } = bucket;
    // Taken out of the slot, which must not be the handler's `this`.
    const handler = lone?.handler;
    if (handler === undefined) {
      dispatch?.skip(0);
      return 0;
    }
    const { context } = bucket;
    let result: unknown;
    try {
      result = handler(message, context);
    } catch (error) {
      this.failAtOnce(lone!, message, context, dispatch?.turn(0), error);
      return 1;
    }
    if (result !== undefined) this.take(result, lone!, message, context, dispatch?.turn(0));
    return 1;
  }

  /** Of its own, because the engine does not inline what has a `finally`. */
  #callCrowd(
    crowd: Crowd,
    message: unknown,
    context: MessageContext,
    dispatch: Dispatch | undefined,
  ): number {
    crowd.enter();
    try {
      return this.#callEach(crowd, message, context, dispatch);
    } finally {
      crowd.leave();
    }
  }

  #callEach(
    { slots, calls }: Crowd,
    message: unknown,
    context: MessageContext,
    dispatch: Dispatch | undefined,
  ): number {
    let reached = 0;
    // The length of now: who subscribes meanwhile is not reached. Who leaves meanwhile is a hole.
    for (let i = 0, { length } = slots; i < length; i++) {
      const handler = calls?.[i];
      if (handler === undefined) {
        dispatch?.skip(i);
        continue;
      }
      reached++;
      // Read before the call: a handler that ends its own subscription leaves a hole.
      const slot = slots[i]!;
      // As for a lone one, once more: the engine does not inline it here, and a call costs as much as many a handler.
      let result: unknown;
      try {
        result = handler(message, context);
      } catch (error) {
        this.failAtOnce(slot, message, context, dispatch?.turn(i), error);
        continue;
      }
      if (result !== undefined) this.take(result, slot, message, context, dispatch?.turn(i));
    }
    return reached;
  }

  /** Calls the handler of `slot` now. Never throws. */
  call(
    slot: Slot,
    message: unknown,
    context: MessageContext,
    outcomes: Outcomes | undefined,
    turnstile?: Turnstile,
  ): void {
    let result: unknown;
    try {
      // Taken out of the slot, which must not be the handler's `this`.
      const { handler } = slot;
      result = handler!(message, context);
    } catch (error) {
      this.failAtOnce(slot, message, context, outcomes, error);
      turnstile?.left();
      return;
    }
    this.take(result, slot, message, context, outcomes, turnstile);
  }

  /** Sees to what the handler of `slot` has returned. Never throws. */
  take(
    result: unknown,
    slot: Slot,
    message: unknown,
    context: MessageContext,
    outcomes: Outcomes | undefined,
    turnstile?: Turnstile,
  ): void {
    let later: boolean;
    try {
      later = settlesLater(result);
    } catch (error) {
      this.failAtOnce(slot, message, context, outcomes, error);
      turnstile?.left();
      return;
    }
    if (later) {
      new Run(this, slot, message, context, outcomes, turnstile).follow(result as Later);
      return;
    }
    outcomes?.add(slot, result);
    turnstile?.left();
  }

  /** A handler, or what stands before it, has failed before anything was expected of it. */
  failAtOnce(
    slot: Slot,
    message: unknown,
    context: MessageContext,
    outcomes: Outcomes | undefined,
    error: unknown,
  ): void {
    outcomes?.add(slot, new Failed(error));
    this.fail(slot, message, context, error);
  }

  dropAtOnce(slot: Slot, outcomes: Outcomes | undefined, reason: Dropped['reason']): void {
    this.dropped++;
    outcomes?.add(slot, new Dropped(reason));
  }

  /** Tells a failure to whoever wants to know of it. */
  fail(slot: Slot, message: unknown, { registry, topic }: MessageContext, error: unknown): void {
    this.failed++;
    const { entry } = slot;
    this.#failures.report({ registry, topic, message, entry, handler: handlerName(slot), error });
  }
}
