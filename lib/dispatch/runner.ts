import type { Outcomes } from '../registry/gate.js';
import type { MessageContext } from '../registry/handler.js';
import type { Slot } from '../registry/slot.js';
import { Dropped, Failed, handlerName } from './delivery.js';
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
    let later = false;
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
