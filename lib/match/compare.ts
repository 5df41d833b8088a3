import { fieldsOf, shapeOf } from '../registry/key.js';

/** After so many steps a comparison begins to remember what it has compared, in case the values are cyclic. */
const MANY_STEPS = 1_000;

type Fields = Readonly<Record<string, unknown>>;

export function isNumeric(value: unknown): value is number | bigint {
  return typeof value === 'number' || typeof value === 'bigint';
}

/** Pairs of parts that are still to be compared; the last that was added comes first. No recursion: nothing is too deep. */
class OpenPairs {
  readonly #open: [unknown, unknown][] = [];
  #steps = 0;
  #compared: Map<unknown, Set<unknown>> | undefined;

  add(x: unknown, y: unknown): void {
    this.#open.push([x, y]);
  }

  next(): [unknown, unknown] | undefined {
    this.#steps++;
    return this.#open.pop();
  }

  /** `false` once two composites have been compared, or are being compared: they differ nowhere, as far as is known. */
  isNew(x: unknown, y: unknown): boolean {
    if (this.#steps < MANY_STEPS) return true;
    this.#compared ??= new Map();
    const partners = this.#compared.get(x);
    if (partners === undefined) this.#compared.set(x, new Set([y]));
    else if (partners.has(y)) return false;
    else partners.add(y);
    return true;
  }
}

/**
 * Whether two values have the same content: arrays, plain objects and dates by content, everything else as in a `Map`.
 * With `numeric`, `1` equals `1n`, at any depth. Cyclic values are equal when no difference is found.
 */
export function equalValues(a: unknown, b: unknown, numeric = false): boolean {
  if (sameAtom(a, b, numeric)) return true;
  // Most values are atoms, which need no pairs.
  if (typeof a !== 'object' || typeof b !== 'object') return false;
  const open = new OpenPairs();
  open.add(a, b);
  for (let pair = open.next(); pair !== undefined; pair = open.next()) {
    const [x, y] = pair;
    if (sameAtom(x, y, numeric)) continue;
    const shape = shapeOf(x);
    if (shape === 'atom' || shape !== shapeOf(y)) return false;
    if (shape === 'date') open.add((x as Date).getTime(), (y as Date).getTime());
    else if (!open.isNew(x, y)) continue;
    else if (!(shape === 'array' ? pairElements(x, y, open) : pairFields(x, y, open))) return false;
  }
  return true;
}

function sameAtom(x: unknown, y: unknown, numeric: boolean): boolean {
  // oxlint-disable-next-line no-self-compare -- NaN equals itself
  if (x === y || (x !== x && y !== y)) return true;
  // Numbers and bigints compare exactly, without rounding.
  return numeric && isNumeric(x) && isNumeric(y) && x == y;
}

function pairElements(x: unknown, y: unknown, open: OpenPairs): boolean {
  const [a, b] = [x as readonly unknown[], y as readonly unknown[]];
  if (a.length !== b.length) return false;
  for (let i = a.length - 1; i >= 0; i--) open.add(a[i], b[i]);
  return true;
}

function pairFields(x: unknown, y: unknown, open: OpenPairs): boolean {
  const [a, b] = [x as Fields, y as Fields];
  const names = Object.keys(a);
  if (names.length !== Object.keys(b).length) return false;
  for (const name of names) {
    if (!Object.hasOwn(b, name)) return false;
    open.add(a[name], b[name]);
  }
  return true;
}

/**
 * Negative, zero or positive as `a` comes before, with or after `b`; `undefined` when they have no order: values of
 * different types, and everything that is no number, string, boolean, date, array or plain object.
 *
 * Arrays and plain objects are ordered by size first, then by their names, then by their parts.
 */
export function compareValues(a: unknown, b: unknown): number | undefined {
  if (typeof a !== 'object') return compareAtoms(a, b);
  const open = new OpenPairs();
  open.add(a, b);
  for (let pair = open.next(); pair !== undefined; pair = open.next()) {
    const result = compareHere(pair[0], pair[1], open);
    if (result !== 0) return result;
  }
  return 0;
}

/** The order of two values as far as it does not depend on their parts, which are left open. */
function compareHere(a: unknown, b: unknown, open: OpenPairs): number | undefined {
  if (typeof a !== 'object') return compareAtoms(a, b);
  const shape = shapeOf(a);
  if (shape === 'atom' || shape !== shapeOf(b)) return undefined;
  if (shape === 'date') return order((a as Date).getTime(), (b as Date).getTime());
  if (!open.isNew(a, b)) return 0;
  return shape === 'array'
    ? compareArrays(a as readonly unknown[], b as readonly unknown[], open)
    : compareRecords(a as Fields, b as Fields, open);
}

function compareAtoms(a: unknown, b: unknown): number | undefined {
  if (isNumeric(a) && isNumeric(b)) return order(a, b);
  if (typeof a === 'string' && typeof b === 'string') return order(a, b);
  return typeof a === 'boolean' && typeof b === 'boolean' ? order(a, b) : undefined;
}

function order<T extends number | bigint | string | boolean>(a: T, b: T): number | undefined {
  if (a < b) return -1;
  if (a > b) return 1;
  return a >= b ? 0 : undefined; // NaN has no order
}

function compareArrays(a: readonly unknown[], b: readonly unknown[], open: OpenPairs): number {
  if (a.length !== b.length) return a.length - b.length;
  for (let i = a.length - 1; i >= 0; i--) open.add(a[i], b[i]);
  return 0;
}

function compareRecords(a: Fields, b: Fields, open: OpenPairs): number | undefined {
  const [names, others] = [fieldsOf(a), fieldsOf(b)];
  if (names.length !== others.length) return names.length - others.length;
  for (let i = 0; i < names.length; i++) {
    const result = order(names[i]!, others[i]!);
    if (result !== 0) return result;
  }
  for (const name of names.reverse()) open.add(a[name], b[name]);
  return 0;
}
