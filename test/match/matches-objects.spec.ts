import { $, _, exact } from 'nestjs-registry';
import { holding, matches } from '../support/match.js';

const polluted = JSON.parse('{"__proto__":1}') as object;

it.each<[string, unknown, unknown, boolean]>([
  ['a subset', { a: 1 }, { a: 1, b: 2 }, true],
  ['not more than is there', { a: 1, b: 2 }, { a: 1 }, false],
  ['not another value', { a: 1 }, { a: 2 }, false],
  ['nested subsets', { a: { b: 1 } }, { a: { b: 1, c: 2 }, d: 3 }, true],
  ['arrays within exactly', { a: [1] }, { a: [1, 2] }, false],
  ['every plain object with the empty one', {}, { a: 1 }, true],
  ['nothing else with the empty one', {}, 'a', false],
  ['no array with the empty one', {}, [], false],
  ['no date with the empty one', {}, new Date(0), false],
  ['no instance with the empty one', {}, new (class {})(), false],
  ['a field that is there and undefined', { a: undefined }, { a: undefined }, true],
  ['no missing field with undefined', { a: undefined }, {}, false],
  ['no missing field with _', { a: _ }, { b: 1 }, false],
  ['no inherited field', { toString: _ }, {}, false],
  ['no inherited constructor', { constructor: Object }, {}, false],
  ['a field named __proto__', polluted, JSON.parse('{"__proto__":1}'), true],
  ['no prototype as a field __proto__', polluted, {}, false],
  ['exactly these fields', exact({ a: 1, b: _ }), { b: 2, a: 1 }, true],
  ['no further field', exact({ a: 1 }), { a: 1, b: 2 }, false],
  ['no fewer fields', exact({ a: 1, b: _ }), { a: 1 }, false],
  ['as many but other fields not', exact({ a: _ }), { b: 1 }, false],
  ['exactly nothing', exact({}), {}, true],
  ['not more than nothing', exact({}), { a: 1 }, false],
  ['objects within exact as a subset', exact({ a: { b: 1 } }), { a: { b: 1, c: 2 } }, true],
  ['exact within exact', exact({ a: exact({ b: 1 }) }), { a: { b: 1, c: 2 } }, false],
  ['exact within arrays', [exact({ a: 1 })], [{ a: 1, b: 2 }], false],
])('matches %s', (_what, pattern, value, expected) => {
  expect(matches(pattern, value)).toBe(expected);
});

it('binds within objects', () => {
  const registry = holding({ a: { b: 1, c: 2 }, d: 3 });
  const head = [_, _, { a: exact({ b: $(1), c: $(2) }), d: $(3) }] as const;
  expect(registry.select([{ head, body: [['array', $(1), $(2), $(3)]] }])).toEqual([[1, 2, 3]]);
});

it('keys match by the same rules, and so as a subset too', () => {
  const registry = holding();
  registry.register({ room: 7, floor: 'a' }, 1);
  registry.register({ room: 8, floor: 'a' }, 2);
  const floor = (key: unknown) => registry.countSelect([{ head: [key, _, _], body: [true] }]);
  expect(floor({ floor: 'a' })).toBe(2);
  expect(floor(exact({ floor: 'a' }))).toBe(0);
  expect(floor(exact({ floor: 'a', room: 7 }))).toBe(1);
  expect(floor(exact({ floor: 'a', room: _ }))).toBe(2);
});
