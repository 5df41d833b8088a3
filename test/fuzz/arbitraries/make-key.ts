import { runInNewContext } from 'node:vm';
import { BAD_KEYS } from '../../support/bad-keys.js';
import { hostileKey } from './hostile-keys.js';
import type { Dress, KeyPlan } from './key-plans.js';

/** Objects and arrays whose prototypes are of another realm. */
const foreign = runInNewContext(
  '({ record: () => ({}), array: () => [], date: (time) => new Date(time) })',
) as {
  readonly record: () => object;
  readonly array: () => unknown[];
  readonly date: (time: number) => Date;
};

class Extended extends Array<unknown> {}
class ExtendedDate extends Date {}

/** What is compared by identity; the same in every key that is made. */
export const SAME_SYMBOLS: readonly symbol[] = [
  Symbol('a'),
  Symbol('a'),
  Symbol.for('a'),
  Symbol.iterator,
];
export const SAME_OBJECTS: readonly object[] = [
  new (class Instance {})(),
  new (class Instance {})(),
  function named() {},
  () => undefined,
  class Event {},
  new Proxy(new (class Hidden {})(), {}),
];

/** A fresh value as the plan says. */
export function makeKey(plan: KeyPlan): unknown {
  switch (plan.is) {
    case 'text':
      return plan.text.repeat(plan.times);
    case 'number':
      return plan.number;
    case 'bigint':
      return plan.low << BigInt(plan.shift);
    case 'atom':
      return plan.atom;
    case 'symbol':
      return SAME_SYMBOLS[plan.which];
    case 'identity':
      return SAME_OBJECTS[plan.which];
    case 'date':
      return dressDate(plan.time, plan.dress);
    case 'array':
      return dressArray(plan.items.map(makeKey), plan.dress);
    case 'record':
      return dressRecord(
        plan.fields.map(([name, field]) => [name, makeKey(field)]),
        plan.dress,
      );
    case 'deep': {
      let made = makeKey(plan.inner);
      for (let i = 0; i < plan.size; i++) made = [made];
      return made;
    }
    case 'wide': {
      const inner = makeKey(plan.inner);
      return Array.from({ length: plan.size }, () => inner);
    }
    case 'bad':
      return BAD_KEYS[plan.which]![1]();
    case 'hostile':
      return hostileKey(plan.which, makeKey(plan.inner));
  }
}

function dressDate(time: number, dress: Dress): Date {
  if (dress === 'foreign') return foreign.date(time);
  const date = dress === 'extended' ? new ExtendedDate(time) : new Date(time);
  return dress === 'frozen' ? Object.freeze(date) : date;
}

function dressArray(items: readonly unknown[], dress: Dress): unknown {
  switch (dress) {
    case 'frozen':
      return Object.freeze([...items]);
    case 'proxy':
      return new Proxy([...items], {});
    case 'getters': {
      const array: unknown[] = [];
      items.forEach((item, i) =>
        Object.defineProperty(array, i, { get: () => item, enumerable: true }),
      );
      return array;
    }
    case 'foreign': {
      const array = foreign.array();
      array.push(...items);
      return array;
    }
    case 'extended':
      return Extended.from(items);
    case 'bare':
      return Object.setPrototypeOf([...items], null) as unknown;
    case 'plain': {
      // Holes are undefined, and fields of an array are none of its content.
      const array = Object.assign(new Array<unknown>(items.length), { more: 1 });
      items.forEach((item, i) => {
        if (item !== undefined) array[i] = item;
      });
      return array;
    }
  }
}

function dressRecord(fields: readonly (readonly [string, unknown])[], dress: Dress): object {
  const record =
    dress === 'foreign'
      ? foreign.record()
      : dress === 'bare'
        ? (Object.create(null) as object)
        : {};
  for (const [name, value] of dress === 'extended' ? fields.toReversed() : fields) {
    Object.defineProperty(
      record,
      name,
      dress === 'getters'
        ? { get: () => value, enumerable: true, configurable: true }
        : { value, enumerable: true, writable: true, configurable: true },
    );
  }
  if (dress === 'extended')
    Object.defineProperty(record, 'hidden', { value: 1, enumerable: false });
  if (dress === 'frozen') return Object.freeze(record);
  return dress === 'proxy' ? new Proxy(record, {}) : record;
}
