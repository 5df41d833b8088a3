import { $, Owner } from 'nestjs-registry';
import { computed, holds } from '../support/match.js';

class Thing {}
const thing = new Thing();
const owner = new Owner();
const BIG = 2n ** 70n;
const HUGE = 2n ** 4_000n;
const MAX = 2 ** 31 - 1;
const MIN = -(2 ** 31);
/** The call has no value. */
const NONE = Symbol('none');

type Case = [call: unknown[], result: unknown];

const BOOLEANS: Case[] = [
  [['not', true], false],
  [['not', false], true],
  [['not', 1], NONE],
  [['not', null], NONE],
  [['and', true], true],
  [['and', false], false],
  [['and', true, true, true], true],
  [['and', true, false, true], false],
  [['and', false, 1], NONE],
  [['and', 1], NONE],
  [['or', false], false],
  [['or', false, true], true],
  [['or', false, false], false],
  [['or', true, 1], NONE],
  [['xor', true, false], true],
  [['xor', false, true], true],
  [['xor', true, true], false],
  [['xor', false, false], false],
  [['xor', true, 0], NONE],
  [['andAlso', true, true], true],
  [['andAlso', true, 7], 7],
  [['andAlso', 7], 7],
  [['andAlso', false, ['div', 1, 0]], false],
  [['andAlso', 7, true], NONE],
  [['andAlso', true, true, false, 7], false],
  [['andAlso', ['div', 1, 0], true], NONE],
  [['orElse', false, true], true],
  [['orElse', false, 7], 7],
  [['orElse', 7], 7],
  [['orElse', true, ['div', 1, 0]], true],
  [['orElse', 7, true], NONE],
  [['orElse', false, false], false],
];

const COMPARISONS: Case[] = [
  [['===', 1, 1], true],
  [['===', 1, 1n], false],
  [['===', 1, '1'], false],
  [['===', NaN, NaN], true],
  [['===', 0, -0], true],
  [['===', ['const', [1, { a: 2 }]], ['const', [1, { a: 2 }]]], true],
  [['===', ['const', { a: 1 }], ['const', { a: 1, b: 2 }]], false],
  [['!==', 1, 1], false],
  [['!==', 1, 1n], true],
  [['==', 1, 1n], true],
  [['==', 1, '1'], false],
  [['==', 2 ** 53, 2n ** 53n + 1n], false],
  [['==', ['const', [{ a: 1 }]], ['const', [{ a: 1n }]]], true],
  [['!=', 1, 1n], false],
  [['!=', 1, 2n], true],
  [['<', 1, 2], true],
  [['<', 2, 1], false],
  [['<', 1, 1], false],
  [['<=', 1, 1], true],
  [['<=', 2, 1], false],
  [['>', 2, 1], true],
  [['>', 1, 1], false],
  [['>=', 1, 1], true],
  [['>=', 1, 2], false],
  [['<', 1, 2n], true],
  [['>', 2n ** 53n + 1n, 2 ** 53], true],
  [['<', -Infinity, BIG], true],
  [['<', 'a', 'b'], true],
  [['<', 'B', 'a'], true],
  [['<', false, true], true],
  [['>', new Date(2), new Date(1)], true],
  [['<=', new Date(1), new Date(1)], true],
  [['<', ['const', [2]], ['const', [1, 1]]], true],
  [['<', ['const', [1, 1]], ['const', [1, 2]]], true],
  [['>=', ['const', [1, 2]], ['const', [1, 2]]], true],
  // By the element of index 2, and not by that of 10, though '10' comes before '2'.
  [
    [
      '<',
      ['const', [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 9]],
      ['const', [0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0]],
    ],
    true,
  ],
  [['<', ['const', { b: 1 }], ['const', { a: 1, b: 1 }]], true],
  [['<', ['const', { a: 9, b: 1 }], ['const', { a: 1, c: 1 }]], true],
  [['<', ['const', { b: 1, a: 1 }], ['const', { a: 1, b: 2 }]], true],
  [['>', ['const', { b: 1, a: 2 }], ['const', { a: 1, b: 2 }]], true],
  // Values of different types have no order, and neither have values that are none.
  [['<', 1, 'a'], NONE],
  [['<', 'a', 1], NONE],
  [['>', true, 0], NONE],
  [['<=', 1, '1'], NONE],
  [['>=', 1, true], NONE],
  [['<', new Date(1), 2], NONE],
  [['<', null, null], NONE],
  [['<=', undefined, undefined], NONE],
  [['<=', Symbol.for('a'), Symbol.for('a')], NONE],
  [['<=', thing, thing], NONE],
  [['<', ['const', []], ['const', {}]], NONE],
  [['<', ['const', [1]], ['const', ['a']]], NONE],
  [['<', NaN, 1], NONE],
  [['>=', NaN, NaN], NONE],
  [['<', new Date(NaN), new Date(1)], NONE],
  [['min', 2, 1], 1],
  [['min', 1, 2n], 1],
  [['max', 2, 1], 2],
  [['max', 1, 2n], 2n],
  [['min', 'b', 'a'], 'a'],
  [['max', 'b', 'a'], 'b'],
  [['min', 1, 1n], 1],
  [['max', 1, 1n], 1],
  [['min', 1, 'a'], NONE],
  [['max', NaN, 1], NONE],
];

