import type { Entry } from '../entry.js';
import type { Key } from '../key.js';

/**
 * Picks the candidates in turn, in order of registration: each of them once in a round. Who comes has its turn at the
 * end of the round; that somebody goes takes no other's turn and gives none a second one. So it is also among any part of
 * the candidates.
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
  // Identities belong to one key, so one set serves all keys.
  const hadTheirTurn = new WeakSet<object>();
  return (candidates, _key, identityOf = (candidate) => candidate) => {
    let next = candidates.find((candidate) => !hadTheirTurn.has(identityOf(candidate)));
    if (next === undefined) {
      for (const candidate of candidates) hadTheirTurn.delete(identityOf(candidate));
      next = candidates[0];
    }
    if (next !== undefined) hadTheirTurn.add(identityOf(next));
    return next;
  };
}
