import { isRecord, shapeOf } from '../registry/key.js';
import { Owner } from '../registry/owner.js';
import { arithmetic, isInteger } from './arithmetic.js';
import { compareValues, equalValues } from './compare.js';
import { binary, FAILED, unary, type Operator } from './operator.js';

const isArray = (value: unknown): value is readonly unknown[] => Array.isArray(value);

/** Strict: every argument is evaluated and must be a boolean. */
const booleans: Readonly<Record<string, Operator>> = {
  not: ofBooleans(1, 1, ([value]) => value === false),
  and: ofBooleans(1, Infinity, (values) => values.every(Boolean)),
  or: ofBooleans(1, Infinity, (values) => values.some(Boolean)),
  xor: ofBooleans(2, 2, ([a, b]) => a !== b),
};

const comparisons: Readonly<Record<string, Operator>> = {
  '===': binary((a, b) => equalValues(a, b)),
  '!==': binary((a, b) => !equalValues(a, b)),
  '==': binary((a, b) => equalValues(a, b, true)),
  '!=': binary((a, b) => !equalValues(a, b, true)),
  '<': ofOrder((order) => order < 0),
  '<=': ofOrder((order) => order <= 0),
  '>': ofOrder((order) => order > 0),
  '>=': ofOrder((order) => order >= 0),
  min: extreme((order) => order <= 0),
  max: extreme((order) => order >= 0),
};

const typeTests: Readonly<Record<string, Operator>> = {
  isNumber: unary((value) => typeof value === 'number' || typeof value === 'bigint'),
  isInteger: unary(isInteger),
  isFloat: unary((value) => typeof value === 'number' && !Number.isInteger(value)),
  isBigint: unary((value) => typeof value === 'bigint'),
  isString: unary((value) => typeof value === 'string'),
  isBoolean: unary((value) => typeof value === 'boolean'),
  isSymbol: unary((value) => typeof value === 'symbol'),
  isFunction: unary((value) => typeof value === 'function'),
  isNull: unary((value) => value === null),
  isUndefined: unary((value) => value === undefined),
  isArray: unary(isArray),
  isObject: unary(isRecord),
  isDate: unary((value) => shapeOf(value) === 'date'),
  isOwner: unary((value) => value instanceof Owner),
};

const structure: Readonly<Record<string, Operator>> = {
  array: { least: 0, most: Infinity, apply: (...elements) => elements },
  at: binary((index, array) =>
    isArray(array) && isIndex(index, array.length) ? array[index] : FAILED,
  ),
  head: unary((array) => (isArray(array) && array.length > 0 ? array[0] : FAILED)),
  tail: unary((array) => (isArray(array) && array.length > 0 ? array.slice(1) : FAILED)),
  length: unary((value) => (isArray(value) || typeof value === 'string' ? value.length : FAILED)),
  slice: {
    least: 2,
    most: 3,
    apply: (...args) => {
      const [value, start, end] = args;
      if (typeof value !== 'string' && !isArray(value)) return FAILED;
      const last = args.length === 3 ? end : value.length;
      const fits = isIndex(start, value.length + 1) && isIndex(last, value.length + 1);
      return fits ? value.slice(start, last) : FAILED;
    },
  },
  byteLength: unary((value) => (typeof value === 'string' ? Buffer.byteLength(value) : FAILED)),
  get: binary((name, record) => (hasField(name, record) ? record[name as string] : FAILED)),
  has: binary((name, record) => (isRecord(record) ? hasField(name, record) : FAILED)),
  size: unary((record) => (isRecord(record) ? Object.keys(record).length : FAILED)),
};

/** The functions that guards and bodies may call, by name. */
export const operators: ReadonlyMap<string, Operator> = new Map(
  Object.entries({ ...booleans, ...comparisons, ...arithmetic, ...typeTests, ...structure }),
);

function ofBooleans(
  least: number,
  most: number,
  apply: (values: readonly unknown[]) => boolean,
): Operator {
  return {
    least,
    most,
    apply: (...values) =>
      values.every((value) => typeof value === 'boolean') ? apply(values) : FAILED,
  };
}

function ofOrder(test: (order: number) => boolean): Operator {
  return binary((a, b) => {
    const order = compareValues(a, b);
    return order === undefined ? FAILED : test(order);
  });
}

function extreme(first: (order: number) => boolean): Operator {
  return binary((a, b) => {
    const order = compareValues(a, b);
    return order === undefined ? FAILED : first(order) ? a : b;
  });
}

function isIndex(index: unknown, length: number): index is number {
  return Number.isInteger(index) && (index as number) >= 0 && (index as number) < length;
}

function hasField(
  name: unknown,
  record: unknown,
): record is Readonly<Record<PropertyKey, unknown>> {
  return typeof name === 'string' && isRecord(record) && Object.hasOwn(record, name);
}