const ARITHMETIC: Case[] = [
  [['+', 1, 2], 3],
  [['+', 0.5, 2], 2.5],
  [['+', 1, 2n], 3n],
  [['+', 1n, 2n], 3n],
  [['+', 0.5, 2n], NONE],
  [['+', '1', 2], NONE],
  [['+', null, 2], NONE],
  [['+', true, 2], NONE],
  [['+', new Date(1), 2], NONE],
  [['+', 5], 5],
  [['+', 5n], 5n],
  [['+', '5'], NONE],
  [['+', NaN, 1], NaN],
  [['+', Infinity, 1n], NONE],
  [['-', 3, 2], 1],
  [['-', 3n, 5], -2n],
  [['-', 5], -5],
  [['-', 5n], -5n],
  [['-', 0], 0],
  [['-', 0n], 0n],
  [['-', 'a'], NONE],
  [['*', 3, -2], -6],
  [['*', 3, 2n], 6n],
  [['*', 0, -1], 0],
  [['*', 'a', 2], NONE],
  [['/', 1, 2], 0.5],
  [['/', 4, 2], 2],
  [['/', 4n, 8n], 0.5],
  [['/', 1, 2n], 0.5],
  [['/', 0, -5], 0],
  [['/', 1, 0], NONE],
  [['/', 1, -0], NONE],
  [['/', 1n, 0n], NONE],
  [['/', '4', 2], NONE],
  [['div', 7, 2], 3],
  [['div', -7, 2], -3],
  [['div', 7, -2], -3],
  [['div', -7, -2], 3],
  [['div', -1, 2], 0],
  [['div', -7n, 2n], -3n],
  [['div', -7, 2n], -3n],
  [['div', 7, 0], NONE],
  [['div', 7n, 0n], NONE],
  [['div', 7, 0n], NONE],
  [['div', 7.5, 2], NONE],
  [['div', 7, 2.5], NONE],
  [['div', Infinity, 2], NONE],
  [['div', '7', 2], NONE],
  [['rem', 7, 2], 1],
  [['rem', -7, 2], -1],
  [['rem', 7, -2], 1],
  [['rem', -7, -2], -1],
  [['rem', -4, 2], 0],
  [['rem', -7n, 2n], -1n],
  [['rem', 7, 4n], 3n],
  [['rem', 7, 0], NONE],
  [['rem', 7n, 0n], NONE],
  [['rem', 7.5, 2], NONE],
  [['abs', -5], 5],
  [['abs', 5], 5],
  [['abs', -0.5], 0.5],
  [['abs', -5n], 5n],
  [['abs', 5n], 5n],
  [['abs', -0], 0],
  [['abs', '5'], NONE],
  [['round', 2.5], 3],
  [['round', -2.5], -3],
  [['round', 2.4], 2],
  [['round', -2.4], -2],
  [['round', -0.4], 0],
  [['round', 0.49999999999999994], 0],
  [['round', 7n], 7n],
  [['round', NaN], NONE],
  [['round', '2'], NONE],
  [['trunc', 2.7], 2],
  [['trunc', -2.7], -2],
  [['trunc', -0.7], 0],
  [['trunc', Infinity], NONE],
  [['floor', 2.7], 2],
  [['floor', -2.1], -3],
  [['floor', 2n], 2n],
  [['floor', NaN], NONE],
  [['ceil', 2.1], 3],
  [['ceil', -2.7], -2],
  [['ceil', -0.7], 0],
  [['ceil', null], NONE],
];

