import { checkFunction } from '../../validate.js';
import type { Entry } from '../entry.js';
import { refusal } from './refusal.js';

/**
 * Picks any candidate, each with the same probability. `source` gives numbers from 0 up to, but not including, 1.
 *
 * @throws InvalidArgumentError when `source` is no function; the strategy InvalidPickError when it gives another number.
 *
 * @example
 * ```ts
 * import { random, Registry } from 'nestjs-registry';
 *
 * const services = new Registry({ name: 'services', keys: 'duplicate' });
 * services.register('mailer', 'a');
 * services.register('mailer', 'b');
 * services.pick('mailer', random(() => 0.5))?.value; // => 'b'
 * ```
 *
 * @publicApi
 */
export function random(
  source: () => number = Math.random,
): <V>(candidates: readonly Entry<V>[]) => Entry<V> | undefined {
  checkFunction('random(source)', 'source', source);
  return (candidates) => anyOf(candidates, source);
}

export function anyOf<T>(candidates: readonly T[], source: () => number): T | undefined {
  const drawn = source();
  if (typeof drawn !== 'number' || !(drawn >= 0 && drawn < 1))
    throw refusal('what the source of randomness gives', 'a number from 0 to below 1', drawn);
  return candidates[Math.floor(drawn * candidates.length)];
}
