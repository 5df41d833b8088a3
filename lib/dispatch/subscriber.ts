import { BufferOverflowError, InvalidFilterResultError } from '../errors.js';
import type { Gate, Outcomes } from '../registry/gate.js';
import type { MessageContext } from '../registry/handler.js';
import { LinkedList } from '../registry/linked-list.js';
import type { Slot } from '../registry/slot.js';
import { disarm } from '../thenable.js';
import { Run, type Turnstile, type Waiting } from './run.js';
import type { Runner } from './runner.js';
import type { OverflowStrategy, SubscribeOptions } from './subscribe-options.js';

const DEFAULT_BUFFER = 1_024;

/** What a subscriber's options ask for: which messages it takes, how many, and how many at a time. */
export class Subscriber implements Gate, Turnstile {
  readonly scoped: boolean;
  readonly once: boolean;
  readonly #runner: Runner;
  readonly #filter: ((message: unknown, context: MessageContext) => boolean) | undefined;
  readonly #concurrency: number;
  readonly #buffer: number;
  readonly #overflow: OverflowStrategy;
  readonly #waiting = new LinkedList<Waiting>();
  #running = 0;
  #starting = false;

  constructor(
    runner: Runner,
    { once = false, filter, concurrency, buffer, overflow }: SubscribeOptions,
    scoped: boolean,
  ) {
    const serial = buffer !== undefined || overflow !== undefined;
    this.#runner = runner;
    this.scoped = scoped;
    this.once = once;
    this.#filter = filter;
    this.#concurrency = concurrency ?? (serial ? 1 : Infinity);
    this.#buffer = overflow === 'latest' ? 1 : (buffer ?? DEFAULT_BUFFER);
    this.#overflow = overflow ?? 'error';
  }

  /** Whether messages may have to wait. */
  get limited(): boolean {
    return this.#concurrency !== Infinity;
  }

  admit(
    slot: Slot,
    message: unknown,
    context: MessageContext,
    outcomes: Outcomes | undefined,
  ): boolean {
    try {
      if (!this.#wants(message, context)) return false;
    } catch (error) {
      this.#runner.failAtOnce(slot, message, context, outcomes, error);
      return true;
    }
    // The filter may have ended the subscription, or published: then another message has been the one.
    if (!slot.active) return false;
    if (this.once) this.#leave(slot, message, context);
    // While one that waited is being called a place may be free that is not for who comes.
    if (this.#running < this.#concurrency && this.#waiting.size === 0) {
      this.#running++;
      this.#runner.call(slot, message, context, outcomes, this);
    } else {
      this.#enqueue(slot, message, context, outcomes);
    }
    return true;
  }

  left(): void {
    this.#running--;
    // A handler that settles at once gets here while the loop that called it is still running.
    if (this.#starting) return;
    this.#starting = true;
    while (this.#running < this.#concurrency) {
      const next = this.#waiting.first;
      // Of a subscription that is ending, `end` is about to drop what waits.
      if (next?.run.slot.active !== true) break;
      this.#waiting.remove(next);
      this.#running++;
      next.run.start();
    }
    this.#starting = false;
  }

  abandoned(waiting: Waiting): void {
    this.#waiting.remove(waiting);
  }

  /** The subscription has ended: what waits is not called any more. */
  end(): void {
    for (let next = this.#waiting.first; next !== undefined; next = this.#waiting.first)
      next.run.cut('cancelled');
  }

  #wants(message: unknown, context: MessageContext): boolean {
    if (this.#filter === undefined) return true;
    const wants: unknown = this.#filter(message, context);
    if (typeof wants === 'boolean') return wants;
    disarm(wants);
    throw new InvalidFilterResultError(wants, context);
  }

  #leave(slot: Slot, message: unknown, context: MessageContext): void {
    try {
      slot.host.remove(slot, 'unregistered');
    } catch (error) {
      // What a callback of the subscription's own end throws is not the publisher's business.
      this.#runner.fail(slot, message, context, error);
    }
  }

  #enqueue(
    slot: Slot,
    message: unknown,
    context: MessageContext,
    outcomes: Outcomes | undefined,
  ): void {
    const oldest = this.#waiting.size < this.#buffer ? undefined : this.#waiting.first;
    if (oldest !== undefined && this.#overflow === 'error') {
      const error = new BufferOverflowError(context, this.#buffer);
      this.#runner.failAtOnce(slot, message, context, outcomes, error);
    } else if (oldest !== undefined && this.#overflow === 'drop-newest') {
      this.#runner.dropAtOnce(slot, outcomes, 'overflow');
    } else {
      const run = new Run(this.#runner, slot, message, context, outcomes, this);
      this.#waiting.push(run.wait());
      // Last: who hears of it may publish the next, which must find this one waiting.
      oldest?.run.cut('overflow');
    }
  }
}