const BITS: Case[] = [
  [['band', 6, 3], 2],
  [['band', -1, MAX], MAX],
  [['band', BIG + 1n, 1n], 1n],
  [['band', 3, 2n], 2n],
  [['bor', 6, 3], 7],
  [['bor', MIN, 1], MIN + 1],
  [['bor', BIG, 1], BIG + 1n],
  [['bxor', 6, 3], 5],
  [['bxor', -1n, 1n], -2n],
  [['bnot', 0], -1],
  [['bnot', MAX], MIN],
  [['bnot', 5n], -6n],
  // Beyond 32 bits JavaScript's own operators would lose bits.
  [['band', 2 ** 31, 1], NONE],
  [['band', MIN - 1, 1], NONE],
  [['bor', 1, 2 ** 40], NONE],
  [['bxor', 1, 0.5], NONE],
  [['bnot', 2 ** 31], NONE],
  [['bnot', 'a'], NONE],
  [['band', 1.5, 1n], NONE],
  [['band', NaN, 1], NONE],
  [['band', '1', 1], NONE],
  [['bsl', 1, 4], 16],
  [['bsl', 1, 30], 2 ** 30],
  [['bsl', -1, 31], MIN],
  [['bsl', 1, 31], NONE],
  [['bsl', 1, 2 ** 30], NONE],
  [['bsl', 0, MAX], 0],
  [['bsl', 16, -2], 4],
  [['bsr', 16, 2], 4],
  [['bsr', -5, 1], -3],
  [['bsr', -1, MAX], -1],
  [['bsr', MAX, MAX], 0],
  [['bsr', 1, -4], 16],
  [['bsr', 1, -31], NONE],
  [['bsr', 5, MIN], NONE],
  [['bsr', -0, 1], 0],
  [['bsl', 1n, 70], BIG],
  [['bsl', 1, 70n], BIG],
  [['bsr', BIG, 70], 1n],
  [['bsr', -1n, BIG], -1n],
  [['bsl', 0n, BIG], 0n],
  [['bsl', 1n, BIG], NONE],
  [['bsl', 1.5, 1], NONE],
  [['bsl', 1, 0.5], NONE],
];

const BOUNDS: Case[] = [
  [['*', HUGE, 2n], HUGE * 2n],
  [['*', HUGE, HUGE], NONE],
  [['bsl', 1n, 4_096n], NONE],
  [['bsl', HUGE, 4_000n], NONE],
  [['+', 2n ** 4_095n, 2n ** 4_095n], NONE],
  [['+', 2n ** 70_000n, 1n], NONE],
  [['bsr', 2n ** 70_000n, 69_999n], NONE],
  [['band', 1n, 2n ** 70_000n], NONE],
  [['==', HUGE, HUGE], true],
  [['>', HUGE, 1.5], true],
];

const TYPES: [test: string, yes: unknown[], no: unknown[]][] = [
  ['isNumber', [1, 0.5, 1n, NaN], ['1', null, true]],
  ['isInteger', [1, -0, 1n, 2 ** 60], [0.5, NaN, Infinity, '1']],
  ['isFloat', [0.5, NaN, Infinity], [1, 1n, '0.5']],
  ['isBigint', [1n], [1, '1']],
  ['isString', ['', 'a'], [1, Object('a'), null]],
  ['isBoolean', [true, false], [0, null, 'true']],
  ['isSymbol', [Symbol('a')], ['a', null]],
  ['isFunction', [() => 1, Thing], [{}, null]],
  ['isNull', [null], [undefined, 0, {}]],
  ['isUndefined', [undefined], [null, 0]],
  ['isArray', [[], [1]], [{ length: 0 }, 'a', null]],
  [
    'isObject',
    [{}, { a: 1 }, Object.create(null)],
    [[], null, undefined, 1, 'a', thing, new Date(), new Map(), owner],
  ],
  ['isDate', [new Date(), new Date(NaN)], [0, {}, '2020-01-01']],
  ['isOwner', [owner], [{}, null, 'owner']],
];

const STRUCTURE: Case[] = [
  [
    ['const', ['div', 1, 0]],
    ['div', 1, 0],
  ],
  [['const', undefined], undefined],
  [['const', thing], thing],
  [['array'], []],
  [
    ['array', 1, ['+', 1, 1]],
    [1, 2],
  ],
  [['at', 0, ['const', ['a', 'b']]], 'a'],
  [['at', 1, ['const', ['a', 'b']]], 'b'],
  [['at', 2, ['const', ['a', 'b']]], NONE],
  [['at', -1, ['const', ['a', 'b']]], NONE],
  [['at', 0.5, ['const', ['a', 'b']]], NONE],
  [['at', '0', ['const', ['a', 'b']]], NONE],
  [['at', 0, 'ab'], NONE],
  [['at', 0, {}], NONE],
  [['head', ['const', ['a', 'b']]], 'a'],
  [['head', ['const', []]], NONE],
  [['head', 'ab'], NONE],
  [['tail', ['const', ['a', 'b']]], ['b']],
  [['tail', ['const', ['a']]], []],
  [['tail', ['const', []]], NONE],
  [['tail', 'ab'], NONE],
  [['length', ['const', ['a', 'b']]], 2],
  [['length', 'abc'], 3],
  [['length', 7], NONE],
  [['length', {}], NONE],
  [['slice', 'abcd', 1, 3], 'bc'],
  [['slice', 'abcd', 1], 'bcd'],
  [['slice', 'abcd', 4], ''],
  [['slice', ['const', [1, 2, 3]], 1, 2], [2]],
  [['slice', 'abcd', 5], NONE],
  [['slice', 'abcd', 0, 5], NONE],
  [['slice', 'abcd', -1], NONE],
  [['slice', 'abcd', 1, null], NONE],
  [['slice', 'abcd', 1, undefined], NONE],
  [['slice', 'abcd', '1'], NONE],
  [['slice', 7, 0], NONE],
  [['slice', ['const', Buffer.from('abcd')], 1, 3], NONE],
  [['byteLength', 'é'], 2],
  [['byteLength', ['const', []]], NONE],
  [['byteLength', ['const', Buffer.from('é')]], NONE],
  [['get', 'a', { a: 7 }], 7],
  [['get', 'a', ['const', { a: undefined }]], undefined],
  [['get', 'b', { a: 7 }], NONE],
  [['get', 'toString', {}], NONE],
  [['get', '__proto__', {}], NONE],
  [['get', 0, ['const', { 0: 7 }]], NONE],
  [['get', 'length', ['const', []]], NONE],
  [['get', 'a', null], NONE],
  [['get', 'alive', owner], NONE],
  [['has', 'a', { a: 7 }], true],
  [['has', 'b', { a: 7 }], false],
  [['has', 'toString', {}], false],
  [['has', 'a', 7], NONE],
  [['size', { a: 1, b: 2 }], 2],
  [['size', {}], 0],
  [['size', ['const', []]], NONE],
  [['size', 'ab'], NONE],
];

