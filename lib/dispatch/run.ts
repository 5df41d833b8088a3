import { AsyncResource } from 'node:async_hooks';
import { defer, isObservable, Subscription, takeWhile, type Observable } from 'rxjs';
import type { Outcomes } from '../registry/gate.js';
import type { MessageContext } from '../registry/handler.js';
import type { Linked } from '../registry/linked-list.js';
import type { Slot } from '../registry/slot.js';
import { Dropped, Failed, Pending, type DropReason } from './delivery.js';
import type { Underway } from './in-flight.js';
import { settlesLater, type Later } from './later.js';
import { Publication } from './publication.js';
import type { Runner } from './runner.js';

/** Lets only so many handlers of one subscriber run at a time. */
export interface Turnstile {
  /** A handler that was let in has settled. */
  left(): void;
  /** A message that waited to be let in was dropped. */
  abandoned(waiting: Waiting): void;
}

/** A message that waits for its turn. */
export class Waiting implements Linked<Waiting> {
  previous: Waiting | undefined;
  next: Waiting | undefined;
  /** The publisher's asynchronous context. */
  readonly publisher = new AsyncResource('nestjs-registry:message', { requireManualDestroy: true });

  constructor(readonly run: Run) {}
}

/** One message at one handler that does not settle at once: it waits for its turn, or for what the handler returned. */
export class Run extends Pending implements Underway {
  previous: Underway | undefined;
  next: Underway | undefined;
  readonly slot: Slot;
  readonly message: unknown;
  readonly context: MessageContext;
  readonly #runner: Runner;
  readonly #outcomes: Outcomes | undefined;
  readonly #turnstile: Turnstile | undefined;
  readonly #place: number;
  #waiting: Waiting | undefined;
  #values: Subscription | undefined;
  /** Whether the outcome was told. A promise that was given up goes on, and its handler is at work until it settles. */
  #told = false;

  constructor(
    runner: Runner,
    slot: Slot,
    message: unknown,
    context: MessageContext,
    outcomes: Outcomes | undefined,
    turnstile: Turnstile | undefined,
  ) {
    super();
    this.slot = slot;
    this.message = message;
    this.context = context;
    this.#runner = runner;
    this.#outcomes = outcomes;
    this.#turnstile = turnstile;
    this.#place = outcomes?.expect(slot, this) ?? 0;
    if (context instanceof Publication) context.begin();
    runner.inFlight.push(this);
  }

  /** Whether the handler was not called yet. */
  get waiting(): boolean {
    return this.#waiting !== undefined;
  }

  get stoppable(): boolean {
    return this.waiting || this.#values !== undefined;
  }

  /** How many more handlers this stands for. */
  get more(): number {
    return 0;
  }

  wait(): Waiting {
    return (this.#waiting = new Waiting(this));
  }

  /** Calls the handler of a message that has waited. Never throws. */
  start(): void {
    const { publisher } = this.#waiting!;
    this.#waiting = undefined;
    publisher.runInAsyncScope(() => {
      this.#call();
    });
    publisher.emitDestroy();
  }

  /** Waits for what the handler returned. Never throws. */
  follow(result: Later): void {
    try {
      if (isObservable(result)) this.#followObservable(result);
      else this.#followPromise(result);
    } catch (error) {
      // Looking at it may run code of whoever made it.
      this.#end(new Failed(error));
    }
  }

  /** Gives up: what waits is not called, an observable is unsubscribed, a promise is not waited for. */
  override cut(reason: DropReason): void {
    if (this.#told) return;
    const waiting = this.#waiting;
    if (waiting !== undefined) {
      waiting.publisher.emitDestroy();
      this.#waiting = undefined;
      this.#turnstile?.abandoned(waiting);
      this.#tell(new Dropped(reason));
      this.#runner.inFlight.remove(this);
    } else if (this.#values === undefined) {
      this.#tell(new Dropped(reason));
    } else {
      this.#end(new Dropped(reason));
    }
  }

  #call(): void {
    let result: unknown;
    let later = false;
    try {
      // Taken out of the slot, which must not be the handler's `this`.
      const { handler } = this.slot;
      result = handler!(this.message, this.context);
      later = settlesLater(result);
    } catch (error) {
      result = new Failed(error);
    }
    if (later) this.follow(result as Later);
    else this.#end(result);
  }

  #followPromise(result: PromiseLike<unknown>): void {
    const fulfilled = (value: unknown): void => {
      this.#fulfilled(value);
    };
    const rejected = (error: unknown): void => {
      this.#end(new Failed(error));
    };
    // `await` also tames a `then` that throws, calls back twice, or was put on a promise by hand; it costs twice as much.
    const tame = isPlainPromise(result) ? result : tamed(result);
    void tame.then(fulfilled, rejected);
  }

  #fulfilled(value: unknown): void {
    let outcome = value;
    try {
      // A promise of an observable, such as an asynchronous handler returns it.
      if (isObservable(value) && !this.#told) {
        this.#followObservable(value);
        return;
      }
    } catch (error) {
      outcome = new Failed(error);
    }
    this.#end(outcome);
  }

  #followObservable(observable: Observable<unknown>): void {
    const values = new Subscription();
    this.#values = values;
    let last: unknown;
    // Nobody hears of an observable after its subscriber has ended, however long it would go on.
    const forget = onSubscriberEnd(this.slot, () => {
      this.cut('cancelled');
    });
    if (values.closed) return;
    values.add(forget);
    // Deferred, so that an observable of another make that throws while it is subscribed to is an error like any other.
    const live = defer(() => observable).pipe(takeWhile(() => !values.closed));
    values.add(
      live.subscribe({
        next: (value) => {
          last = value;
          if (!this.#told) this.#outcomes?.progress(this.#place, value);
        },
        error: (error: unknown) => {
          this.#end(new Failed(error));
        },
        complete: () => {
          this.#end(last);
        },
      }),
    );
  }

  /** The handler is at work no more. */
  #end(result: unknown): void {
    if (this.#values?.closed === true) return;
    let outcome = result;
    try {
      // First: the observable's own teardown may throw, here and not later, where nobody could catch it.
      this.#values?.unsubscribe();
    } catch (error) {
      outcome = new Failed(error);
    }
    this.#tell(outcome);
    this.#turnstile?.left();
    this.#runner.inFlight.remove(this);
  }

  /** Tells the outcome once. A failure that comes after it is reported all the same. */
  #tell(outcome: unknown): void {
    const told = this.#told;
    this.#told = true;
    if (!told) this.#outcomes?.settle(this.#place, outcome);
    if (outcome instanceof Dropped) this.#runner.dropped++;
    if (outcome instanceof Failed)
      this.#runner.fail(this.slot, this.message, this.context, outcome.error);
    if (!told && this.context instanceof Publication) this.context.end();
  }
}

async function tamed(result: PromiseLike<unknown>): Promise<unknown> {
  const value = await result;
  return value;
}

// oxlint-disable-next-line unbound-method -- it is only compared
const { then } = Promise.prototype;

/** Whether it is a promise of the engine's that nobody has put anything on: every asynchronous function returns such a one. */
function isPlainPromise(result: PromiseLike<unknown>): result is Promise<unknown> {
  return result instanceof Promise && result.then === then && result.constructor === Promise;
}

/** A subscriber that wanted one message ended with it; what its handler returned lives as long as its owner does. */
function onSubscriberEnd(slot: Slot, ending: () => void): () => void {
  if (slot.gate?.once !== true) return slot.onEnd(ending);
  return slot.ownsItself ? () => undefined : slot.owner.onTerminate(ending);
}
