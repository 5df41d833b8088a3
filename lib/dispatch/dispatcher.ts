import { dispatches } from '../diagnostics.js';
import {
  AlreadyRegisteredError,
  HandlerCutError,
  InvalidKeyError,
  RegistryClosedError,
  SettleTimeoutError,
} from '../errors.js';
import type { Bucket } from '../registry/bucket.js';
import type { Clock } from '../registry/clock.js';
import type { Audience } from '../registry/gate.js';
import { contextOf, type Handler } from '../registry/handler.js';
import type { Key } from '../registry/key.js';
import { Slot } from '../registry/slot.js';
import type { Store } from '../registry/store.js';
import type { WaitOptions } from '../registry/wait.js';
import { handlerName } from './delivery.js';
import { Dispatch } from './dispatch.js';
import type { DispatchOptions } from './dispatch-options.js';
import type { Failures } from './failures.js';
import { PatternIndex } from './pattern-index.js';
import { Pattern } from './pattern.js';
import { Publication } from './publication.js';
import { Runner } from './runner.js';
import { SignalEnds } from './signal-ends.js';
import { Subscriber } from './subscriber.js';
import { needsGate, type SubscribeOptions } from './subscribe-options.js';
import { Turns } from './turns.js';

/** Delivers messages to the subscribers of one registry. */
export class Dispatcher {
  /** Called before a message is published, if there is anything to be done; may throw, and so refuse it. */
  #beforePublishing: ((operation: string) => void) | undefined;
  readonly #registry: { readonly name: string };
  readonly #store: Store;
  readonly #clock: Clock;
  readonly #runner: Runner;
  readonly #patterns: PatternIndex;
  readonly #signals = new SignalEnds();
  #messages = 0;
  #deliveries = 0;

  constructor(registry: { readonly name: string }, store: Store, clock: Clock, failures: Failures) {
    this.#registry = registry;
    this.#store = store;
    this.#clock = clock;
    this.#runner = new Runner(failures);
    this.#patterns = new PatternIndex(store.name);
    store.subscribed = (slot) => {
      if (Pattern.is(slot.key)) this.#patterns.add(slot.key, slot);
    };
  }

  /** What was counted since the start, and how many handlers have not settled. */
  get counters(): {
    readonly messages: number;
    readonly deliveries: number;
    readonly failures: number;
    readonly dropped: number;
    readonly inFlight: number;
  } {
    const { failed, dropped, inFlight } = this.#runner;
    return {
      messages: this.#messages,
      deliveries: this.#deliveries,
      failures: failed,
      dropped,
      inFlight: inFlight.size,
    };
  }