describe.each([
  ['booleans', BOOLEANS],
  ['comparisons', COMPARISONS],
  ['arithmetic', ARITHMETIC],
  ['bits', BITS],
  ['the bounds of bigints', BOUNDS],
  ['structure and constants', STRUCTURE],
])('%s', (_group, cases) => {
  const valued = cases.filter(([, result]) => result !== NONE).map(named);
  const failing = cases.filter(([, result]) => result === NONE).map(named);

  it.each(valued)('%s has its value in a body', (_name, call, result) => {
    // oxlint-disable-next-line jest/prefer-strict-equal -- toEqual takes the same zeros and NaN as Object.is
    expect(computed(call)).toEqual(result);
  });

  it.each(valued)('%s has its value in a guard', (_name, call, result) => {
    expect(holds(['===', call, ['const', result]])).toBe(true);
    expect(holds(['!==', call, ['const', result]])).toBe(false);
  });

  it.each(failing)(
    '%s has none: undefined in its place, and no match in a guard, whatever is made of it',
    (_name, call) => {
      expect(computed(call)).toBeUndefined();
      expect(holds(['===', call, call])).toBe(false);
      expect(holds(['!==', call, 'x'])).toBe(false);
      expect(holds(['!==', 'x', call])).toBe(false);
      expect(holds(['isUndefined', call])).toBe(false);
      expect(holds(['not', ['isUndefined', call]])).toBe(false);
      expect(holds(['===', { a: call }, { a: call }])).toBe(false);
      expect(holds(['===', ['array', 1, 2, call], ['array', 1, 2, call]])).toBe(false);
    },
  );
});

describe.each(TYPES)('%s', (test, yes, no) => {
  it('is true for its type', () => {
    expect(yes.map((value) => computed([test, $(1)], value))).toEqual(yes.map(() => true));
  });

  it('is false for everything else', () => {
    expect(no.map((value) => computed([test, $(1)], value))).toEqual(no.map(() => false));
  });
});

it.each(ARITHMETIC.concat(BITS).map(named))('%s is never -0', (_name, call) => {
  expect(Object.is(computed(call), -0)).toBe(false);
});

it('a failing call in a call is a wrong argument of that', () => {
  expect(computed(['array', 1, ['+', 1, ['head', 7]], ['isUndefined', ['head', 7]]])).toEqual([
    1,
    undefined,
    true,
  ]);
});

it('a record that is made is one that may be changed', () => {
  const made = computed({ a: $(1) }, 1);
  expect(Object.getOwnPropertyDescriptors(made)).toEqual(
    Object.getOwnPropertyDescriptors({ a: 1 }),
  );
});

function named([call, result]: Case): [string, unknown[], unknown] {
  return [show(call), call, result];
}

function show(part: unknown): string {
  if (Array.isArray(part)) return `[${part.map(show).join(', ')}]`;
  if (typeof part === 'bigint') return part > BIG ? 'a huge bigint' : `${part}n`;
  if (Object.is(part, -0)) return '-0';
  if (part instanceof Date) return `date ${part.getTime()}`;
  if (typeof part === 'object' && part !== null && !(part instanceof Owner)) {
    return `{${Object.entries(part)
      .map(([name, field]) => `${name}: ${show(field)}`)
      .join(', ')}}`;
  }
  return typeof part === 'string' ? part : part instanceof Owner ? 'an owner' : String(part);
}
