import { concat, NEVER, Observable, of, Subject, throwError } from 'rxjs';
import type { Checks } from '../../checks.js';
import type { HangingGate } from '../../model/gate.js';
import { PlannedError } from '../../planned.js';
import type { Message } from './publication.js';
import type { Subscriber } from './subscriber.js';

/** What handlers do, and the checks that they make on the way. */
export class Handlers {
  /** How many failures there have to be. */
  failing = 0;
  /** How many observables of handlers are subscribed to. */
  live = 0;
  readonly #checks: Checks;
  readonly #gate: HangingGate;
  readonly #meddle: (subscriber: Subscriber) => void;
  readonly #heartbeat = new Subject<number>();

  constructor(checks: Checks, gate: HangingGate, meddle: (subscriber: Subscriber) => void) {
    this.#checks = checks;
    this.#gate = gate;
    this.#meddle = meddle;
  }

  /** Whether anybody still hears of the ticks. */
  get ticking(): boolean {
    return this.#heartbeat.observed;
  }

  /** Endless observables give a value. */
  tick(n: number): void {
    this.#heartbeat.next(n);
  }

  /** The handler of a subscriber: a function of its own, as in an application. */
  of(subscriber: Subscriber): (message: unknown) => unknown {
    return (message) => this.#handle(subscriber, message as Message);
  }

  /** The filter of a subscriber, if it has one. */
  filterOf(subscriber: Subscriber): ((message: unknown) => boolean) | undefined {
    const { filter } = subscriber;
    if (filter === undefined) return undefined;
    return (message) => {
      if (filter !== 'throws') return subscriber.wants(message as Message);
      this.failing++;
      throw new PlannedError();
    };
  }

  #handle(subscriber: Subscriber, message: Message): unknown {
    message.publication.called(subscriber);
    this.#isItsTurn(subscriber, message);
    if (subscriber.meddles) this.#meddle(subscriber);
    switch (subscriber.behaviour) {
      case 'value':
        return this.#left(subscriber, message.n);
      case 'throws':
        this.failing++;
        this.#left(subscriber, undefined);
        throw new PlannedError();
      case 'promise':
        return this.#later(subscriber, message);
      case 'rejects':
        this.failing++;
        return this.#reject(subscriber);
      case 'hangs':
        return this.#gate.opened.then(() => this.#left(subscriber, message.n));
      case 'finite':
        return this.#followed(subscriber, of(1, 2, 3));
      case 'errors':
        return this.#followed(subscriber, concat(of(1), this.#failure()));
      case 'endless':
        return this.#followed(subscriber, concat(of(1), NEVER));
      case 'ticking':
        return this.#followed(subscriber, this.#heartbeat);
    }
  }

  /** Not more at a time than it said, and of each topic in order. */
  #isItsTurn(subscriber: Subscriber, { n, topic, atOnce }: Message): void {
    subscriber.running++;
    const { limits, running, lastBegun } = subscriber;
    if (limits !== undefined) {
      this.#checks.that(
        'not too many at a time',
        running <= limits.concurrency,
        'a handler',
        () => [limits, running],
      );
    }
    if (!atOnce) return;
    const last = lastBegun.get(topic) ?? -1;
    this.#checks.that('messages are in order', last < n, 'a handler', () => [`after ${last}`, n]);
    lastBegun.set(topic, n);
  }

  /** Fails when it is subscribed to: who ends while being called is not followed. */
  #failure(): Observable<never> {
    return throwError(() => {
      this.failing++;
      return new PlannedError();
    });
  }

  async #later(subscriber: Subscriber, { n }: Message): Promise<number> {
    await new Promise((resolve) => setImmediate(resolve));
    return this.#left(subscriber, n);
  }

  async #reject(subscriber: Subscriber): Promise<never> {
    await new Promise((resolve) => setImmediate(resolve));
    this.#left(subscriber, undefined);
    throw new PlannedError();
  }

  #followed(subscriber: Subscriber, values: Observable<number>): Observable<number> {
    return new Observable<number>((observer) => {
      this.live++;
      const subscription = values.subscribe(observer);
      return () => {
        this.live--;
        subscription.unsubscribe();
        this.#left(subscriber, undefined);
      };
    });
  }

  #left<R>(subscriber: Subscriber, result: R): R {
    subscriber.running--;
    return result;
  }
}
