import { EventEmitter } from 'node:events';
import { Observable, of, Subject, throwError } from 'rxjs';
import { Owner, Registry, type Dispatch, type Entry, type Registration } from 'nestjs-registry';
import { ManualClock } from 'nestjs-registry/testing';
import { fault, Planted } from '../harness/failures.js';
import { Reacting } from '../harness/reacting.js';
import type { Case, Deed, Reaction } from './deeds.js';

/** After so many turns of the event loop nothing can be under way any more. */
const MOST_TURNS = 2_000;

/** Where all happens: one registry, and everything that was made of it. */
export class Place extends Reacting<Deed> {
  readonly clock = new ManualClock();
  readonly registry: Registry;
  readonly owners = [new Owner('0'), new Owner('1'), new Owner('2')];
  readonly controllers = [new AbortController(), new AbortController()];
  readonly emitters = [new EventEmitter(), new EventEmitter()];
  readonly registrations: Registration[] = [];
  readonly dispatches: Dispatch[] = [];
  readonly subjects: Subject<unknown>[] = [];
  readonly checks: (() => void)[] = [];
  readonly #perform: (place: Place, deed: Deed) => void;
  #number = 0;
  drained = false;

  constructor(
    { keys, partitions, index, sink }: Case,
    perform: (place: Place, deed: Deed) => void,
  ) {
    super({ most: 400, deepest: 12 });
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

  protected override perform(deed: Deed): void {
    this.#perform(this, deed);
  }

  override refused(error: unknown): void {
    // What a handler has thrown, which is passed on as it is.
    if (!(error instanceof Promise)) super.refused(error);
  }

  /** Does what a handler does, and returns whatever it returns. */
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

  /** Lets everything come to its end that can. */
  async settle(): Promise<void> {
    // Handlers of a dispatch that takes turns are called one by one.
    for (let round = 0; round < MOST_TURNS; round++) {
      const isOver = this.registry.stats().inFlight === 0 && this.pending === 0;
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
