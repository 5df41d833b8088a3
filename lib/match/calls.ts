import type { Term } from './builder.js';
import { Call } from './term.js';

type Numeric = number | bigint;
/** The sum of a `1` and a `2` is a number, not one of them. */
type Widened<N> = N extends number ? number : bigint;
type Ordered = Numeric | string | boolean | Date;

/**
 * The functions that guards and bodies may call, with the types of their arguments and results.
 *
 * @example
 * ```ts
 * import { call, type OperatorTypes } from 'nestjs-registry';
 *
 * const name: keyof OperatorTypes = 'length';
 * call(name, 'four').operator; // => 'length'
 * ```
 *
 * @publicApi
 */
export interface OperatorTypes {
  not: (a: boolean) => boolean;
  and: (a: boolean, ...others: boolean[]) => boolean;
  or: (a: boolean, ...others: boolean[]) => boolean;
  xor: (a: boolean, b: boolean) => boolean;
  andAlso: (a: boolean, ...others: boolean[]) => boolean;
  orElse: (a: boolean, ...others: boolean[]) => boolean;
  '===': (a: unknown, b: unknown) => boolean;
  '!==': (a: unknown, b: unknown) => boolean;
  '==': (a: unknown, b: unknown) => boolean;
  '!=': (a: unknown, b: unknown) => boolean;
  '<': (a: Ordered, b: Ordered) => boolean;
  '<=': (a: Ordered, b: Ordered) => boolean;
  '>': (a: Ordered, b: Ordered) => boolean;
  '>=': (a: Ordered, b: Ordered) => boolean;
  min: (a: Ordered, b: Ordered) => unknown;
  max: (a: Ordered, b: Ordered) => unknown;
  '+': (a: Numeric, b?: Numeric) => Numeric;
  '-': (a: Numeric, b?: Numeric) => Numeric;
  '*': (a: Numeric, b: Numeric) => Numeric;
  '/': (a: Numeric, b: Numeric) => number;
  div: (a: Numeric, b: Numeric) => Numeric;
  rem: (a: Numeric, b: Numeric) => Numeric;
  abs: (a: Numeric) => Numeric;
  round: (a: Numeric) => Numeric;
  trunc: (a: Numeric) => Numeric;
  floor: (a: Numeric) => Numeric;
  ceil: (a: Numeric) => Numeric;
  band: (a: Numeric, b: Numeric) => Numeric;
  bor: (a: Numeric, b: Numeric) => Numeric;
  bxor: (a: Numeric, b: Numeric) => Numeric;
  bsl: (a: Numeric, b: Numeric) => Numeric;
  bsr: (a: Numeric, b: Numeric) => Numeric;
  bnot: (a: Numeric) => Numeric;
  isNumber: (value: unknown) => boolean;
  isInteger: (value: unknown) => boolean;
  isFloat: (value: unknown) => boolean;
  isBigint: (value: unknown) => boolean;
  isString: (value: unknown) => boolean;
  isBoolean: (value: unknown) => boolean;
  isSymbol: (value: unknown) => boolean;
  isFunction: (value: unknown) => boolean;
  isNull: (value: unknown) => boolean;
  isUndefined: (value: unknown) => boolean;
  isArray: (value: unknown) => boolean;
  isObject: (value: unknown) => boolean;
  isDate: (value: unknown) => boolean;
  isOwner: (value: unknown) => boolean;
  array: (...elements: unknown[]) => readonly unknown[];
  const: (value: unknown) => unknown;
  at: (index: number, array: readonly unknown[]) => unknown;
  head: (array: readonly unknown[]) => unknown;
  tail: (array: readonly unknown[]) => readonly unknown[];
  length: (value: string | readonly unknown[]) => number;
  slice: (value: string | readonly unknown[], start: number, end?: number) => unknown;
  byteLength: (value: string) => number;
  get: (name: string, record: object) => unknown;
  has: (name: string, record: object) => boolean;
  size: (record: object) => number;
}

type Terms<Args extends readonly unknown[]> = { [I in keyof Args]: Term<Args[I]> };

/**
 * Calls any function of the language by its name. Where its result is `unknown`, a second type argument may say what it is.
 *
 * @example
 * ```ts
 * import { call, Registry, variable, where } from 'nestjs-registry';
 *
 * const users = new Registry({ name: 'users', keys: 'unique' });
 * users.register('ann', { tags: ['new', 'red'] });
 * const tags = variable<string[]>('tags');
 * const twoTags = where({ value: { tags } })
 *   .guard(call('>', call('length', tags), 1))
 *   .return(call<'at', string>('at', 0, tags));
 * users.select(twoTags); // => ['new']
 * ```
 *
 * @publicApi
 */