  /** `scoped` handlers are called with a context of each message's own. */
  subscribe(topic: unknown, handler: Handler, options: SubscribeOptions, scoped = false): Slot {
    const { owner, value, signal } = options;
    signal?.throwIfAborted();
    const gate =
      scoped || needsGate(options) ? new Subscriber(this.#runner, options, scoped) : undefined;
    const key = Pattern.is(topic) ? this.#patterns.keyOf(topic) : topic;
    const slot = this.#store.add('subscribe', key, owner, value, handler, gate);
    if (!(slot instanceof Slot)) throw new AlreadyRegisteredError(this.#store.name, slot);
    if (gate?.limited === true)
      slot.onEnd(() => {
        gate.end();
      });
    if (signal !== undefined) this.#endWith(slot, signal);
    return slot;
  }

  /** How many handlers a message of `topic` would go to. */
  reach(topic: unknown, bucket: Bucket | undefined): number {
    return this.#patterns.size === 0
      ? (bucket?.handlers ?? 0)
      : (this.#audience(topic, bucket)?.slots.filter(hasHandler).length ?? 0);
  }

  dispatch(
    operation: string,
    topic: unknown,
    bucket: Bucket | undefined,
    message: unknown,
    options: DispatchOptions | undefined,
  ): Dispatch {
    if (options === undefined && this.#isPlain(bucket)) {
      const dispatch = new Dispatch(this.#clock, bucket.slots.slice());
      this.#callAll(bucket, message, dispatch);
      return dispatch;
    }
    const audience = this.#begin(operation, topic, bucket, message);
    const dispatch = new Dispatch(this.#clock, []);
    if (audience === undefined) return dispatch;
    if (options === undefined) this.#publish(audience, message, dispatch);
    else this.#publishWith(options, audience, message, dispatch);
    return dispatch;
  }

  /** Tells how many handlers were reached. */
  emit(operation: string, topic: unknown, bucket: Bucket | undefined, message: unknown): number {
    // In two methods: the engine inlines small ones only.
    return this.#isPlain(bucket)
      ? this.#callAll(bucket, message, undefined)
      : this.#emit(operation, topic, bucket, message);
  }

  /** Calls `tell` before the first message is published, unless the function that it returns was called before that. */
  tellOfFirst(tell: () => void): () => void {
    const first = (): void => {
      over();
      tell();
    };
    const over = (): void => {
      if (this.#beforePublishing === first) this.#beforePublishing = undefined;
    };
    this.#beforePublishing = first;
    return over;
  }

  whenIdle(options: WaitOptions): Promise<void> {
    const { inFlight } = this.#runner;
    const late = (timeout: number): Error => {
      const names = inFlight
        .toArray()
        .map(({ slot, more }) => `${handlerName(slot)}${more > 0 ? ` and ${more} more` : ''}`);
      return new SettleTimeoutError(names, timeout);
    };
    return inFlight.whenIdle(this.#clock, options, late);
  }

  /** Takes no more messages, waits, then gives up what has not settled; tells how many handlers that were. */
  async drain(options: WaitOptions & { readonly timeout: number }): Promise<number> {
    if (!this.#store.closed) this.#refuse('takes no more messages, because it is shutting down');
    try {
      await this.whenIdle(options);
      return 0;
    } catch (error) {
      if (!(error instanceof SettleTimeoutError)) throw error;
      return this.#cutAll(options.timeout);
    }
  }

  /** Tells what was thrown at the end of a registration, where nobody called who could catch it. */
  report(slot: Slot, error: unknown): void {
    const context = slot.bucket?.context ?? contextOf(this.#store.name, slot.key);
    this.#runner.fail(slot, undefined, context, error);
  }

  /** All subscriptions have ended; ends what has outlived them, such as the observable of a handler that was called once. */
  close(): void {
    this.#refuse('is closed');
    for (const work of this.#runner.inFlight.toArray()) if (work.stoppable) work.cut('cancelled');
  }

  #refuse(state: string): void {
    this.#beforePublishing = (operation) => {
      throw new RegistryClosedError(this.#store.name, operation, state);
    };
  }

  #cutAll(timeout: number): number {
    const works = this.#runner.inFlight.toArray();
    // First what waits: it must not be called because what it waited for is cut.
    works.sort((a, b) => Number(b.waiting) - Number(a.waiting));
    let cut = 0;
    for (const work of works) {
      const { slot, message, context, more } = work;
      cut += 1 + more;
      work.cut('cancelled');
      const error = new HandlerCutError(handlerName(slot), more, context, timeout);
      this.#runner.fail(slot, message, context, error);
    }
    return cut;
  }

  /** Whether nobody else is concerned with a message than the handlers of its topic, and nothing stands before these. */
  #isPlain(bucket: Bucket | undefined): bucket is Bucket {
    return (
      bucket !== undefined &&
      !bucket.gated &&
      this.#patterns.size === 0 &&
      this.#beforePublishing === undefined &&
      !dispatches.hasSubscribers
    );
  }

  #callAll(bucket: Bucket, message: unknown, dispatch: Dispatch | undefined): number {
    this.#messages++;
    const reached = this.#runner.callAll(bucket, message, dispatch);
    this.#deliveries += reached;
    return reached;
  }

  #emit(operation: string, topic: unknown, bucket: Bucket | undefined, message: unknown): number {
    const audience = this.#begin(operation, topic, bucket, message);
    return audience === undefined ? 0 : this.#publish(audience, message, undefined);
  }

  /** Calls the handlers, in registration order, and tells how many; what they return goes to `dispatch` if there is one. */
  #publish(audience: Audience, message: unknown, dispatch: Dispatch | undefined): number {
    const { slots } = audience;
    const publication =
      audience.scoped > 0 ? new Publication(audience.context, undefined) : undefined;
    const context = publication ?? audience.context;
    let reached = 0;
    // The length of now: who subscribes meanwhile is not reached. Who leaves meanwhile is no longer active.
    for (let i = 0, length = slots.length; i < length; i++) {
      const slot = slots[i];
      if (slot === undefined || !slot.active || slot.handler === undefined) continue;
      if (slot.gate === undefined) this.#runner.call(slot, message, context, dispatch);
      else if (!slot.gate.admit(slot, message, context, dispatch)) continue;
      reached++;
    }
    this.#deliveries += reached;
    publication?.end();
    return reached;
  }

  #publishWith(
    { exclude, timeout, yieldEvery = Infinity, request }: DispatchOptions,
    audience: Audience,
    message: unknown,
    dispatch: Dispatch,
  ): void {
    const { slots, scoped } = audience;
    const publication =
      scoped > 0 || request !== undefined ? new Publication(audience.context, request) : undefined;
    const context = publication ?? audience.context;
    const turns = new Turns(
      {
        slots,
        length: slots.length,
        message,
        context,
        meant: (slot): slot is Slot =>
          slot !== undefined &&
          slot.active &&
          hasHandler(slot) &&
          (exclude === undefined || slot.knownOwner !== exclude),
        reach: (slot) => {
          if (slot.gate === undefined) this.#runner.call(slot, message, context, dispatch);
          else if (!slot.gate.admit(slot, message, context, dispatch)) return;
          this.#deliveries++;
        },
        drop: (slot, reason) => {
          this.#runner.dropAtOnce(slot, dispatch, reason);
        },
        over: (turns) => {
          dispatch.release();
          publication?.end();
          this.#runner.inFlight.remove(turns);
        },
      },
      yieldEvery,
    );
    dispatch.hold();
    this.#runner.inFlight.push(turns);
    turns.start();
    if (timeout !== undefined) dispatch.limit(timeout, turns);
  }

  #begin(
    operation: string,
    topic: unknown,
    bucket: Bucket | undefined,
    message: unknown,
  ): Audience | undefined {
    this.#beforePublishing?.(operation);
    if (Pattern.is(topic)) {
      throw new InvalidKeyError(
        topic,
        'it is a pattern: publish to a topic, and subscribe to patterns',
      );
    }
    this.#messages++;
    if (dispatches.hasSubscribers) {
      dispatches.publish({ registry: this.#registry, topic: topic as Key, message });
    }
    return this.#audience(topic, bucket);
  }

  #audience(topic: unknown, bucket: Bucket | undefined): Audience | undefined {
    if (this.#patterns.size > 0) {
      const match = this.#patterns.matching(topic, bucket);
      if (match !== undefined) return match.audience(bucket);
    }
    return bucket === undefined || bucket.handlers === 0 ? undefined : bucket;
  }

  #endWith(slot: Slot, signal: AbortSignal): void {
    const end = (): void => {
      try {
        this.#store.remove(slot, 'unregistered');
      } catch (error) {
        // An event listener's error would end the process.
        this.report(slot, error);
      }
    };
    try {
      slot.onEnd(this.#signals.bind(signal, end));
    } catch (error) {
      // A signal that lets nobody listen: what nothing would end must not begin.
      end();
      throw error;
    }
  }
}

function hasHandler(slot: Slot | undefined): boolean {
  return slot?.handler !== undefined;
}
