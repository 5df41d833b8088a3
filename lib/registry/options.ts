import { InvalidOptionError } from '../errors.js';
import {
  aBoolean,
  aFunction,
  aNonEmptyString,
  checkOptions,
  type OptionCheck,
  type OptionChecks,
} from '../validate.js';
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
 * users.register('invitation', 2, { ttl: 60_000, sliding: true }).touch(); // => true
 * ```
 *
 * @publicApi
 */
export interface RegisterOptions {
  /** Whose lifetime the entry is bound to. @default the registration is its own owner */
  readonly owner?: Owner;
  /**
   * For how many milliseconds the entry is there, from 1 up. When they are over it is gone for everybody at that very moment; observers
   * of changes are told, with the reason `'expired'`, up to a millisecond later, or as late as the event loop is.
   *
   * @default until it is unregistered or its owner terminates
   */
  readonly ttl?: number;
  /** Whether `touch()` of the registration begins the `ttl` anew. Nothing else does: neither reading nor updating. @default false */
  readonly sliding?: boolean;
}

export const anOwner: OptionCheck = {
  expected: 'an Owner',
  test: (value) => value instanceof Owner,
};

const registerOptionChecks: OptionChecks = {
  owner: anOwner,
  ttl: {
    expected: 'a number of milliseconds from 1 to Number.MAX_SAFE_INTEGER',
    test: (value) => typeof value === 'number' && value >= 1 && value <= Number.MAX_SAFE_INTEGER,
  },
  sliding: aBoolean,
};

/** @throws InvalidOptionError, also for options that contradict each other. */
export function checkRegisterOptions(where: string, options: RegisterOptions): void {
  checkOptions(where, options, registerOptionChecks);
  if (options.sliding === true && options.ttl === undefined)
    throw new InvalidOptionError('ttl', 'given with sliding: true', undefined, where);
}

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
    // Its fields are read, so that one that cannot be is refused here.
    test: (value) => shapeOf(value) === 'record' && Object.entries(value as object).length >= 0,
  },
  index: {
    expected: "an array of paths such as 'role' or 'address.city', none twice",
    test: (value) =>
      Array.isArray(value) &&
      // None is missing: what is not there would be skipped, one by one, and be no path.
      Object.keys(value).length >= value.length &&
      value.every(isPath) &&
      new Set(value).size === value.length,
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
