import { EventEmitter } from 'node:events';
import { Observable, of, Subject, throwError } from 'rxjs';
import { Owner, Registry, type Dispatch, type Entry, type Registration } from 'nestjs-registry';
import { ManualClock } from 'nestjs-registry/testing';
import { fault, outcomeOf, Planted, typed } from '../harness/failures.js';
import type { Case, Deed, Reaction } from './deeds.js';

/** So many deeds are done in a case, and so deep within each other. */
const MOST_DEEDS = 400;
const DEEPEST = 12;

/** After so many turns of the event loop nothing can be under way any more. */
const MOST_TURNS = 2_000;

/** A promise that somebody holds back. */
interface Held {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: unknown) => void;
}

/** Where all happens: one registry, and everything that was made of it. */
export class Place {
  readonly clock = new ManualClock();
  readonly registry: Registry;
  readonly owners = [new Owner('0'), new Owner('1'), new Owner('2')];
  readonly controllers = [new AbortController(), new AbortController()];
  readonly emitters = [new EventEmitter(), new EventEmitter()];
  readonly registrations: Registration[] = [];
  readonly dispatches: Dispatch[] = [];
  readonly held: Held[] = [];
  readonly subjects: Subject<unknown>[] = [];
  readonly stops: (() => void)[] = [];
  readonly checks: (() => void)[] = [];
  /** Everything asynchronous that was begun, by what it is called: it has to come to an end. */
  readonly #pending = new Map<Promise<unknown>, string>();
  readonly #faults: unknown[] = [];
  readonly #perform: (place: Place, deed: Deed) => void;
  #done = 0;
  #depth = 0;
  #number = 0;
  drained = false;

  constructor(
    { keys, partitions, index, sink }: Case,
    perform: (place: Place, deed: Deed) => void,
  ) {
    this.#perform = perform;
    this.registry = new Registry({
      ...{ keys, partitions, index, clock: this.clock },
      onError: () => {
        this.react(sink, 'the sink of errors');
      },
    });
  }

  number(): number {
    return this.#number++;
  }

  /** Does a deed unless enough was done. What it throws must be a refusal; it goes no further. */
  do(deed: Deed): void {
    if (this.#done++ >= MOST_DEEDS || this.#depth >= DEEPEST) return;
    this.#depth++;
    try {
      this.#perform(this, deed);
    } catch (error) {
      this.refused(error);
    } finally {
      this.#depth--;
    }
  }

  refused(error: unknown): void {
    // What a handler has thrown, which is passed on as it is.
    if (error instanceof Promise) return;
    try {
      typed(error);
    } catch (wrong) {
      this.#faults.push(wrong);
    }
  }

  /** Does what somebody does who is called back, and fails if they do. */
  react({ deeds, answer }: Reaction, at: string): void {
    for (const deed of deeds) this.do(deed);
    if (answer === 'throws') throw new Planted(at);
  }

  /** The same of a handler, with whatever it returns. */
  answer(reaction: Reaction, self: unknown): unknown {
    this.react(reaction, 'a handler');
    const later = (): void => {
      for (const deed of reaction.deeds) this.do(deed);
    };
    switch (reaction.answer) {
      case 'promise':
        return Promise.resolve(1).then(later);
      case 'rejects':
        return Promise.reject(new Planted('a promise'));
      case 'held':
        return new Promise((resolve, reject) => this.held.push({ resolve, reject }));
      case 'observable':
        return of(1, 2);
      case 'subject': {
        const subject = new Subject();
        this.subjects.push(subject);
        return subject;
      }
      case 'observable that errors':
        return throwError(() => new Planted('an observable'));
      case 'observable that throws':
        return new Observable((observer) => {
          observer.add(later);
          throw new Planted('subscribing');
        });
      case 'thenable':
        // oxlint-disable-next-line unicorn/no-thenable -- on purpose
        return { then: (resolve: (value: number) => void) => (later(), resolve(1)) };
      case 'throws a promise':
        // oxlint-disable-next-line typescript/only-throw-error -- what users throw is up to them
        throw Promise.reject(new Planted('a thrown promise'));
      case 'promise of an observable':
        return Promise.resolve(of(3));
      case 'then that throws':
        return Object.defineProperty({}, 'then', {
          get: () => {
            throw new Planted('then');
          },
        });
      case 'itself':
        return self;
      default:
        return 1;
    }
  }

  /** A promise that must settle in the end, with a refusal or what was planted if it rejects. */
  follow(name: string, promise: Promise<unknown>): void {
    this.#pending.set(promise, name);
    void outcomeOf(() => promise).then(
      () => this.#pending.delete(promise),
      (error: unknown) => {
        this.#pending.delete(promise);
        this.refused(error);
      },
    );
  }

  /** Throws what has gone wrong within a callback. */
  verify(): void {
    if (this.#faults.length > 0) throw this.#faults[0];
  }

  /** Lets everything come to its end that can. */
  async settle(): Promise<void> {
    // Handlers of a dispatch that takes turns are called one by one.
    for (let round = 0; round < MOST_TURNS; round++) {
      const isOver = this.registry.stats().inFlight === 0 && this.#pending.size === 0;
      if (isOver && this.clock.pending === 0 && this.held.length === 0) break;
      for (const { resolve, reject } of this.held.splice(0))
        if (this.number() % 3 === 0) reject(new Planted('held'));
        else resolve(1);
      for (const subject of this.subjects.splice(0)) subject.complete();
      await this.clock.advanceAsync(1_000);
    }
    this.verify();
    for (const dispatch of this.dispatches) this.#checkDispatch(dispatch);
  }

  /** All that was begun has ended. */
  checkSettled(): void {
    if (this.#pending.size > 0) fault('never settled', [...this.#pending.values()]);
  }

  #checkDispatch(dispatch: Dispatch): void {
    let completed = false;
    const seen: Entry[] = [];
    dispatch.subscribe({
      next: ({ entry }) => seen.push(entry),
      complete: () => (completed = true),
    });
    if (!completed) fault('a dispatch never completes', dispatch);
    if (seen.length !== dispatch.size) fault('deliveries', { seen, size: dispatch.size });
  }
}
