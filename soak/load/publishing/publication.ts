import type { Owner } from 'nestjs-registry';
import type { Checks } from '../../checks.js';
import type { Subscriber } from './subscriber.js';

/** A message carries its publication, so that whoever is called with it can say so. */
export interface Message {
  readonly n: number;
  /** The number of its topic. */
  readonly topic: number;
  /** Whether all handlers that need not wait are called before the next message is published. */
  readonly atOnce: boolean;
  /** Whether what has not settled in time is dropped. */
  readonly timed: boolean;
  readonly publication: Publication;
}

/**
 * One message on its way through those who were subscribed when it was published, in order of registration: who ends
 * before its turn is not called, and nobody else may be passed over.
 */
export class Publication {
  readonly message: Message;
  readonly subscribers: readonly Subscriber[];
  readonly #checks: Checks;
  readonly #exclude: Owner | undefined;
  /** Whose turn is next. */
  #next = 0;
  #reached = 0;

  constructor(
    about: Omit<Message, 'publication'>,
    subscribers: readonly Subscriber[],
    exclude: Owner | undefined,
    checks: Checks,
  ) {
    this.message = { ...about, publication: this };
    this.subscribers = subscribers;
    this.#exclude = exclude;
    this.#checks = checks;
  }

  /** Whether those whose turn has not come in time are dropped. */
  get mayBeCut(): boolean {
    const { atOnce, timed } = this.message;
    return timed && !atOnce;
  }

  /** A handler is called with the message. */
  called(subscriber: Subscriber): void {
    if (subscriber.admitted.delete(this.message)) {
      const { active } = subscriber;
      this.#checks.that('who has left is not called', active, 'a handler that had to wait', () => [
        'one that is subscribed',
        subscriber,
      ]);
      return;
    }
    const at = this.subscribers.indexOf(subscriber, this.#next);
    this.#checks.that('deliveries are exact', at >= 0, 'a handler that is called', () => [
      'one whose turn is to come',
      subscriber,
    ]);
    if (at < 0) return;
    this.#passOver(at);
    const meant = this.#isMeant(subscriber) && subscriber.wants(this.message);
    this.#checks.that('deliveries are exact', meant, 'a handler that is called', () => [
      'one that is subscribed and wants the message',
      subscriber,
    ]);
    this.#next = at + 1;
    this.#reached++;
    if (subscriber.once) subscriber.left();
  }

  /** All had their turn; tells how many had the message. */
  over(): number {
    this.#passOver(this.subscribers.length);
    this.#next = this.subscribers.length;
    return this.#reached;
  }

  /** Those up to `end` have had their turn and were not called. */
  #passOver(end: number): void {
    for (const passed of this.subscribers.slice(this.#next, end)) {
      if (!this.#isMeant(passed) || !passed.wants(this.message)) continue;
      const mayPass = !passed.isCalledAtOnce || this.mayBeCut;
      this.#checks.that('deliveries are exact', mayPass, 'who was not called', () => [
        'to be called',
        passed,
      ]);
      this.#reached++;
      if (passed.filter === 'throws' || passed.refused.delete(this.message)) continue;
      passed.admitted.add(this.message);
    }
  }

  #isMeant({ active, owner }: Subscriber): boolean {
    return active && (this.#exclude === undefined || owner !== this.#exclude);
  }
}
