import { types } from 'node:util';
import { InvalidKeyError } from '../errors.js';
import { disarm, isThenable } from '../thenable.js';

/**
 * What an entry is registered under and what a message is published to.
 *
 * Keys are compared by content: strings, numbers, bigints, booleans, `null`, symbols, arrays, plain objects and `Date`s,
 * nested. `1`, `'1'` and `1n` differ; `NaN` equals itself; `0` equals `-0`; the order of an object's fields does not
 * matter. A class, a function or an instance of a class of yours is a key by identity.
 *
 * @example
 * ```ts
 * import { Registry, type Key } from 'nestjs-registry';
 *
 * const users = new Registry({ name: 'users', keys: 'unique' });
 * const key: Key = ['user', { id: 7n, floor: 'a' }];
 * users.register(key, 'ann');
 * users.get(['user', { floor: 'a', id: 7n }])?.value; // => 'ann'
 * ```
 *
 * @publicApi
 */
export type Key = string | number | bigint | boolean | symbol | null | object;

/** How deep a key may nest. */
export const MAX_KEY_DEPTH = 64;

/** How many values a key may hold in all, nested ones included. */
export const MAX_KEY_SIZE = 10_000;

const FEW_FIELDS = 8;

/** So much of a path stands in an error: names of fields may be of any length. */
const MAX_SHOWN_PATH = 200;

/** How a part of a key is compared: an atom as it is, the others by content. */
export type Shape = 'atom' | 'array' | 'record' | 'date';

export function shapeOf(value: unknown): Shape {
  if (typeof value !== 'object' || value === null) return 'atom';
  if (Array.isArray(value)) return 'array';
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype === Object.prototype || prototype === null) return 'record';
  if (types.isDate(value)) return 'date';
  return isForeignObjectPrototype(prototype) ? 'record' : 'atom';
}

/** Whether its shape is that of a record: most are told at once. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  return Object.getPrototypeOf(value) === Object.prototype || shapeOf(value) === 'record';
}

/** Another realm (a vm context, a worker's structured clone) has an `Object.prototype` of its own. */
function isForeignObjectPrototype(prototype: unknown): boolean {
  return (
    Object.getPrototypeOf(prototype) === null && Object.hasOwn(prototype as object, 'isPrototypeOf')
  );
}

/** The names of an object's fields in the one order in which they are compared. */
export function fieldsOf(record: object): string[] {
  const names = Object.keys(record);
  // By hand, because the engine's sort costs more than all else that is done with a key of few fields.
  if (names.length > FEW_FIELDS) return names.sort();
  for (let i = 1; i < names.length; i++) {
    const name = names[i]!;
    let place = i;
    for (; place > 0 && names[place - 1]! > name; place--) names[place] = names[place - 1]!;
    names[place] = name;
  }
  return names;
}

/**
 * A frozen copy of `key` that no one else can change; atoms are returned as they are.
 *
 * @throws InvalidKeyError for what cannot be a key.
 */
export function captureKey(key: unknown): Key {
  if (key === undefined) throw new InvalidKeyError(key, 'it is undefined');
  try {
    return new Capture(key).copy(key, 0, '') as Key;
  } catch (error) {
    throw unreadable(key, error);
  }
}

/** What to throw when reading `key`, and so running code of its maker (a getter, a proxy), threw `error`. */
export function unreadable(key: unknown, error: unknown): InvalidKeyError {
  return error instanceof InvalidKeyError
    ? error
    : new InvalidKeyError(key, 'reading it threw an error', error);
}

class Capture {
  readonly #key: unknown;
  #size = 0;

  constructor(key: unknown) {
    this.#key = key;
  }

