import {
  BufferOverflowError,
  HandlerCutError,
  type Delivery,
  type Dispatch,
  type DispatchOptions,
  type Failure,
} from 'nestjs-registry';
import { HangingGate } from '../../model/gate.js';
import { PlannedError } from '../../planned.js';
import { until } from '../../watchdog.js';
import { Crowd } from './crowd.js';
import { Handlers } from './handlers.js';
import { Publication, type Message } from './publication.js';
import type { PublishingParts } from './publishing-parts.js';
import { BEHAVIOURS, type Subscriber } from './subscriber.js';
import { TOPICS } from './topics.js';

/** With more subscribers than this, more go than come. */
const CROWDED = 250;

const MEANT = [PlannedError, BufferOverflowError, HandlerCutError];

/** Publishes to subscribers of all kinds, who come and go thousands of times in a second. */
export class PublishingLoad {
  readonly gate = new HangingGate();
  readonly #parts: PublishingParts;
  readonly #handlers: Handlers;
  readonly #crowd: Crowd;
  readonly #handles: readonly ReturnType<PublishingParts['registry']['topic']>[];
  #published = 0;
  #deliveries = 0;
  /** So many of these may have been dropped before they were deliveries. */
  #cut = 0;
  #unsettled = 0;
  #overflows = 0;
  #sunk = 0;
  #observed = 0;
  #nested = false;

