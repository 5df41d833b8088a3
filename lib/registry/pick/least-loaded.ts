import { describe } from '../../describe.js';
import { aFunction, checkFunction, checkOptions, type OptionChecks } from '../../validate.js';
import type { Entry } from '../entry.js';
import { anyOf } from './random.js';
import { refusal } from './refusal.js';

const optionChecks: OptionChecks = { random: aFunction };

/**
 * Picks the candidate with the smallest load, and any of them when several have it: so those who pick at the same time do not
 * all run to the first. `load` computes the load from a value, and is called once for each candidate.
 *
 * @throws InvalidArgumentError, InvalidOptionError; the strategy InvalidPickError when a load is no number or `NaN`.
 *
 * @example
 * ```ts
 * import { leastLoaded, Registry } from 'nestjs-registry';
 *
 * const services = new Registry<{ value: { name: string; jobs: number } }>({ name: 'services', keys: 'duplicate' });
 * services.register('mailer', { name: 'a', jobs: 7 });
 * services.register('mailer', { name: 'b', jobs: 2 });
 * services.pick('mailer', leastLoaded(({ jobs }) => jobs))?.value.name; // => 'b'
 * ```
 *
 * @publicApi
 */
export function leastLoaded<V>(
  load: (value: V) => number,
  options: {
    /** Chooses among equals: gives numbers from 0 up to, but not including, 1. @default Math.random */
    readonly random?: () => number;
  } = {},
): (candidates: readonly Entry<V>[]) => Entry<V> | undefined {
  checkFunction('leastLoaded(load)', 'load', load);
  checkOptions('leastLoaded(options)', options, optionChecks);
  const { random = Math.random } = options;
  return (candidates) => {
    let least = Infinity;
    let equals: Entry<V>[] = [];
    for (const candidate of candidates) {
      const loaded = loadOf(candidate, load);
      if (loaded < least) equals = [];
      if (loaded <= least) {
        least = loaded;
        equals.push(candidate);
      }
    }
    return equals.length > 1 ? anyOf(equals, random) : equals[0];
  };
}

function loadOf<V>({ key, value }: Entry<V>, load: (value: V) => number): number {
  const loaded = load(value);
  if (typeof loaded === 'number' && !Number.isNaN(loaded)) return loaded;
  throw refusal(`the load of ${describe({ key, value })}`, 'a number', loaded);
}