  copy(value: unknown, depth: number, path: string): unknown {
    if (++this.#size > MAX_KEY_SIZE) {
      throw new InvalidKeyError(this.#key, `it holds more than ${MAX_KEY_SIZE} values`);
    }
    if (depth > MAX_KEY_DEPTH) {
      throw new InvalidKeyError(this.#key, `it nests deeper than ${MAX_KEY_DEPTH} levels`);
    }
    switch (shapeOf(value)) {
      case 'array':
        return this.#copyArray(value as readonly unknown[], depth, path);
      case 'record':
        return this.#copyRecord(value as Readonly<Record<string, unknown>>, depth, path);
      case 'date':
        return frozenDate(value as Date);
      default:
        return this.#atom(value, path);
    }
  }

  #copyArray(array: readonly unknown[], depth: number, path: string): readonly unknown[] {
    const { length } = array;
    if (length > MAX_KEY_SIZE) {
      throw new InvalidKeyError(this.#key, `it holds more than ${MAX_KEY_SIZE} values`);
    }
    // A proxy may say anything of itself, and something else each time.
    if (!Number.isInteger(length) || length < 0) this.#refuse(path, 'has no length of an array');
    // Made as long as it will be: an array that grows by push keeps room for 17 elements.
    const copy = new Array<unknown>(length);
    for (let i = 0; i < length; i++) copy[i] = this.copy(array[i], depth + 1, `${path}[${i}]`);
    return Object.freeze(copy);
  }

  #copyRecord(record: Readonly<Record<string, unknown>>, depth: number, path: string): object {
    if (hasSymbolFields(record)) this.#refuse(path, 'has fields named by symbols');
    if (isThenable(record)) this.#refuse(path, 'is a promise');
    const copy = {};
    for (const name of Object.keys(record)) {
      // Defined, not assigned: a field named __proto__ is a field like any other.
      Object.defineProperty(copy, name, {
        value: this.copy(record[name], depth + 1, `${path}.${name}`),
        enumerable: true,
      });
    }
    return Object.freeze(copy);
  }

  #atom(value: unknown, path: string): unknown {
    if (typeof value === 'object' && value !== null) {
      const builtin = builtinName(value);
      if (builtin !== undefined) {
        // A function that computes keys may be asynchronous by mistake: nobody will await its promise.
        disarm(value);
        this.#refuse(path, `is a ${builtin}`);
      }
    }
    return value;
  }

  #refuse(path: string, why: string): never {
    const shown = path.length > MAX_SHOWN_PATH ? `${path.slice(0, MAX_SHOWN_PATH)}…` : path;
    throw new InvalidKeyError(this.#key, `${path === '' ? 'it' : `its part ${shown}`} ${why}`);
  }
}

/** A copy whose setters throw: `Object.freeze` alone does not stop them. */
export function frozenDate(date: Date): Date {
  const copy = new Date(date.getTime());
  for (const name of Object.getOwnPropertyNames(Date.prototype)) {
    if (name.startsWith('set')) Object.defineProperty(copy, name, { value: refuseToChange });
  }
  return Object.freeze(copy);
}

function refuseToChange(): never {
  throw new TypeError('A captured key cannot be changed; make a copy with new Date(key)');
}

/** Fields that no key may have, because they would not be compared. */
export function hasSymbolFields(record: object): boolean {
  return Object.getOwnPropertySymbols(record).length > 0;
}

/** Objects that would be keys by identity although their user surely meant something else, such as a forgotten `await`. */
function builtinName(value: object): string | undefined {
  if (types.isPromise(value) || isThenable(value)) return 'promise';
  if (types.isMap(value) || types.isSet(value)) return 'Map or Set';
  if (types.isWeakMap(value) || types.isWeakSet(value)) return 'WeakMap or WeakSet';
  if (types.isRegExp(value)) return 'RegExp';
  if (types.isBoxedPrimitive(value)) return 'boxed primitive';
  if (types.isAnyArrayBuffer(value) || ArrayBuffer.isView(value)) return 'buffer';
  return undefined;
}

/** Throws what `captureKey` would throw. Lookups that found nothing call it, so that a wrong key is never just "not there". */
export function assertKey(key: unknown): asserts key is Key {
  if (typeof key === 'string' || typeof key === 'number') return;
  captureKey(key);
}
