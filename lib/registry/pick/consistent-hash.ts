import { describe } from '../../describe.js';
import { aFunction, checkOptions, type OptionChecks } from '../../validate.js';
import type { Entry } from '../entry.js';
import { captureKey, type Key } from '../key.js';
import { canonical } from './canonical.js';
import { murmurHash } from './murmur-hash.js';
import { refusal } from './refusal.js';

const optionChecks: OptionChecks = { by: aFunction };

/**
 * Picks for equal `on` the same candidate, as long as it is there, whatever the order of the candidates and in every process. Of the things
 * that are spread so, one candidate of n that goes moves its own, and one that comes takes its share of 1/n from all others; nothing else moves.
 *
 * `by` names an instance and should give the same after a restart, and in every process; an owner's `id` does not. Instances of
 * one name are one: the first registered is picked.
 *
 * It is rendezvous hashing (D. Thaler, C. Ravishankar, "Using name-based mappings to increase hit rates", IEEE/ACM
 * Transactions on Networking 6(1), 1998): the candidate whose hash together with `on` is the highest. The hash is MurmurHash3, 32 bits, of the
 * name, seeded with that of `on`. It does not resist who chooses keys in order to overload one instance.
 *
 * @throws InvalidKeyError when `on` is no key, or one that is compared by identity; InvalidOptionError; the strategy
 * InvalidPickError when `by` gives neither a string nor a number.
 *
 * @example
 * ```ts
 * import { consistentHash, Registry } from 'nestjs-registry';
 *
 * const caches = new Registry<{ value: { host: string } }>({ name: 'caches', keys: 'duplicate' });
 * for (const host of ['a', 'b', 'c']) caches.register('cache', { host });
 * const hostOf = (user: number) =>
 *   caches.pick('cache', consistentHash(['user', user], { by: ({ value }) => value.host }))?.value.host;
 * hostOf(7) === hostOf(7); // => true
 * ```
 *
 * @publicApi
 */
export function consistentHash<V>(
  on: Key,
  options: {
    /** What an instance is called. @default the `id` of its owner */
    readonly by?: (candidate: Entry<V>) => string | number;
  } = {},
): (candidates: readonly Entry<V>[]) => Entry<V> | undefined {
  checkOptions('consistentHash(options)', options, optionChecks);
  const seed = murmurHash(canonical(captureKey(on)), 0);
  const { by = ({ owner }) => owner.id } = options;
  return (candidates) => {
    let best: { candidate: Entry<V>; name: string; score: number } | undefined;
    for (const candidate of candidates) {
      const name = nameOf(candidate, by);
      const score = murmurHash(name, seed);
      // Equal scores must not be decided by order, in which processes differ.
      if (best === undefined || score > best.score || (score === best.score && name < best.name))
        best = { candidate, name, score };
    }
    return best?.candidate;
  };
}

function nameOf<V>(candidate: Entry<V>, by: (candidate: Entry<V>) => string | number): string {
  const name = by(candidate);
  if (typeof name === 'string' || typeof name === 'number') return String(name);
  const { key, value } = candidate;
  throw refusal(`the name of ${describe({ key, value })}`, 'a string or a number', name);
}
