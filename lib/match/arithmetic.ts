import { isNumeric } from './compare.js';
import { binary, FAILED, unary, type Operator } from './operator.js';

/** Bigints of more bits than this are not computed: a few multiplications of untrusted specs could take for ever. */
const MAX_BITS = 4_096;

type Numeric = number | bigint;
type OnNumbers = (a: number, b: number) => number | typeof FAILED;
type OnBigints = (a: bigint, b: bigint) => bigint | typeof FAILED;

/**
 * Numbers with numbers as JavaScript computes them, integers with bigints as bigints; a fraction and a bigint have nothing
 * in common.
 */
export const arithmetic: Readonly<Record<string, Operator>> = {
  '+': signed(
    (a, b) => a + b,
    (a, b) => a + b,
    (a) => a,
  ),
  '-': signed(
    (a, b) => a - b,
    (a, b) => a - b,
    (a) => -a,
  ),
  '*': compute(
    (a, b) => a * b,
    (a, b) => a * b,
  ),
  '/': binary((a, b) =>
    isNumeric(a) && isNumeric(b) && b != 0 ? positiveZero(Number(a) / Number(b)) : FAILED,
  ),
  div: compute(
    (a, b) => integers(a, b, Math.trunc(a / b)),
    (a, b) => (b === 0n ? FAILED : a / b),
  ),
  rem: compute(
    (a, b) => integers(a, b, a % b),
    (a, b) => (b === 0n ? FAILED : a % b),
  ),
  abs: unary((a) =>
    typeof a === 'bigint' ? (a < 0n ? -a : a) : typeof a === 'number' ? Math.abs(a) : FAILED,
  ),
  round: rounding((a) => Math.sign(a) * Math.round(Math.abs(a))),
  trunc: rounding(Math.trunc),
  floor: rounding(Math.floor),
  ceil: rounding(Math.ceil),
  band: bits(
    (a, b) => a & b,
    (a, b) => a & b,
  ),
  bor: bits(
    (a, b) => a | b,
    (a, b) => a | b,
  ),
  bxor: bits(
    (a, b) => a ^ b,
    (a, b) => a ^ b,
  ),
  bsl: bits(
    (a, b) => shift(a, b),
    (a, b) => shiftBig(a, b),
  ),
  bsr: bits(
    (a, b) => shift(a, -b),
    (a, b) => shiftBig(a, -b),
  ),
  bnot: unary((a) => (isInt32(a) ? ~a : typeof a === 'bigint' ? ~a : FAILED)),
};

function compute(onNumbers: OnNumbers, onBigints: OnBigints): Operator {
  return binary((a, b) => {
    if (typeof a === 'number' && typeof b === 'number') return positiveZero(onNumbers(a, b));
    return isInteger(a) && isInteger(b) ? bounded(BigInt(a), BigInt(b), onBigints) : FAILED;
  });
}

/** With one argument a sign, with two a sum or difference. */
function signed(
  onNumbers: OnNumbers,
  onBigints: OnBigints,
  one: <N extends Numeric>(a: N) => Numeric,
): Operator {
  const two = compute(onNumbers, onBigints);
  const sign = (a: unknown): unknown => (isNumeric(a) ? positiveZero(one(a)) : FAILED);
  return {
    least: 1,
    most: 2,
    apply: (...args) => (args.length === 1 ? sign(args[0]) : two.apply(...args)),
  };
}

function rounding(onNumbers: (a: number) => number): Operator {
  return unary((a) => {
    if (typeof a === 'bigint') return a;
    return typeof a === 'number' && Number.isFinite(a) ? positiveZero(onNumbers(a)) : FAILED;
  });
}

/** On 32-bit integers and on bigints: of other numbers JavaScript's bit operators would silently drop bits. */
function bits(onNumbers: OnNumbers, onBigints: OnBigints): Operator {
  return binary((a, b) => {
    if (isInt32(a) && isInt32(b)) return onNumbers(a, b);
    const big = typeof a === 'bigint' || typeof b === 'bigint';
    return big && isInteger(a) && isInteger(b) ? bounded(BigInt(a), BigInt(b), onBigints) : FAILED;
  });
}

/** To the left by `by` bits, or to the right when it is negative; the result must be an integer of 32 bits again. */
function shift(value: number, by: number): number | typeof FAILED {
  // 32 bits either way are as good as any more, and more would leave the range of doubles.
  const result = Math.floor(value * 2 ** Math.max(-32, Math.min(by, 32)));
  return isInt32(result) ? positiveZero(result) : FAILED;
}

function shiftBig(value: bigint, by: bigint): bigint | typeof FAILED {
  if (by > MAX_BITS) return value === 0n ? 0n : FAILED;
  return value << by; // to the right where `by` is negative
}

function bounded(a: bigint, b: bigint, onBigints: OnBigints): unknown {
  if (isTooBig(a) || isTooBig(b)) return FAILED;
  const result = onBigints(a, b);
  return typeof result === 'bigint' && isTooBig(result) ? FAILED : result;
}

function isTooBig(value: bigint): boolean {
  return BigInt.asIntN(MAX_BITS, value) !== value;
}

function integers(a: number, b: number, result: number): number | typeof FAILED {
  return Number.isInteger(a) && Number.isInteger(b) && b !== 0 ? result : FAILED;
}

export function isInteger(value: unknown): value is Numeric {
  return typeof value === 'bigint' || Number.isInteger(value);
}

function isInt32(value: unknown): value is number {
  return typeof value === 'number' && value === (value | 0);
}

/** There is one zero, as there is among keys. */
function positiveZero<T>(value: T): T | 0 {
  return value === 0 ? 0 : value;
}
