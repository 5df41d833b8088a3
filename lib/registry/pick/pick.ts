import { InvalidArgumentError } from '../../errors.js';
import type { Entry } from '../entry.js';
import type { Key } from '../key.js';
import type { Slot } from '../slot.js';
import { refusal } from './refusal.js';

/**
 * How to choose one of several entries: a function that is given the candidates (at least one, in order of registration, frozen) and
 * their key, and returns one of them, or `undefined` for none.
 *
 * A strategy for some values is one for all values that have more to them: what `pick` tells has the registry's type.
 *
 * An update replaces an entry. What a strategy remembers of one belongs under `identityOf(entry)`, in a `WeakMap` or
 * `WeakSet`: an object that stays the same until the registration ends, and is not to be looked into.
 *
 * @example
 * ```ts
 * import { Registry, roundRobin, type PickStrategy } from 'nestjs-registry';
 *
 * interface Mailer {
 *   region: string;
 * }
 * const nearby = (region: string): PickStrategy<Mailer> => {
 *   const turn = roundRobin();
 *   return (candidates, key, identityOf) => {
 *     const near = candidates.filter(({ value }) => value.region === region);
 *     return turn(near.length > 0 ? near : candidates, key, identityOf);
 *   };
 * };
 *
 * const services = new Registry<{ value: Mailer }>({ name: 'services', keys: 'duplicate' });
 * services.register('mailer', { region: 'us' });
 * const strategy = nearby('eu');
 * services.pick('mailer', strategy)?.value.region; // => 'us'
 * services.register('mailer', { region: 'eu' });
 * services.pick('mailer', strategy)?.value.region; // => 'eu'
 * ```
 *
 * @publicApi
 */
export type PickStrategy<V = unknown> = (
  candidates: readonly Entry<V>[],
  key: Key,
  identityOf: (candidate: Entry<V>) => object,
) => Entry | undefined;

/** `slots` are of one key. @throws InvalidPickError when the strategy returns something else than one of the slots' entries. */
export function pickFrom(slots: readonly Slot[], strategy: PickStrategy): Entry | undefined {
  const [first] = slots;
  if (first === undefined) return undefined;
  const candidates = Object.freeze(slots.map((slot) => slot.entry));
  const picked: unknown = strategy(candidates, first.key, identityAmong(slots, candidates));
  const entry = candidates.find((candidate) => candidate === picked);
  if (entry === undefined && picked !== undefined)
    throw refusal('what the strategy returned', 'one of the candidates or undefined', picked);
  return entry;
}

/** Most strategies never ask: nothing is made before one does. */
function identityAmong(
  slots: readonly Slot[],
  candidates: readonly Entry[],
): (candidate: Entry) => object {
  let identities: ReadonlyMap<Entry, Slot> | undefined;
  return (candidate) => {
    identities ??= new Map(candidates.map((entry, index) => [entry, slots[index]!]));
    const identity = identities.get(candidate);
    if (identity !== undefined) return identity;
    throw new InvalidArgumentError(
      'candidate',
      'one of the candidates',
      candidate,
      'identityOf(candidate)',
    );
  };
}