export function call<
  N extends keyof OperatorTypes,
  R extends ReturnType<OperatorTypes[N]> = ReturnType<OperatorTypes[N]>,
>(name: N, ...args: Terms<Parameters<OperatorTypes[N]>>): Call<R> {
  return new Call<R>(name, args);
}

/**
 * Whether `a` comes before `b`; no match when they have no order.
 *
 * @example
 * ```ts
 * import { lt, Registry, variable, where } from 'nestjs-registry';
 *
 * const numbers = new Registry({ name: 'numbers', keys: 'duplicate' });
 * for (const value of [1, 2, 3]) numbers.register('all', value);
 * const n = variable<number>('n');
 * numbers.select(where({ value: n }).guard(lt(n, 2)).return(n)); // => [1]
 * ```
 *
 * @publicApi
 */
export function lt<T extends number | bigint | string | boolean | Date>(
  a: Term<T>,
  b: Term<T>,
): Call<boolean> {
  return new Call<boolean>('<', [a, b]);
}

/**
 * Whether `a` comes before `b` or with it; no match when they have no order.
 *
 * @example
 * ```ts
 * import { lte, Registry, variable, where } from 'nestjs-registry';
 *
 * const numbers = new Registry({ name: 'numbers', keys: 'duplicate' });
 * for (const value of [1, 2, 3]) numbers.register('all', value);
 * const n = variable<number>('n');
 * numbers.select(where({ value: n }).guard(lte(n, 2)).return(n)); // => [1, 2]
 * ```
 *
 * @publicApi
 */
export function lte<T extends number | bigint | string | boolean | Date>(
  a: Term<T>,
  b: Term<T>,
): Call<boolean> {
  return new Call<boolean>('<=', [a, b]);
}

/**
 * Whether `a` comes after `b`; no match when they have no order.
 *
 * @example
 * ```ts
 * import { gt, Registry, variable, where } from 'nestjs-registry';
 *
 * const numbers = new Registry({ name: 'numbers', keys: 'duplicate' });
 * for (const value of [1, 2, 3]) numbers.register('all', value);
 * const n = variable<number>('n');
 * numbers.select(where({ value: n }).guard(gt(n, 2)).return(n)); // => [3]
 * ```
 *
 * @publicApi
 */
export function gt<T extends number | bigint | string | boolean | Date>(
  a: Term<T>,
  b: Term<T>,
): Call<boolean> {
  return new Call<boolean>('>', [a, b]);
}

/**
 * Whether `a` comes after `b` or with it; no match when they have no order.
 *
 * @example
 * ```ts
 * import { gte, Registry, variable, where } from 'nestjs-registry';
 *
 * const numbers = new Registry({ name: 'numbers', keys: 'duplicate' });
 * for (const value of [1, 2, 3]) numbers.register('all', value);
 * const n = variable<number>('n');
 * numbers.select(where({ value: n }).guard(gte(n, 2)).return(n)); // => [2, 3]
 * ```
 *
 * @publicApi
 */
export function gte<T extends number | bigint | string | boolean | Date>(
  a: Term<T>,
  b: Term<T>,
): Call<boolean> {
  return new Call<boolean>('>=', [a, b]);
}

/**
 * Whether `a` and `b` have the same content; `1` and `1n` differ.
 *
 * @example
 * ```ts
 * import { eq, Registry, variable, where } from 'nestjs-registry';
 *
 * const numbers = new Registry({ name: 'numbers', keys: 'duplicate' });
 * for (const value of [1, 2, 3]) numbers.register('all', value);
 * const n = variable<number>('n');
 * numbers.select(where({ value: n }).guard(eq(n, 2)).return(n)); // => [2]
 * ```
 *
 * @publicApi
 */
export function eq<T>(a: Term<T>, b: Term<T>): Call<boolean> {
  return new Call<boolean>('===', [a, b]);
}

/**
 * Whether `a` and `b` differ in content; `1` and `1n` differ.
 *
 * @example
 * ```ts
 * import { ne, Registry, variable, where } from 'nestjs-registry';
 *
 * const numbers = new Registry({ name: 'numbers', keys: 'duplicate' });
 * for (const value of [1, 2, 3]) numbers.register('all', value);
 * const n = variable<number>('n');
 * numbers.select(where({ value: n }).guard(ne(n, 2)).return(n)); // => [1, 3]
 * ```
 *
 * @publicApi
 */
export function ne<T>(a: Term<T>, b: Term<T>): Call<boolean> {
  return new Call<boolean>('!==', [a, b]);
}

