/* Equality and order of values as the page on match specs says, by recursion, for values that are neither deep nor cyclic. */

export type Plain = Readonly<Record<string, unknown>>;

export function isPlain(value: unknown): value is Plain {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  return Object.getPrototypeOf(value) === Object.prototype;
}

export const isArray = (value: unknown): value is readonly unknown[] => Array.isArray(value);

export function equal(a: unknown, b: unknown, numeric = false): boolean {
  if (isArray(a) && isArray(b)) {
    return a.length === b.length && a.every((part, i) => equal(part, b[i], numeric));
  }
  if (isPlain(a) && isPlain(b)) {
    const names = Object.keys(a);
    return (
      names.length === Object.keys(b).length &&
      names.every((name) => Object.hasOwn(b, name) && equal(a[name], b[name], numeric))
    );
  }
  if (a instanceof Date && b instanceof Date) return equal(a.getTime(), b.getTime());
  if (numeric && isNumeric(a) && isNumeric(b) && exactly(a) !== undefined)
    return exactly(a) === exactly(b);
  // As the engine's collections compare: NaN is NaN, and there is one zero.
  return [a].includes(b);
}

export function isNumeric(value: unknown): value is number | bigint {
  return typeof value === 'number' || typeof value === 'bigint';
}

/** A number as a fraction of bigints over 2^1074, of which every double is a multiple. */
function exactly(value: number | bigint): bigint | undefined {
  if (typeof value === 'bigint') return value << 1074n;
  if (!Number.isFinite(value)) return undefined;
  let rest = Math.abs(value);
  let shift = 1074n;
  while (!Number.isInteger(rest)) {
    rest *= 2;
    shift--;
  }
  return (value < 0 ? -BigInt(rest) : BigInt(rest)) << shift;
}

/** -1, 0 or 1, or nothing where there is no order. */
export function order(a: unknown, b: unknown): number | undefined {
  if (isNumeric(a) && isNumeric(b)) return orderNumbers(a, b);
  if (typeof a === 'string' && typeof b === 'string') return orderTexts(a, b);
  if (typeof a === 'boolean' && typeof b === 'boolean') return Number(a) - Number(b);
  if (a instanceof Date && b instanceof Date) return orderNumbers(a.getTime(), b.getTime());
  if (isArray(a) && isArray(b)) {
    return a.length !== b.length ? Math.sign(a.length - b.length) : orderLists(a, b);
  }
  if (isPlain(a) && isPlain(b)) {
    const [names, others] = [Object.keys(a).sort(), Object.keys(b).sort()];
    if (names.length !== others.length) return Math.sign(names.length - others.length);
    const byName = orderLists(names, others);
    if (byName !== 0) return byName;
    return orderLists(
      names.map((name) => a[name]),
      names.map((name) => b[name]),
    );
  }
  return undefined;
}

function orderNumbers(a: number | bigint, b: number | bigint): number | undefined {
  if (Number.isNaN(a) || Number.isNaN(b)) return undefined;
  const [x, y] = [exactly(a), exactly(b)];
  if (x !== undefined && y !== undefined) return x < y ? -1 : x > y ? 1 : 0;
  // At least one is infinite.
  const [p, q] = [x === undefined ? Number(a) : 0, y === undefined ? Number(b) : 0];
  return p < q ? -1 : p > q ? 1 : 0;
}

/** By UTF-16 code units. */
function orderTexts(a: string, b: string): number {
  const units = (text: string): number[] =>
    Array.from({ length: text.length }, (_hole, i) => text.charCodeAt(i));
  const [x, y] = [units(a), units(b)];
  const place = x.findIndex((unit, i) => unit !== y[i]);
  if (place < 0) return x.length === y.length ? 0 : -1;
  return place >= y.length || x[place]! > y[place]! ? 1 : -1;
}

function orderLists(a: readonly unknown[], b: readonly unknown[]): number | undefined {
  for (const [i, part] of a.entries()) {
    const first = order(part, b[i]);
    if (first !== 0) return first;
  }
  return 0;
}