  constructor(parts: PublishingParts) {
    this.#parts = parts;
    this.#handlers = new Handlers(parts.checks, this.gate, (subscriber) => {
      this.#meddle(subscriber);
    });
    this.#crowd = new Crowd(parts, this.#handlers);
    this.#handles = TOPICS.map((topic) => parts.registry.topic(topic));
    parts.registry.errors.subscribe(() => this.#observed++);
  }

  /** The registry's `onError` sink. */
  failed({ error, entry, message }: Failure): void {
    this.#sunk++;
    if (error instanceof BufferOverflowError) {
      this.#overflows++;
      (entry.value as Subscriber).refused.add(message as Message);
    }
    const planned = MEANT.some((type) => error instanceof type);
    this.#parts.checks.that('only failures that were meant', planned, 'a handler', () => [
      'one of its own errors',
      error,
    ]);
  }

  /** One operation. */
  step(): void {
    const crowded = this.#crowd.all.length > CROWDED;
    this.#parts.random.weighted<() => void>([
      [crowded ? 10 : 14, () => this.#crowd.subscribe()],
      [crowded ? 14 : 10, () => this.#crowd.endOne()],
      [0.05, () => this.#crowd.endMany()],
      [3, () => this.#emit(this.#parts.random.below(TOPICS.length))],
      [2, () => this.#dispatch(this.#parts.random.below(TOPICS.length))],
      [1, () => this.#handlers.tick(this.#published)],
    ])();
  }

  /** How many are subscribed, of each topic and in all. */
  compare(): void {
    const { registry, checks } = this.#parts;
    checks.equal('counts agree', registry.size, this.#crowd.all.length, 'subscriptions');
    for (const [topic, key] of TOPICS.entries()) {
      const expected = this.#crowd.of(topic).length;
      checks.equal('counts agree', this.#handles[topic]!.size, expected, `subscribers of ${topic}`);
      const own = registry.lookup(key).length;
      checks.that('counts agree', own <= expected, `entries of ${topic}`, () => [expected, own]);
    }
    this.look();
  }

  /** Nobody is forgotten who has to wait for a turn. */
  look(): void {
    const { checks } = this.#parts;
    for (const { limits, neglected } of this.#crowd.all)
      if (limits !== undefined)
        checks.equal('who waits gets a turn', neglected, [], 'a subscriber');
  }

  /** The registry has closed: nothing that can be stopped goes on. */
  async abandoned(): Promise<void> {
    this.gate.open();
    await until(() => this.#unsettled === 0 && this.#parts.registry.stats().inFlight === 0);
    const { live, ticking } = this.#handlers;
    this.#parts.checks.equal('nothing is left', [live, ticking], [0, false], 'closed events');
  }

  /** Undoes all that was done, and waits for what is under way. */
  async end(): Promise<void> {
    const { registry, checks } = this.#parts;
    this.#crowd.endAll();
    this.gate.open();
    await registry.whenIdle();
    await new Promise((resolve) => setImmediate(resolve));
    this.compare();
    const { messages, deliveries, failures, inFlight } = registry.stats();
    const where = 'stats of events';
    checks.equal('deliveries add up', messages, this.#published, where);
    const least = this.#deliveries - this.#cut;
    const fits = least <= deliveries && deliveries <= this.#deliveries;
    checks.that('deliveries add up', fits, where, () => [this.#deliveries, deliveries]);
    const failing = this.#handlers.failing + this.#overflows;
    checks.equal(
      'failures add up',
      [failures, this.#sunk, this.#observed],
      [failing, failing, failing],
      where,
    );
    const left = [inFlight, this.#unsettled, this.#handlers.live, this.#handlers.ticking];
    checks.equal('nothing is left', left, [0, 0, 0, false], 'events');
  }

  #publication(topic: number, options: DispatchOptions = {}): Publication {
    const { exclude, timeout, yieldEvery } = options;
    const atOnce = yieldEvery === undefined;
    const subscribers = [...this.#crowd.of(topic)];
    const about = { n: this.#published++, topic, atOnce, timed: timeout !== undefined };
    return new Publication(about, subscribers, exclude, this.#parts.checks);
  }

  #emit(topic: number): void {
    const { registry, random, checks, tally } = this.#parts;
    const publication = this.#publication(topic);
    const { message } = publication;
    tally.add('events: emit');
    const reached = random.chance(0.5)
      ? registry.emit(TOPICS[topic]!, message)
      : this.#handles[topic]!.emit(message);
    checks.equal('deliveries are exact', reached, publication.over(), 'handlers reached by emit');
    this.#deliveries += reached;
  }

  #dispatch(topic: number): void {
    const { registry, random, tally } = this.#parts;
    const options = this.#options();
    const publication = this.#publication(topic, options);
    tally.add('events: dispatch');
    this.#unsettled++;
    const dispatch = registry.dispatch(TOPICS[topic]!, publication.message, options);
    if (publication.message.atOnce) this.#isExact(dispatch, publication);
    if (random.chance(0.2)) dispatch.subscribe().add(() => undefined);
    void this.#settle(dispatch, publication);
  }

  #options(): DispatchOptions {
    const { random } = this.#parts;
    return {
      ...(random.chance(0.15) ? { exclude: this.#crowd.someOwner() } : {}),
      ...(random.chance(0.4) ? { timeout: random.between(5, 50) } : {}),
      ...(random.chance(0.1) ? { yieldEvery: random.between(1, 10) } : {}),
    };
  }

  #isExact({ size }: Dispatch, publication: Publication): void {
    const where = 'handlers reached by dispatch';
    this.#parts.checks.equal('deliveries are exact', size, publication.over(), where);
  }

  /** One outcome for each who was reached, in order, and none that cannot be. */
  async #settle(dispatch: Dispatch, publication: Publication): Promise<void> {
    const { checks } = this.#parts;
    const deliveries = await dispatch.settled();
    this.#unsettled--;
    publication.over();
    this.#deliveries += dispatch.size;
    checks.equal('outcomes are right', deliveries.length, dispatch.size, 'one of each handler');
    let last = -1;
    for (const delivery of deliveries) {
      const subscriber = delivery.entry.value as Subscriber | undefined;
      if (subscriber === undefined) continue;
      const at = publication.subscribers.indexOf(subscriber, last + 1);
      checks.that('outcomes are right', at > last, 'outcomes in order', () => [subscriber, last]);
      last = at;
      const { status } = delivery;
      const isCut = status === 'dropped' && publication.mayBeCut;
      if (isCut) this.#cut++;
      const fits = isCut || isPossible(subscriber, delivery);
      checks.that('outcomes are right', fits, 'an outcome', () => [subscriber, status]);
    }
  }

  /** Changes who is subscribed, or publishes, while a message is being published. */
  #meddle(subscriber: Subscriber): void {
    const { random, tally } = this.#parts;
    tally.add('events: meddle while publishing');
    if (random.chance(0.4)) this.#crowd.endOne();
    else if (random.chance(0.6)) this.#crowd.subscribe();
    else if (!this.#nested) {
      const others = TOPICS.map((_, topic) => topic).filter((t) => !subscriber.at.topics.has(t));
      this.#nested = true;
      this.#emit(random.pick(others));
      this.#nested = false;
    }
  }
}

function isPossible({ behaviour, limits, filter }: Subscriber, { status }: Delivery): boolean {
  if (limits !== undefined) return true;
  if (filter === 'throws') return status === 'failed';
  return (BEHAVIOURS[behaviour] as readonly string[]).includes(status);
}
