import type { Slot } from '../registry/slot.js';
import type { Store } from '../registry/store.js';
import type { OptionChecks } from '../validate.js';
import { plan, slotsOf } from './plan.js';
import { NO_MATCH, type Query } from './query.js';

/**
 * How much `select` tells.
 *
 * @example
 * ```ts
 * import { $, _, Registry, type SelectOptions } from 'nestjs-registry';
 *
 * const rooms = new Registry({ name: 'rooms', keys: 'unique' });
 * for (const room of [1, 2, 3]) rooms.register(room, 'free');
 * const some: SelectOptions = { limit: 2 };
 * rooms.select([{ head: [$(1), _, 'free'], body: [$(1)] }], some).length; // => 2
 * ```
 *
 * @publicApi
 */
export interface SelectOptions {
  /** At most so many results. @default no limit */
  readonly limit?: number;
}

export const selectOptionChecks: OptionChecks = {
  limit: {
    expected: 'an integer from 0 up',
    test: (value) => Number.isSafeInteger(value) && (value as number) >= 0,
  },
};

/** The results of a query over the entries of this moment, computed as they are asked for; at most `limit` of them. */
export function selectFrom(
  store: Store,
  query: Query,
  limit = Infinity,
): IterableIterator<unknown> {
  return resultsOf(store, slotsOf(store, plan(store, query)), query.evaluator(), limit);
}

function* resultsOf(
  store: Store,
  slots: Iterable<Slot>,
  evaluate: (slot: Slot) => unknown,
  limit: number,
): IterableIterator<unknown> {
  if (limit === 0) return;
  let given = 0;
  for (const slot of slots) {
    // Whoever asked for the results so far may have ended registrations meanwhile, and so may time.
    const result = store.expiry.isActive(slot) ? evaluate(slot) : NO_MATCH;
    if (result === NO_MATCH) continue;
    yield result;
    if (++given >= limit) return;
  }
}

/** The slots among `slots` whose values match. */
export function matching(slots: readonly (Slot | undefined)[], query: Query<true>): Slot[] {
  const evaluate = query.evaluator();
  const matched: Slot[] = [];
  // The length of now: reading a value may run code that registers more.
  for (let i = 0, { length } = slots; i < length; i++) {
    const slot = slots[i];
    if (slot?.active === true && evaluate(slot) === true) matched.push(slot);
  }
  return matched;
}