/**
 * The sum; no match, or `undefined` in a body, when an argument is no number.
 *
 * @example
 * ```ts
 * import { add, Registry, variable, where } from 'nestjs-registry';
 *
 * const numbers = new Registry({ name: 'numbers', keys: 'duplicate' });
 * for (const value of [4, 6]) numbers.register('all', value);
 * const n = variable<number>('n');
 * numbers.select(where({ value: n }).return(add(n, 1))); // => [5, 7]
 * ```
 *
 * @publicApi
 */
export function add<N extends Numeric>(a: Term<N>, b: Term<N>): Call<Widened<N>> {
  return new Call<Widened<N>>('+', [a, b]);
}

/**
 * The difference; no match, or `undefined` in a body, when an argument is no number.
 *
 * @example
 * ```ts
 * import { Registry, subtract, variable, where } from 'nestjs-registry';
 *
 * const numbers = new Registry({ name: 'numbers', keys: 'duplicate' });
 * for (const value of [4, 6]) numbers.register('all', value);
 * const n = variable<number>('n');
 * numbers.select(where({ value: n }).return(subtract(n, 1))); // => [3, 5]
 * ```
 *
 * @publicApi
 */
export function subtract<N extends Numeric>(a: Term<N>, b: Term<N>): Call<Widened<N>> {
  return new Call<Widened<N>>('-', [a, b]);
}

/**
 * The product; no match, or `undefined` in a body, when an argument is no number.
 *
 * @example
 * ```ts
 * import { multiply, Registry, variable, where } from 'nestjs-registry';
 *
 * const numbers = new Registry({ name: 'numbers', keys: 'duplicate' });
 * for (const value of [4, 6]) numbers.register('all', value);
 * const n = variable<number>('n');
 * numbers.select(where({ value: n }).return(multiply(n, 2))); // => [8, 12]
 * ```
 *
 * @publicApi
 */
export function multiply<N extends Numeric>(a: Term<N>, b: Term<N>): Call<Widened<N>> {
  return new Call<Widened<N>>('*', [a, b]);
}

/**
 * The quotient, always a number; division by zero is no match, or `undefined` in a body.
 *
 * @example
 * ```ts
 * import { divide, Registry, variable, where } from 'nestjs-registry';
 *
 * const numbers = new Registry({ name: 'numbers', keys: 'duplicate' });
 * for (const value of [4, 6]) numbers.register('all', value);
 * const n = variable<number>('n');
 * numbers.select(where({ value: n }).return(divide(n, 4))); // => [1, 1.5]
 * ```
 *
 * @publicApi
 */
export function divide(a: Term<Numeric>, b: Term<Numeric>): Call<number> {
  return new Call<number>('/', [a, b]);
}

/**
 * Whether all are `true`; every one is evaluated, and one that is no boolean is no match.
 *
 * @example
 * ```ts
 * import { and, gt, lt, Registry, variable, where } from 'nestjs-registry';
 *
 * const numbers = new Registry({ name: 'numbers', keys: 'duplicate' });
 * for (const value of [1, 2, 3]) numbers.register('all', value);
 * const n = variable<number>('n');
 * numbers.select(where({ value: n }).guard(and(gt(n, 1), lt(n, 3))).return(n)); // => [2]
 * ```
 *
 * @publicApi
 */
export function and(...terms: readonly [Term<boolean>, ...Term<boolean>[]]): Call<boolean> {
  return new Call<boolean>('and', terms);
}

/**
 * Whether one is `true`; every one is evaluated, and one that is no boolean is no match.
 *
 * @example
 * ```ts
 * import { gt, lt, or, Registry, variable, where } from 'nestjs-registry';
 *
 * const numbers = new Registry({ name: 'numbers', keys: 'duplicate' });
 * for (const value of [1, 2, 3]) numbers.register('all', value);
 * const n = variable<number>('n');
 * numbers.select(where({ value: n }).guard(or(lt(n, 2), gt(n, 2))).return(n)); // => [1, 3]
 * ```
 *
 * @publicApi
 */
export function or(...terms: readonly [Term<boolean>, ...Term<boolean>[]]): Call<boolean> {
  return new Call<boolean>('or', terms);
}

/**
 * The opposite; of what is no boolean it is no match.
 *
 * @example
 * ```ts
 * import { lt, not, Registry, variable, where } from 'nestjs-registry';
 *
 * const numbers = new Registry({ name: 'numbers', keys: 'duplicate' });
 * for (const value of [1, 2, 3]) numbers.register('all', value);
 * const n = variable<number>('n');
 * numbers.select(where({ value: n }).guard(not(lt(n, 2))).return(n)); // => [2, 3]
 * ```
 *
 * @publicApi
 */
export function not(a: Term<boolean>): Call<boolean> {
  return new Call<boolean>('not', [a]);
}
