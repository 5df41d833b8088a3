import { InvalidArgumentError } from '../errors.js';
import { disarm, isThenable } from '../thenable.js';
import { anything, checkOptions, type OptionChecks } from '../validate.js';
import type { Entry } from './entry.js';
import { captureKey, type Key } from './key.js';
import { anOwner } from './options.js';
import type { Owner } from './owner.js';

/**
 * Why an entry is gone: its owner (or whoever holds the registration) took it back, its owner terminated, its `ttl` was
 * over, or the registry was closed. An entry has one reason: whatever came first.
 *
 * @example
 * ```ts
 * import { Registry, type UnregisterReason } from 'nestjs-registry';
 *
 * const users = new Registry({ name: 'users', keys: 'unique' });
 * const reasons: UnregisterReason[] = [];
 * users.changes({ type: 'unregistered' }).subscribe(({ reason }) => reasons.push(reason));
 * users.register('ann', 1).unregister();
 * users.register('bob', 2).entry.owner.terminate();
 * users.register('cid', 3);
 * users.close();
 * reasons; // => ['unregistered', 'terminated', 'closed']
 * ```
 *
 * @publicApi
 */
export type UnregisterReason = 'unregistered' | 'terminated' | 'expired' | 'closed';

/**
 * One change of a registry's entries.
 *
 * `entry` is the entry that is there now, or for `unregistered` the one that is gone; `previous` is what an update
 * replaced. `detail` is what the owner's `terminate` was called with.
 *
 * @example
 * ```ts
 * import { Registry, type Change } from 'nestjs-registry';
 *
 * const users = new Registry<{ value: number }>({ name: 'users', keys: 'unique' });
 * const changes: Change<number>[] = [];
 * users.changes().subscribe((change) => changes.push(change));
 * users.register('ann', 1).update((value) => value + 1);
 * changes.map(({ type, entry }) => [type, entry.value]); // => [['registered', 1], ['updated', 2]]
 * ```
 *
 * @publicApi
 */
export type Change<V = unknown> =
  | { readonly type: 'registered'; readonly registry: string; readonly entry: Entry<V> }
  | {
      readonly type: 'updated';
      readonly registry: string;
      readonly entry: Entry<V>;
      readonly previous: Entry<V>;
    }
  | {
      readonly type: 'unregistered';
      readonly registry: string;
      readonly entry: Entry<V>;
      readonly reason: UnregisterReason;
      readonly detail: unknown;
    };

/**
 * Which changes to observe: those that fit every field that is given, or those for which a function says `true`.
 *
 * @example
 * ```ts
 * import { Registry, type ChangeFilter } from 'nestjs-registry';
 *
 * const users = new Registry({ name: 'users', keys: 'unique' });
 * const arrivals: ChangeFilter = { type: 'registered', key: ['user', 7] };
 * const seen: unknown[] = [];
 * users.changes(arrivals).subscribe(({ entry }) => seen.push(entry.value));
 * users.register(['user', 6], 'ann');
 * users.register(['user', 7], 'bob');
 * seen; // => ['bob']
 * ```
 *
 * @publicApi
 */
export type ChangeFilter<V = unknown> = ChangeFields | ((change: Change<V>) => boolean);

/** What every change that is told has in common. */
export interface ChangeFields {
  readonly type?: Change['type'];
  readonly key?: Key;
  readonly owner?: Owner;
}

const filterChecks: OptionChecks = {
  type: {
    expected: "'registered', 'updated' or 'unregistered'",
    test: (value) => value === 'registered' || value === 'updated' || value === 'unregistered',
  },
  key: anything,
  owner: anOwner,
};

/** The one key whose changes a filter lets through, if it names one, and the test of all else. */
export interface ReadFilter {
  readonly key: Key | undefined;
  readonly matches: (change: Change) => boolean;
}

/** @throws InvalidOptionError, InvalidKeyError */
export function readFilter(filter: ChangeFilter): ReadFilter {
  if (typeof filter === 'function')
    return { key: undefined, matches: (change) => checked(filter(change)) };
  checkOptions('registry.changes(filter)', filter, filterChecks);
  const { type, owner } = filter;
  return {
    key: filter.key === undefined ? undefined : captureKey(filter.key),
    matches: (change) =>
      (type === undefined || change.type === type) &&
      (owner === undefined || change.entry.owner === owner),
  };
}

/** A promise would let every change through. */
function checked(wants: unknown): boolean {
  if (!isThenable(wants)) return Boolean(wants);
  disarm(wants);
  const where = 'registry.changes(filter)';
  throw new InvalidArgumentError('what it returns', 'a boolean', wants, where);
}
