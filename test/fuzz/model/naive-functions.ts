/* The functions of guards and bodies as the page on match specs says. What has no value throws. */
import { Owner } from 'nestjs-registry';
import { equal, isArray, isNumeric, isPlain, order } from './naive-values.js';

export class NoValue extends Error {}

type Fn = (...args: readonly unknown[]) => unknown;

function no(): never {
  throw new NoValue();
}

function bool(value: unknown): boolean {
  return typeof value === 'boolean' ? value : no();
}

const ordered = (a: unknown, b: unknown): number => order(a, b) ?? no();
const isInt = (value: unknown): value is number | bigint =>
  typeof value === 'bigint' || Number.isInteger(value);
const isInt32 = (value: unknown): value is number =>
  typeof value === 'number' && (value | 0) === value;
const oneZero = (value: unknown): unknown => (value === 0 ? 0 : value);
const LARGEST = 2n ** 4095n;
const fits = (value: bigint): bigint => (value >= -LARGEST && value < LARGEST ? value : no());

/** Two numbers as numbers; an integer with a bigint as bigints. */
function calculate(
  numbers: (a: number, b: number) => number,
  bigints: (a: bigint, b: bigint) => bigint,
): Fn {
  return (a, b) => {
    if (typeof a === 'number' && typeof b === 'number') return oneZero(numbers(a, b));
    if (!isInt(a) || !isInt(b)) return no();
    return fits(bigints(fits(BigInt(a)), fits(BigInt(b))));
  };
}

const whole = (compute: (a: number, b: number) => number) => (a: number, b: number) =>
  Number.isInteger(a) && Number.isInteger(b) && b !== 0 ? compute(a, b) : no();
const divided = (compute: (a: bigint, b: bigint) => bigint) => (a: bigint, b: bigint) =>
  b === 0n ? no() : compute(a, b);

function rounding(round: (a: number) => number): Fn {
  return (a) => {
    if (typeof a === 'bigint') return a;
    return typeof a === 'number' && Number.isFinite(a) ? oneZero(round(a)) : no();
  };
}

/** Of 32-bit integers by way of bigints, the result again of 32 bits; or of bigints. */
function bits(compute: (a: bigint, b: bigint) => bigint): Fn {
  return (a, b) => {
    if (isInt32(a) && isInt32(b)) {
      const result = compute(BigInt(a), BigInt(b));
      return BigInt.asIntN(32, result) === result ? Number(result) : no();
    }
    if (typeof a !== 'bigint' && typeof b !== 'bigint') return no();
    if (!isInt(a) || !isInt(b)) return no();
    return fits(compute(fits(BigInt(a)), fits(BigInt(b))));
  };
}

function shiftLeft(a: bigint, by: bigint): bigint {
  if (by > 5_000n) return a === 0n ? 0n : LARGEST;
  if (by < -5_000n) return a < 0n ? -1n : 0n;
  return by < 0n ? a >> -by : a << by;
}

const index = (place: unknown, length: number): number =>
  Number.isInteger(place) && (place as number) >= 0 && (place as number) <= length
    ? (place as number)
    : no();

const element: Fn = (place, list) => {
  if (!isArray(list)) return no();
  return index(place, list.length) === list.length ? no() : list[place as number];
};
const sliced: Fn = (...args) => {
  const [value, start, end] = args;
  if (typeof value !== 'string' && !isArray(value)) return no();
  const from = index(start, value.length);
  const to = args.length < 3 ? value.length : index(end, value.length);
  if (typeof value === 'string') return value.slice(from, to);
  return Array.from({ length: Math.max(0, to - from) }, (_hole, i) => value[from + i]);
};
const notEmpty = (list: unknown): readonly unknown[] =>
  isArray(list) && list.length > 0 ? list : no();

/** By name: how many arguments at least and at most, and what it computes. */
export const FUNCTIONS: ReadonlyMap<string, readonly [number, number, Fn]> = new Map<
  string,
  readonly [number, number, Fn]
