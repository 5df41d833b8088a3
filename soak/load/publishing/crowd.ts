import type { Owner, Registry, SubscribeOptions } from 'nestjs-registry';
import { Owners } from '../owners.js';
import type { Handlers } from './handlers.js';
import type { PublishingParts } from './publishing-parts.js';
import { aSubscriber, type Subscriber } from './subscriber.js';
import { aPlace, TOPICS, type Place } from './topics.js';

/** Subscriptions that end together. */
interface Group {
  readonly controller: AbortController;
  readonly subscribers: Set<Subscriber>;
}

const OWNERS = 20;
const SIGNALS = 8;

/** All who are subscribed, as the model has it, who come and who go. */
export class Crowd {
  readonly all: Subscriber[] = [];
  readonly #parts: PublishingParts;
  readonly #handlers: Handlers;
  readonly #owners: Owners;
  readonly #groups: Group[];
  readonly #ofTopic: Subscriber[][] = TOPICS.map(() => []);

  constructor(parts: PublishingParts, handlers: Handlers) {
    this.#parts = parts;
    this.#handlers = handlers;
    this.#owners = new Owners(OWNERS, parts.random, parts.remains);
    this.#groups = Array.from({ length: SIGNALS }, aGroup);
  }

  /** Who is subscribed to a topic now, in order of registration. */
  of(topic: number): readonly Subscriber[] {
    return (this.#ofTopic[topic] = this.#ofTopic[topic]!.filter(({ active }) => active));
  }

  someOwner(): Owner {
    return this.#owners.some();
  }

  subscribe(): void {
    const { random, tally, remains } = this.#parts;
    const at = aPlace(random);
    const subscriber = aSubscriber(at, random);
    const handler = this.#handlers.of(subscriber);
    remains.watch('handlers', handler);
    subscriber.place = this.all.push(subscriber) - 1;
    for (const topic of at.topics) this.#ofTopic[topic]!.push(subscriber);
    if (subscriber.isObserver) {
      tally.add('events: observe messages');
      this.#observe(subscriber, handler);
    } else {
      tally.add('events: subscribe');
      this.#subscribe(subscriber, handler);
    }
  }

  endOne(): void {
    if (this.all.length > 0) this.end(this.#parts.random.pick(this.all));
  }

  end(subscriber: Subscriber): void {
    this.#parts.tally.add('events: unsubscribe');
    const { active } = subscriber;
    subscriber.left();
    const ended = subscriber.end();
    if (ended !== undefined)
      this.#parts.checks.equal('what has ended stays ended', ended, active, 'a subscription');
  }

  /** All that belongs to one owner, or hangs on one signal. */
  endMany(): void {
    const { random, tally } = this.#parts;
    if (random.chance(0.5)) {
      tally.add('events: end of an owner');
      this.#owners.endOne((owner) => {
        this.#endOf(owner);
      });
    } else {
      tally.add('events: abort of a signal');
      this.#abort(random.below(SIGNALS));
    }
  }

  endAll(): void {
    for (const subscriber of [...this.all]) this.end(subscriber);
    this.#owners.endAll((owner) => {
      this.#endOf(owner);
    });
    for (let at = 0; at < SIGNALS; at++) this.#abort(at);
    this.#ofTopic.forEach((_, topic) => this.of(topic));
  }

  #subscribe(subscriber: Subscriber, handler: (message: unknown) => unknown): void {
    const { registry, random } = this.#parts;
    const { at, once, limits } = subscriber;
    const filter = this.#handlers.filterOf(subscriber);
    // What a handler returned that wanted one message lives as long as its owner, and without one for ever.
    const owned = once || random.chance(0.5);
    const owner = owned ? this.#owners.some() : undefined;
    const group = random.chance(0.2) ? random.pick(this.#groups) : undefined;
    subscriber.owner = owner;
    group?.subscribers.add(subscriber);
    const options: SubscribeOptions<Subscriber> = {
      value: subscriber,
      once,
      ...(filter === undefined ? {} : { filter }),
      ...(owner === undefined ? {} : { owner }),
      ...(group === undefined ? {} : { signal: group.controller.signal }),
      ...limits,
    };
    const registration = registry.subscribe(at.where, handler, options);
    subscriber.end = () => registration.unregister();
    subscriber.left = () => {
      group?.subscribers.delete(subscriber);
      this.#gone(subscriber);
    };
  }

  #observe(subscriber: Subscriber, handler: (message: unknown) => unknown): void {
    const messages = this.#messagesOf(subscriber.at).subscribe(handler);
    subscriber.end = () => {
      messages.unsubscribe();
      return undefined;
    };
    subscriber.left = () => {
      this.#gone(subscriber);
    };
  }

  #messagesOf({ where }: Place): ReturnType<Registry['messages']> {
    return this.#parts.registry.messages(where);
  }

  #endOf(owner: Owner): void {
    for (const subscriber of this.all.filter((each) => each.owner === owner)) subscriber.left();
  }

  #abort(at: number): void {
    const { controller, subscribers } = this.#groups[at]!;
    // The signal ends them one by one, and nothing is published meanwhile.
    for (const subscriber of subscribers) subscriber.left();
    controller.abort();
    this.#groups[at] = aGroup();
  }

  #gone(subscriber: Subscriber): void {
    subscriber.active = false;
    if (subscriber.place < 0) return;
    const last = this.all.pop()!;
    if (last !== subscriber) {
      this.all[subscriber.place] = last;
      last.place = subscriber.place;
    }
    subscriber.place = -1;
  }
}

function aGroup(): Group {
  return { controller: new AbortController(), subscribers: new Set() };
}
