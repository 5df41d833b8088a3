import type { Slot } from '../registry/slot.js';
import type { Store } from '../registry/store.js';
import type { OptionChecks } from '../validate.js';
import { plan, runsOf } from './plan.js';
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
  return resultsOf(
    store,
    runsOf(store, plan(store, query)),
    query.evaluator(),
    limit,
    store.nextSequence,
  );
}

function* resultsOf(
  store: Store,
  runs: Iterable<readonly (Slot | undefined)[]>,
  evaluate: (slot: Slot) => unknown,
  limit: number,
  end: number,
): IterableIterator<unknown> {
  if (limit === 0) return;
  let given = 0;
  for (const slots of runs) {
    for (let i = 0, { length } = slots; i < length; i++) {
      const slot = slots[i];
      // Whoever asked for the results so far may have begun and ended registrations meanwhile, and time may have.
      if (slot === undefined || slot.sequence >= end || !store.expiry.isActive(slot)) continue;
      const result = evaluate(slot);
      if (result === NO_MATCH) continue;
      yield result;
      if (++given >= limit) return;
    }
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