>([
  ['not', [1, 1, (a) => !bool(a)]],
  ['and', [1, Infinity, (...all) => !all.map(bool).includes(false)]],
  ['or', [1, Infinity, (...all) => all.map(bool).includes(true)]],
  ['xor', [2, 2, (a, b) => bool(a) !== bool(b)]],
  ['===', [2, 2, (a, b) => equal(a, b)]],
  ['!==', [2, 2, (a, b) => !equal(a, b)]],
  ['==', [2, 2, (a, b) => equal(a, b, true)]],
  ['!=', [2, 2, (a, b) => !equal(a, b, true)]],
  ['<', [2, 2, (a, b) => ordered(a, b) < 0]],
  ['<=', [2, 2, (a, b) => ordered(a, b) <= 0]],
  ['>', [2, 2, (a, b) => ordered(a, b) > 0]],
  ['>=', [2, 2, (a, b) => ordered(a, b) >= 0]],
  ['min', [2, 2, (a, b) => (ordered(a, b) <= 0 ? a : b)]],
  ['max', [2, 2, (a, b) => (ordered(a, b) >= 0 ? a : b)]],
  ['+', [1, 2, (...args) => (args.length === 1 ? signed(args[0], 1) : plus(...args))]],
  ['-', [1, 2, (...args) => (args.length === 1 ? signed(args[0], -1) : minus(...args))]],
  [
    '*',
    [
      2,
      2,
      calculate(
        (a, b) => a * b,
        (a, b) => a * b,
      ),
    ],
  ],
  [
    '/',
    [
      2,
      2,
      (a, b) => (isNumeric(a) && isNumeric(b) && b != 0 ? oneZero(Number(a) / Number(b)) : no()),
    ],
  ],
  [
    'div',
    [
      2,
      2,
      calculate(
        whole((a, b) => Math.trunc(a / b)),
        divided((a, b) => a / b),
      ),
    ],
  ],
  [
    'rem',
    [
      2,
      2,
      calculate(
        whole((a, b) => a % b),
        divided((a, b) => a % b),
      ),
    ],
  ],
  ['abs', [1, 1, (a) => (isNumeric(a) ? (a < 0 ? -a : oneZero(a)) : no())]],
  ['round', [1, 1, rounding((a) => (a < 0 ? -Math.floor(-a + 0.5) : Math.floor(a + 0.5)))]],
  ['trunc', [1, 1, rounding((a) => (a < 0 ? Math.ceil(a) : Math.floor(a)))]],
  ['floor', [1, 1, rounding(Math.floor)]],
  ['ceil', [1, 1, rounding(Math.ceil)]],
  ['band', [2, 2, bits((a, b) => a & b)]],
  ['bor', [2, 2, bits((a, b) => a | b)]],
  ['bxor', [2, 2, bits((a, b) => a ^ b)]],
  ['bsl', [2, 2, bits((a, b) => shiftLeft(a, b))]],
  ['bsr', [2, 2, bits((a, b) => shiftLeft(a, -b))]],
  ['bnot', [1, 1, (a) => (isInt32(a) ? -a - 1 : typeof a === 'bigint' ? -a - 1n : no())]],
  ['isNumber', [1, 1, isNumeric]],
  ['isInteger', [1, 1, isInt]],
  ['isFloat', [1, 1, (a) => typeof a === 'number' && !Number.isInteger(a)]],
  ['isBigint', [1, 1, (a) => typeof a === 'bigint']],
  ['isString', [1, 1, (a) => typeof a === 'string']],
  ['isBoolean', [1, 1, (a) => typeof a === 'boolean']],
  ['isSymbol', [1, 1, (a) => typeof a === 'symbol']],
  ['isFunction', [1, 1, (a) => typeof a === 'function']],
  ['isNull', [1, 1, (a) => a === null]],
  ['isUndefined', [1, 1, (a) => a === undefined]],
  ['isArray', [1, 1, isArray]],
  ['isObject', [1, 1, isPlain]],
  ['isDate', [1, 1, (a) => a instanceof Date]],
  ['isOwner', [1, 1, (a) => a instanceof Owner]],
  ['array', [0, Infinity, (...elements) => elements]],
  ['at', [2, 2, element]],
  ['head', [1, 1, (list) => notEmpty(list)[0]]],
  ['tail', [1, 1, (list) => notEmpty(list).slice(1)]],
  ['length', [1, 1, (a) => (typeof a === 'string' || isArray(a) ? a.length : no())]],
  ['slice', [2, 3, sliced]],
  [
    'byteLength',
    [1, 1, (a) => (typeof a === 'string' ? new TextEncoder().encode(a).length : no())],
  ],
  ['get', [2, 2, (name, record) => (has(name, record) ? record[name as string] : no())]],
  ['has', [2, 2, (name, record) => (isPlain(record) ? has(name, record) : no())]],
  ['size', [1, 1, (record) => (isPlain(record) ? Object.keys(record).length : no())]],
]);

function signed(a: unknown, sign: 1 | -1): unknown {
  if (!isNumeric(a)) return no();
  return sign === 1 ? oneZero(a) : oneZero(typeof a === 'bigint' ? -a : -a);
}

function plus(...[a, b]: readonly unknown[]): unknown {
  return calculate(
    (x, y) => x + y,
    (x, y) => x + y,
  )(a, b);
}

function minus(...[a, b]: readonly unknown[]): unknown {
  return calculate(
    (x, y) => x - y,
    (x, y) => x - y,
  )(a, b);
}

function has(name: unknown, record: unknown): record is Readonly<Record<string, unknown>> {
  return typeof name === 'string' && isPlain(record) && Object.keys(record).includes(name);
}
