import type { Unsubscribable } from 'rxjs';
import { NotSlidingError, ReentrantUpdateError } from '../errors.js';
import { checkFunction } from '../validate.js';
import type { Entry } from './entry.js';
import { ExpiringSlot } from './expiring-slot.js';
import type { Slot } from './slot.js';
import type { Store } from './store.js';

/**
 * What an update did.
 *
 * @example
 * ```ts
 * import { Registry, type Updated } from 'nestjs-registry';
 *
 * const counters = new Registry<{ value: number }>({ name: 'counters', keys: 'duplicate' });
 * const updated: Updated<number> | undefined = counters.register('visits', 1).update((count) => count + 1);
 * updated; // => { value: 2, previous: 1 }
 * ```
 *
 * @publicApi
 */
export interface Updated<V = unknown> {
  readonly value: V;
  readonly previous: V;
}

/**
 * The handle of one registration: look at its entry, update it, renew it, end it.
 *
 * @example
 * ```ts
 * import { Registry } from 'nestjs-registry';
 *
 * const services = new Registry<{ value: { load: number } }>({ name: 'services', keys: 'duplicate' });
 * const registration = services.register('mailer', { load: 0 });
 * registration.update(({ load }) => ({ load: load + 1 }))?.value; // => { load: 1 }
 * registration.unregister(); // => true
 * registration.active; // => false
 * services.size; // => 0
 * ```
 *
 * @publicApi
 */
export class Registration<V = unknown> implements Unsubscribable, Disposable {
  readonly #store: Store;
  readonly #slot: Slot;

  /** @internal */
  constructor(store: Store, slot: Slot) {
    this.#store = store;
    this.#slot = slot;
  }

  /** The entry as it is now; after the end, as it was last. */
  get entry(): Entry<V> {
    return this.#slot.entry as Entry<V>;
  }

  /** Whether the entry is still in the registry. */
  get active(): boolean {
    return this.#store.expiry.isActive(this.#slot);
  }

  /**
   * Replaces the entry by one with the value that `change` computes from the old one; works for unique and duplicate keys.
   * `undefined` when the registration has ended, also when `change` itself ended it: then nothing comes back to life.
   * What `change` throws is passed on, and nothing has changed. An update does not renew an entry's `ttl`.
   *
   * @throws ReentrantUpdateError when `change` updated the same entry; InvalidArgumentError.
   */
  update(change: (value: V) => V): Updated<V> | undefined {
    checkFunction('registration.update(change)', 'change', change);
    return updateSlot(this.#store, this.#slot, change as (value: unknown) => unknown) as
      Updated<V> | undefined;
  }

  /**
   * Begins the `ttl` of a `sliding` entry anew, from now; `false` when the registration has ended, also when its time was up
   * at this very moment. Constant time, and nothing is allocated.
   *
   * @throws NotSlidingError when the entry was registered without `sliding: true`.
   */
  touch(): boolean {
    return this.#store.expiry.renew(slidingSlot(this.#store, this.#slot));
  }

  /**
   * Ends the registration; `false` when it had ended already.
   *
   * @throws TerminationCallbackError when the registration is its own owner and `onTerminate` callbacks of it threw; it
   * has ended all the same.
   */
  unregister(): boolean {
    return this.#store.remove(this.#slot, 'unregistered');
  }

  /** The same as `unregister`, under the name that RxJS uses. */
  unsubscribe(): void {
    this.unregister();
  }

  /** The same as `unregister`, for `using`. */
  [Symbol.dispose](): void {
    this.unregister();
  }
}

/** Renews all of them, and tells how many that were. @throws NotSlidingError when one does not slide; then none is renewed. */
export function touchSlots(store: Store, slots: readonly Slot[]): number {
  const sliding = slots.map((slot) => slidingSlot(store, slot));
  return sliding.filter((slot) => store.expiry.renew(slot)).length;
}

function slidingSlot(store: Store, slot: Slot): ExpiringSlot {
  if (slot instanceof ExpiringSlot && slot.sliding) return slot;
  throw new NotSlidingError(store.name, slot.key);
}

export function updateSlot(
  store: Store,
  slot: Slot,
  change: (value: unknown) => unknown,
): Updated | undefined {
  if (!store.expiry.isActive(slot)) return undefined;
  const before = slot.entry;
  const value = change(before.value);
  const places = store.indexes.placesOf(value);
  if (!store.expiry.isActive(slot)) return undefined;
  if (slot.entry !== before) throw new ReentrantUpdateError(store.name, before.key);
  store.replace(slot, value, places);
  return { value, previous: before.value };
}
