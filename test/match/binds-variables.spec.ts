import { $, $$, _, Owner, Registry, rest, variable } from 'nestjs-registry';
import { holding, matches } from '../support/match.js';

it('a variable binds what stands in its place', () => {
  const registry = holding({ a: [1, 2] });
  expect(registry.select([{ head: [_, _, { a: $(1) }], body: [$(1)] }])).toEqual([[1, 2]]);
});

it('binds undefined like anything else', () => {
  expect(matches([$(1), $(1)], [undefined, undefined])).toBe(true);
  expect(matches([$(1), $(1)], [undefined, null])).toBe(false);
});

it.each<[string, unknown, unknown, boolean]>([
  ['equal numbers', 1, 1, true],
  ['other numbers', 1, 2, false],
  ['a number and a bigint', 1, 1n, false],
  ['a number and a string', 1, '1', false],
  ['NaN', NaN, NaN, true],
  ['zeros', 0, -0, true],
  ['equal dates', new Date(7), new Date(7), true],
  ['other dates', new Date(7), new Date(8), false],
  ['equal arrays', [1, [2]], [1, [2]], true],
  ['other arrays', [1, [2]], [1, [3]], false],
  ['a shorter array', [1, 2], [1], false],
  ['a longer array', [1], [1, 2], false],
  ['equal objects', { a: 1, b: { c: 2 } }, { b: { c: 2 }, a: 1 }, true],
  ['an object with more fields', { a: 1 }, { a: 1, b: 2 }, false],
  ['an object with fewer fields', { a: 1, b: 2 }, { a: 1 }, false],
  ['objects with other names', { a: undefined }, { b: undefined }, false],
  ['a hole and undefined', Array(1), [undefined], true],
  ['an array and an object', [], {}, false],
  ['a date and an object', new Date(7), {}, false],
])('a variable at two places compares %s', (_what, first, second, equal) => {
  expect(matches([$(1), $(1)], [first, second])).toBe(equal);
});

it('the second place is compared with the first, not bound again', () => {
  const registry = holding([1, 2], [3, 3]);
  expect(registry.select([{ head: [_, _, [$(1), $(1)]], body: [$(1)] }])).toEqual([3]);
});

it('the same variable in key and value must be the same', () => {
  const registry = new Registry({ keys: 'duplicate' });
  registry.register(['user', 1], { id: 1 });
  registry.register(['user', 2], { id: 3 });
  const spec = [{ head: [['user', $(1)], _, { id: $(1) }] as const, body: [$(1)] }];
  expect(registry.select(spec)).toEqual([1]);
});

it('the same variable in owner and value must be the same', () => {
  const [ann, bob] = [new Owner('ann'), new Owner('bob')];
  const registry = new Registry({ keys: 'unique' });
  registry.register(1, { by: ann }, { owner: ann });
  registry.register(2, { by: ann }, { owner: bob });
  const spec = [{ head: [$(1), $(2), { by: $(2) }] as const, body: [$(1)] }];
  expect(registry.select(spec)).toEqual([1]);
});

it('the same variable in key and owner must be the same', () => {
  const [ann, bob] = [new Owner('ann'), new Owner('bob')];
  const registry = new Registry({ keys: 'unique' });
  registry.register(['held by', ann], 1, { owner: ann });
  registry.register(['held by', bob], 2, { owner: ann });
  const spec = [{ head: [['held by', $(1)], $(1), $(2)] as const, body: [$(2)] }];
  expect(registry.select(spec)).toEqual([1]);
});

it('a variable of the owner is bound also for what owns itself', () => {
  const registry = new Registry({ keys: 'unique' });
  const { entry } = registry.register(1, 'a');
  expect(registry.select([{ head: [_, $(1), _], body: [$(1)] }])).toEqual([entry.owner]);
});

it('$(1) and variable("1") are two variables', () => {
  expect(matches([$(1), variable('1')], [1, 2])).toBe(true);
});

it('two variables made with one name are one', () => {
  expect(matches([variable('a'), variable('a')], [1, 2])).toBe(false);
});

it('what one clause or entry has bound is not bound for the next', () => {
  const registry = holding([1, 1, 2], [2, 2, 3]);
  const spec = [
    { head: [_, _, [$(1), $(2), $(2)]] as const, body: [['array', 'first', $$]] },
    { head: [_, _, [$(2), $(2), $(1)]] as const, body: [['array', 'second', $$]] },
  ];
  expect(registry.select(spec)).toEqual([
    ['second', [2, 1]],
    ['second', [3, 2]],
  ]);
});

it.each<[string, readonly unknown[]]>([
  ['rising', [$(1), $(2), $(3), variable('a'), variable('b'), variable('c')]],
  ['falling', [$(3), $(2), $(1), variable('c'), variable('b'), variable('a')]],
])('$$ is in the order of numbers and names, also where they stand %s', (_how, order) => {
  const value = order.map(String);
  const [bound] = holding(value).select([{ head: [_, _, order], body: [$$] }]);
  expect(bound).toEqual(value.toSorted());
});

it('an owner is compared also where the key finds fewer than it has', () => {
  const [ann, bob] = [new Owner('ann'), new Owner('bob')];
  const registry = new Registry({ keys: 'unique' });
  registry.register('a', 1, { owner: ann });
  for (const key of ['b', 'c']) registry.register(key, 2, { owner: bob });
  const count = (owner: Owner) => registry.countSelect([{ head: ['a', owner, _], body: [true] }]);
  expect(count(bob)).toBe(0);
  expect(count(ann)).toBe(1);
});

it('a rest bound twice is compared like everything else', () => {
  const pattern = [[rest($(1))], ['x', rest($(1))]];
  expect(
    matches(pattern, [
      [1, 2],
      ['x', 1, 2],
    ]),
  ).toBe(true);
  expect(
    matches(pattern, [
      [1, 2],
      ['x', 2, 1],
    ]),
  ).toBe(false);
});

it('changing a bound rest changes no value', () => {
  const registry = holding(['a', 1, 2]);
  const [others] = registry.select([{ head: [_, _, ['a', rest($(1))]], body: [$(1)] }]);
  (others as number[]).push(3);
  expect(registry.get(0)?.value).toEqual(['a', 1, 2]);
});

it('one object among very many parts is compared with each of its partners', () => {
  const shared = { a: 1 };
  const many = Array.from({ length: 3_000 }, () => shared);
  const same = many.map(() => ({ a: 1 }));
  // The first elements are compared first, the last ones when much has been remembered.
  expect(matches([$(1), $(1)], [many, same])).toBe(true);
  expect(matches([$(1), $(1)], [many, [...same.slice(0, -1), { a: 2 }]])).toBe(false);
  expect(matches([$(1), $(1)], [many, [{ a: 2 }, ...same.slice(1)]])).toBe(false);
});
