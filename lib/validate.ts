import { InvalidArgumentError, InvalidOptionError } from './errors.js';

/** What an option must be, in words, and the test of it. */
export interface OptionCheck {
  readonly expected: string;
  readonly test: (value: unknown) => boolean;
}

export type OptionChecks = Readonly<Record<string, OptionCheck>>;

/** The longest time that Node's timers can wait; a longer one would fire at once. */
export const MAX_TIMEOUT = 2 ** 31 - 1;

export const aFunction: OptionCheck = {
  expected: 'a function',
  test: (value) => typeof value === 'function',
};
export const aBoolean: OptionCheck = {
  expected: 'a boolean',
  test: (value) => typeof value === 'boolean',
};
export const anything: OptionCheck = { expected: 'anything', test: () => true };
export const aTimeout: OptionCheck = {
  expected: `a number of milliseconds from 0 to ${MAX_TIMEOUT}`,
  test: (value) => typeof value === 'number' && value >= 0 && value <= MAX_TIMEOUT,
};
export const aSignal: OptionCheck = {
  expected: 'an AbortSignal',
  test: (value) => value instanceof AbortSignal,
};
export const aPositiveInteger: OptionCheck = {
  expected: 'a positive integer',
  test: (value) => Number.isSafeInteger(value) && (value as number) > 0,
};
export const aString: OptionCheck = {
  expected: 'a string',
  test: (value) => typeof value === 'string',
};
export const aNonEmptyString: OptionCheck = {
  expected: 'a non-empty string',
  test: (value) => typeof value === 'string' && value !== '',
};

/**
 * Refuses options of the wrong type and options that do not exist. An option that is `undefined` counts as not given.
 *
 * @throws InvalidOptionError
 */
export function checkOptions(where: string, options: unknown, checks: OptionChecks): void {
  if (options === undefined) return;
  let reading = 'options';
  try {
    if (typeof options !== 'object' || options === null || Array.isArray(options)) {
      throw new InvalidOptionError('options', 'an object', options, where);
    }
    // for…in, not Object.keys: this runs on every registration and must not allocate.
    for (const name in options) {
      reading = name;
      const value: unknown = (options as Readonly<Record<string, unknown>>)[name];
      if (!Object.hasOwn(checks, name))
        throw InvalidOptionError.unknown(name, Object.keys(checks), where);
      const { expected, test } = checks[name]!;
      if (value !== undefined && !passes(test, value))
        throw new InvalidOptionError(name, expected, value, where);
    }
  } catch (error) {
    if (error instanceof InvalidOptionError) throw error;
    // Reading runs code of whoever made the options: a getter, a proxy.
    throw new InvalidOptionError(reading, 'readable', error, where, error);
  }
}

/** What cannot be looked at, such as a proxy that was revoked, is not what is expected. */
export function passes(test: OptionCheck['test'], value: unknown): boolean {
  try {
    return test(value);
  } catch {
    return false;
  }
}

/** @throws InvalidArgumentError when `value` is no function. */
export function checkFunction(where: string, argument: string, value: unknown): void {
  if (typeof value !== 'function')
    throw new InvalidArgumentError(argument, 'a function', value, where);
}
