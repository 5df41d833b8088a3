import { Observable, of } from 'rxjs';
import {
  Registry,
  RegistryError,
  WorkerSupervisor,
  type Key,
  type SupervisorEvent,
  type WorkerRef,
} from 'nestjs-registry';
import { ManualClock } from 'nestjs-registry/testing';
import { fault, Planted } from '../harness/failures.js';
import { Reacting } from '../harness/reacting.js';
import type { Case, Deed, Reaction } from './deeds.js';

/** After so many turns of the event loop, and so much time, nothing can be under way any more. */
const MOST_TURNS = 500;

/** One instance of a worker, which says of itself how it was used. */
export class Job {
  readonly #shop: Shop;
  running = 0;
  starts = 0;
  stops = 0;
  lastSent = -1;

  constructor(shop: Shop) {
    this.#shop = shop;
    shop.jobs.push(this);
  }

  act(reaction: Reaction, sent: number): unknown {
    if (sent >= 0) {
      if (sent <= this.lastSent) this.#shop.wrong('out of order', { sent, last: this.lastSent });
      this.lastSent = sent;
    }
    return this.#alone(reaction, 'a method');
  }

  onNews(reaction: Reaction): unknown {
    return this.#alone(reaction, 'a handler');
  }

  protected started(): unknown {
    this.starts++;
    return this.#alone(this.#shop.manners.onStart, 'onStart');
  }

  protected stopped(): unknown {
    this.stops++;
    if (this.stops > 1) this.#shop.wrong('stopped twice', this);
    return this.#alone(this.#shop.manners.onStop, 'onStop');
  }

  /** One thing at a time, from its beginning until it has settled. */
  #alone(reaction: Reaction, at: string): unknown {
    if (this.running > 0) this.#shop.wrong('two at a time', { at });
    this.running++;
    let result: unknown;
    try {
      result = this.#shop.answer(reaction, at);
    } catch (error) {
      this.running--;
      throw error;
    }
    if (!(result instanceof Promise)) {
      this.running--;
      return result;
    }
    return result.finally(() => this.running--);
  }
}

/** The same with hooks. */
export class HookedJob extends Job {
  onStart(): unknown {
    return this.started();
  }

  onStop(): unknown {
    return this.stopped();
  }
}

/** Where workers are started, stopped, called and crashed. */
export class Shop extends Reacting<Deed> {
  readonly clock = new ManualClock();
  readonly names = new Registry({
    name: 'names',
    keys: 'unique',
    clock: this.clock,
    logErrors: false,
  });
  readonly news = new Registry({
    name: 'news',
    keys: 'duplicate',
    clock: this.clock,
    logErrors: false,
  });
  readonly workers: WorkerSupervisor<Job>;
  readonly manners: Case['manners'];
  readonly jobs: Job[] = [];
  readonly refs: WorkerRef<Job>[] = [];
  readonly nameless = new Set<unknown>();
  readonly events: SupervisorEvent[] = [];
  readonly #perform: (shop: Shop, deed: Deed) => void;
  controller = new AbortController();
  #sent = 0;

  constructor({ manners, options, hooks }: Case, perform: (shop: Shop, deed: Deed) => void) {
    super({ most: 150, deepest: 8 });
    this.manners = manners;
    this.#perform = perform;
    const type = hooks ? HookedJob : Job;
    this.workers = new WorkerSupervisor<Job>(type, {
      ...options,
      backoff: { initial: 10, max: 40, jitter: 0.5 },
      registry: this.names,
      random: () => 0.5,
      key: ((name: Key): Key => {
        this.react(manners.key, 'key');
        return name;
      }) as (...args: unknown[]) => Key,
      create: () => {
        const made = this.answer(manners.create, 'create');
        if (made === undefined) return undefined as never;
        return made instanceof Promise ? made.then(() => new type(this)) : new type(this);
      },
      subscriptions: () => [
        { registry: this.news, topics: ['news'], method: 'onNews' },
        {
          registry: this.news,
          topics: () => {
            this.react(manners.topic, 'a topic');
            return 'other news';
          },
          method: 'onNews',
          options: { concurrency: 1, buffer: 2, overflow: 'drop-oldest' },
        },
      ],
      crashOn: () => {
        this.react(manners.crashOn, 'crashOn');
        return manners.crashOn.answer === 'rejects';
      },
      onError: () => {
        this.react(manners.sink, 'the sink of errors');
      },
    });
    this.workers.events.subscribe((event) => this.events.push(event));
  }

  nextSent(): number {
    // Only what is sent from outside, one after the other, has an order that everybody can tell.
    return this.depth === 1 ? this.#sent++ : -1;
  }

  wrong(what: string, details: unknown): void {
    this.noFault(() => fault(what, details));
  }

  protected override perform(deed: Deed): void {
    this.#perform(this, deed);
  }

  answer(reaction: Reaction, at: string): unknown {
    this.react(reaction, at);
    switch (reaction.answer) {
      case 'promise':
        return Promise.resolve().then(() => {
          for (const deed of reaction.deeds) this.do(deed);
        });
      case 'rejects':
        return Promise.reject(new Planted(at));
      case 'throws later':
        return Promise.resolve().then(() => {
          this.react(reaction, at);
          throw new Planted(at);
        });
      case 'held':
        return new Promise((resolve, reject) => this.held.push({ resolve, reject }));
      case 'awaits':
        // A ring of calls is refused, so that this comes to an end.
        return this.workers
          .via(this.names.size % 3)
          .call.act({ deeds: [], answer: 'value' }, -1)
          .catch((error: unknown) => {
            if (!(error instanceof RegistryError)) this.refused(error);
          });
      case 'observable':
        return at === 'a method' ? new Observable() : of(1, 2);
      case 'thenable':
        // oxlint-disable-next-line unicorn/no-thenable -- on purpose
        return { then: (resolve: (value: number) => void) => resolve(1) };
      case 'nothing that is an object':
        return undefined;
      default:
        return 1;
    }
  }

  /** Lets everything come to its end that can. */
  async settle(): Promise<void> {
    for (let round = 0; round < MOST_TURNS; round++) {
      for (const { resolve, reject } of this.held.splice(0))
        if (round % 2 === 0) resolve(1);
        else reject(new Planted('held'));
      await this.clock.advanceAsync(1);
      const inFlight = this.news.stats().inFlight + this.held.length + this.pending;
      if (round > 5 && inFlight === 0) break;
    }
    this.verify();
  }
}
