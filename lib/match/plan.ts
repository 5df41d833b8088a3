import type { Key } from '../registry/key.js';
import type { Occupant } from '../registry/occupant.js';
import type { Owner } from '../registry/owner.js';
import type { Slot } from '../registry/slot.js';
import type { Store } from '../registry/store.js';
import type { Access, BoundField } from './access.js';
import type { Query } from './query.js';

/**
 * How the entries of a query are found: under its `key`; below the `prefix` of an array key; among what an `owner` holds;
 * by an `index` of a field; by a `scan` of all entries; or, for several clauses, by the `union` of their ways.
 *
 * `candidates` is how many entries will be looked at, where that is known beforehand.
 *
 * @example
 * ```ts
 * import { _, Registry, type QueryPlan } from 'nestjs-registry';
 *
 * const sessions = new Registry({ name: 'sessions', keys: 'unique', index: ['device'] });
 * sessions.register(['session', 'ann', 1], { device: 'phone' });
 * const below: QueryPlan = sessions.explain([{ head: [['session', 'ann', _], _, _], body: [true] }]);
 * below; // => { access: 'prefix', prefix: ['session', 'ann'] }
 * const byField = sessions.explain([{ head: [_, _, { device: 'phone' }], body: [true] }]);
 * byField; // => { access: 'index', path: 'device', value: 'phone', candidates: 1 }
 * ```
 *
 * @publicApi
 */
export type QueryPlan =
  | { readonly access: 'key'; readonly key: Key; readonly candidates: number }
  | { readonly access: 'prefix'; readonly prefix: readonly unknown[] }
  | { readonly access: 'owner'; readonly owner: Owner; readonly candidates: number }
  | {
      readonly access: 'index';
      readonly path: string;
      readonly value: unknown;
      readonly candidates: number;
    }
  | { readonly access: 'scan'; readonly candidates: number }
  | { readonly access: 'union'; readonly clauses: readonly QueryPlan[] };

/** Chooses the way that looks at the fewest entries. */
export function plan(store: Store, query: Query): QueryPlan {
  const clauses = query.accesses.map((access) => planClause(store, access));
  const [only] = clauses;
  if (only !== undefined && clauses.length === 1) return only;
  // One clause that has to look at everything looks at everything for all of them.
  return clauses.find(({ access }) => access === 'scan') ?? { access: 'union', clauses };
}

function planClause(store: Store, { key, prefix, owner, fields }: Access): QueryPlan {
  const [first, ...others] = [
    ...(key === undefined ? [] : [byKey(store, key)]),
    ...(owner === undefined ? [] : [byOwner(store, owner)]),
    ...fields.flatMap((field) => byIndex(store, field)),
  ];
  if (first === undefined) {
    return prefix === undefined
      ? { access: 'scan', candidates: store.size }
      : { access: 'prefix', prefix };
  }
  const fewest = others.reduce(
    (best, next) => (next.candidates < best.candidates ? next : best),
    first,
  );
  if (prefix === undefined || !hasFewer(store.tables.below(prefix), fewest.candidates))
    return fewest;
  return { access: 'prefix', prefix };
}

type Counted = Extract<QueryPlan, { access: 'key' | 'owner' | 'index' }>;

function byKey(store: Store, key: Key): Counted {
  return { access: 'key', key, candidates: store.tables.find(key)?.size ?? 0 };
}

function byOwner(store: Store, owner: Owner): Counted {
  return { access: 'owner', owner, candidates: owner.holdingIn(store)?.size ?? 0 };
}

function byIndex(store: Store, { path, value }: BoundField): Counted[] {
  const candidates = store.indexes.count(path, value);
  return candidates === undefined ? [] : [{ access: 'index', path, value, candidates }];
}

/** Whether there are fewer, looking at no more of them than that. */
function hasFewer(occupants: Iterable<Occupant>, limit: number): boolean {
  let count = 0;
  for (const { size } of occupants) {
    count += size;
    if (count >= limit) return false;
  }
  return true;
}

/**
 * The slots that a plan looks at, each once, by runs with holes; in order of registration for each key. They may have ended
 * when their turn comes, and runs may get more slots meanwhile.
 */
export function runsOf(store: Store, chosen: QueryPlan): Iterable<readonly (Slot | undefined)[]> {
  switch (chosen.access) {
    case 'key': {
      const occupant = store.tables.find(chosen.key);
      return occupant === undefined ? [] : [occupant.slots];
    }
    case 'prefix':
      return runsIn(store.tables.below(chosen.prefix));
    case 'owner':
      return [store.heldBy(chosen.owner)];
    case 'index':
      return [store.indexes.find(chosen.path, chosen.value)];
    case 'scan':
      return store.runs();
    case 'union': {
      const slots = new Set(chosen.clauses.flatMap((clause) => [...runsOf(store, clause)].flat()));
      slots.delete(undefined);
      return [([...slots] as Slot[]).sort((a, b) => a.sequence - b.sequence)];
    }
  }
}

function* runsIn(occupants: Iterable<Occupant>): IterableIterator<readonly (Slot | undefined)[]> {
  for (const { slots } of occupants) yield slots;
}
