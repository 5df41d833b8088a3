import { defer, isObservable, Subscription, takeWhile, type Observable } from 'rxjs';
import { AlreadyRegisteredError } from '../errors.js';
import type { Bucket } from '../registry/bucket.js';
import type { Clock } from '../registry/clock.js';
import type { Handler } from '../registry/handler.js';
import type { Owner } from '../registry/owner.js';
import { Slot } from '../registry/slot.js';
import type { Store } from '../registry/store.js';
import { Dropped, Failed, handlerName } from './delivery.js';
import { Dispatch } from './dispatch.js';
import type { Failures } from './failures.js';

/** Delivers messages to the subscribers of one registry. */
export class Dispatcher {
  readonly #store: Store;
  readonly #clock: Clock;
  readonly #failures: Failures;
  #messages = 0;
  #deliveries = 0;
  #failed = 0;

  constructor(store: Store, clock: Clock, failures: Failures) {
    this.#store = store;
    this.#clock = clock;
    this.#failures = failures;
  }

  /** How many messages were published, how many handlers were called for them, and how many of these failed. */
  get counters(): {
    readonly messages: number;
    readonly deliveries: number;
    readonly failures: number;
  } {
    return { messages: this.#messages, deliveries: this.#deliveries, failures: this.#failed };
  }

  subscribe(topic: unknown, handler: Handler, owner: Owner | undefined, value: unknown): Slot {
    const added = this.#store.add('subscribe', topic, owner, value, handler);
    if (added instanceof Slot) return added;
    throw new AlreadyRegisteredError(this.#store.name, added);
  }

  dispatch(bucket: Bucket | undefined, message: unknown): Dispatch {
    const dispatch = new Dispatch(this.#clock);
    this.publish(bucket, message, dispatch);
    return dispatch;
  }

  /** Calls the handlers, in registration order, and tells how many; what they return goes to `dispatch` if there is one. */
  publish(bucket: Bucket | undefined, message: unknown, dispatch?: Dispatch): number {
    this.#messages++;
    if (bucket === undefined || bucket.handlers === 0) return 0;
    const { slots, context } = bucket;
    let reached = 0;
    // The length of now: who subscribes meanwhile is not reached. Who leaves meanwhile is no longer active.
    for (let i = 0, length = slots.length; i < length; i++) {
      const slot = slots[i];
      if (slot === undefined || !slot.active || slot.handler === undefined) continue;
      // Taken out of the slot, which must not be the handler's `this`.
      const { handler } = slot;
      reached++;
      try {
        const result = handler(message, context);
        if (settlesLater(result)) this.#follow(slot, message, result, dispatch);
        else dispatch?.add(slot, result);
      } catch (error) {
        dispatch?.add(slot, new Failed(error));
        this.#fail(slot, message, error);
      }
    }
    this.#deliveries += reached;
    return reached;
  }

  /** Never throws. */
  #follow(slot: Slot, message: unknown, result: Later, dispatch: Dispatch | undefined): void {
    const place = dispatch?.expect(slot) ?? 0;
    const fail = (error: unknown): void => {
      dispatch?.settle(place, new Failed(error));
      this.#fail(slot, message, error);
    };
    if (isObservable(result)) {
      this.#followObservable(slot, result, {
        next: (value) => dispatch?.progress(place, value),
        end: (last) => dispatch?.settle(place, last),
        fail,
      });
    } else {
      void follow(result, (value) => dispatch?.settle(place, value), fail);
    }
  }

  #followObservable(
    slot: Slot,
    observable: Observable<unknown>,
    to: {
      next: (value: unknown) => void;
      end: (last: unknown) => void;
      fail: (error: unknown) => void;
    },
  ): void {
    let last: unknown;
    const subscription = new Subscription();
    // Stops the observable first: its own teardown may throw, here and not later, where nobody could catch it.
    const settle = (outcome: () => void): void => {
      if (subscription.closed) return;
      try {
        subscription.unsubscribe();
      } catch (error) {
        to.fail(error);
        return;
      }
      outcome();
    };
    // Nobody hears of an observable after its subscriber has ended, however long it would go on.
    const forget = slot.onEnd(() => {
      settle(() => {
        to.end(new Dropped('cancelled'));
      });
    });
    if (!slot.active) return;
    // Deferred, so that an observable of another make that throws while it is subscribed to is an error like any other.
    const values = defer(() => observable).pipe(takeWhile(() => slot.active));
    subscription.add(
      values.subscribe({
        next: (value) => {
          last = value;
          to.next(value);
        },
        error: (error: unknown) => {
          forget();
          settle(() => {
            to.fail(error);
          });
        },
        complete: () => {
          forget();
          settle(() => {
            to.end(last);
          });
        },
      }),
    );
  }

  #fail(slot: Slot, message: unknown, error: unknown): void {
    this.#failed++;
    const { bucket, entry } = slot;
    const handler = handlerName(slot);
    this.#failures.report({
      registry: this.#store.name,
      topic: bucket.key,
      message,
      entry,
      handler,
      error,
    });
  }
}

type Later = PromiseLike<unknown> | Observable<unknown>;

/** Unlike `result.then()`, `await` also tames a `then` that throws, calls back twice, or was put on a promise by hand. */
async function follow(
  result: PromiseLike<unknown>,
  end: (value: unknown) => void,
  fail: (error: unknown) => void,
): Promise<void> {
  let value: unknown;
  try {
    value = await result;
  } catch (error) {
    fail(error);
    return;
  }
  end(value);
}

function settlesLater(result: unknown): result is Later {
  if (typeof result !== 'object' || result === null) return false;
  return typeof (result as { then?: unknown }).then === 'function' || isObservable(result);
}
