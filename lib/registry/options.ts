import { aFunction, aNonEmptyString, type OptionCheck, type OptionChecks } from '../validate.js';
import { shapeOf } from './key.js';
import { Owner } from './owner.js';

/**
 * Whether a key has at most one entry or any number of them.
 *
 * @example
 * ```ts
 * import { Registry, type KeysMode } from 'nestjs-registry';
 *
 * const keys: KeysMode = 'duplicate';
 * new Registry({ name: 'rooms', keys }).keysMode; // => 'duplicate'
 * ```
 *
 * @publicApi
 */
export type KeysMode = 'unique' | 'duplicate';

/**
 * Options of `register` and `tryRegister`.
 *
 * @example
 * ```ts
 * import { Owner, Registry, type RegisterOptions } from 'nestjs-registry';
 *
 * const users = new Registry({ name: 'users', keys: 'unique' });
 * const options: RegisterOptions = { owner: new Owner('session') };
 * users.register('ann', 1, options).entry.owner.label; // => 'session'
 * ```
 *
 * @publicApi
 */
export interface RegisterOptions {
  /** Whose lifetime the entry is bound to. @default the registration is its own owner */
  readonly owner?: Owner;
}

export const anOwner: OptionCheck = {
  expected: 'an Owner',
  test: (value) => value instanceof Owner,
};

export const registerOptionChecks: OptionChecks = { owner: anOwner };

const MAX_PARTITIONS = 65_536;

/** Checks of the options that concern the store. */
export const storeOptionChecks: OptionChecks = {
  name: aNonEmptyString,
  keys: {
    expected: "'unique' or 'duplicate'",
    test: (value) => value === 'unique' || value === 'duplicate',
  },
  partitions: {
    expected: `an integer from 1 to ${MAX_PARTITIONS}`,
    test: (value) =>
      Number.isInteger(value) && (value as number) >= 1 && (value as number) <= MAX_PARTITIONS,
  },
  meta: {
    expected: 'a plain object',
    test: (value) => shapeOf(value) === 'record',
  },
  index: {
    expected: "an array of paths such as 'role' or 'address.city', none twice",
    test: (value) =>
      Array.isArray(value) && value.every(isPath) && new Set(value).size === value.length,
  },
  clock: {
    expected: 'a Clock: an object with the functions now and setTimer',
    test: (value) => {
      if (typeof value !== 'object' || value === null) return false;
      const { now, setTimer } = value as { now?: unknown; setTimer?: unknown };
      return aFunction.test(now) && aFunction.test(setTimer);
    },
  },
};

function isPath(path: unknown): boolean {
  return typeof path === 'string' && path.split('.').every((step) => step !== '');
}
