import type { Entry } from '../entry.js';
import type { Key } from '../key.js';

/**
 * Picks the candidates in turn, in order of registration: each of them once in a round. Who comes has its turn at the
 * end of the round; that somebody goes takes no other's turn and gives none a second one. Where a pattern makes some of them
 * the candidates, it is the turn of the one that has waited for the longest time: nobody is picked twice while another waits.
 *
 * The turn belongs to the strategy: keep it, and use it for any number of keys, each of which has rounds of its own.
 * What it remembers ends with the registrations. Called by hand without `identityOf`, it takes an entry that is updated for a new one.
 *
 * @example
 * ```ts
 * import { Registry, roundRobin } from 'nestjs-registry';
 *
 * const services = new Registry({ name: 'services', keys: 'duplicate' });
 * services.register('mailer', 'a');
 * services.register('mailer', 'b');
 * const turn = roundRobin();
 * const picked = [1, 2, 3].map(() => services.pick('mailer', turn)?.value);
 * picked; // => ['a', 'b', 'a']
 * ```
 *
 * @publicApi
 */
export function roundRobin(): <V>(
  candidates: readonly Entry<V>[],
  key?: Key,
  identityOf?: (candidate: Entry<V>) => object,
) => Entry<V> | undefined {
  // When each had its turn last. Identities belong to one key, so one map serves all keys.
  const turns = new WeakMap<object, number>();
  let now = 0;
  return (candidates, _key, identityOf = (candidate) => candidate) => {
    let next: (typeof candidates)[number] | undefined;
    let longestAgo = Infinity;
    let before = 0;
    for (const candidate of candidates) {
      const identity = identityOf(candidate);
      let last = turns.get(identity);
      if (last === undefined) {
        // Who is new comes right after the one that was registered before: that is the end of the round.
        last = before;
        // Remembered, or others could go ahead of it again and again.
        turns.set(identity, last);
      }
      if (last < longestAgo) {
        next = candidate;
        longestAgo = last;
      }
      before = last;
    }
    if (next !== undefined) turns.set(identityOf(next), ++now);
    return next;
  };
}
