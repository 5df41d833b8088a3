import { $, $_, $$, _, Owner, Registry, variable, type MatchSpec } from 'nestjs-registry';
import { computed, holding } from '../support/match.js';

const head = [_, _, $(1)] as const;

it('each matching entry yields one result', () => {
  expect(
    holding(1, 'a', 2).select([{ head: [_, _, $(1)], guards: [['isNumber', $(1)]], body: [$(1)] }]),
  ).toEqual([1, 2]);
});

it('the last expression of a body is the result', () => {
  expect(holding(7).select([{ head, body: ['first', $(1), ['+', $(1), 1]] }])).toEqual([8]);
});

it('a failing expression before the last changes nothing', () => {
  expect(holding(7).select([{ head, body: [['head', 7], $(1)] }])).toEqual([7]);
});

it('a failing body keeps the entry', () => {
  expect(holding(7, [8]).select([{ head, body: [['head', $(1)]] }])).toEqual([undefined, 8]);
});

it.each<[string, unknown, unknown]>([
  ['a string', 'a', 'a'],
  ['undefined', undefined, undefined],
  [
    'an object with its fields evaluated',
    { a: ['+', 1, 1], b: { c: $(1) } },
    { a: 2, b: { c: 7 } },
  ],
  ['an object with a failing field', { a: ['head', 7], b: 1 }, { a: undefined, b: 1 }],
  ['an array built of calls', ['array', ['array', $(1)], 'x'], [[7], 'x']],
  ['an array with a failing element', ['array', 1, ['head', 7], 3], [1, undefined, 3]],
  ['a constant that looks like a call', ['const', ['+', 1, 1]], ['+', 1, 1]],
  ['a constant that looks like variables', ['const', [$(1)]], [$(1)]],
])('an expression can be %s', (_what, expression, result) => {
  expect(computed(expression, 7)).toEqual(result);
});

it('a field named __proto__ of a result is a field', () => {
  const result = computed(JSON.parse('{"__proto__":1}')) as object;
  expect(Object.getPrototypeOf(result)).toBe(Object.prototype);
  expect(Object.entries(result)).toEqual([['__proto__', 1]]);
});

it('every result is made anew', () => {
  const made = holding(1, 2).select([{ head, body: [{ at: new Date(7), list: ['array'] }] }]) as {
    at: Date;
    list: unknown[];
  }[];
  made[0]!.at.setTime(8);
  made[0]!.list.push(1);
  expect(made[1]).toEqual({ at: new Date(7), list: [] });
});

it('a constant cannot be changed through a result', () => {
  const [first] = holding(1).select<{ a: number[] }>([{ head, body: [['const', { a: [1] }]] }]);
  expect(() => first!.a.push(2)).toThrow(TypeError);
});

it('$_ is the entry', () => {
  const registry = new Registry({ keys: 'unique' });
  const { entry } = registry.register('k', 'v', { owner: new Owner() });
  expect(registry.select([{ head: [_, _, _], body: [$_] }])[0]).toBe(entry);
});

it('$$ is what is bound: numbers in their order, then names in theirs', () => {
  const registry = new Registry({ keys: 'unique' });
  registry.register(['z', 'a', 'ten', 'two'], ['zero', 'b']);
  const spec: MatchSpec = [
    {
      head: [[variable('z'), variable('a'), $(10), $(2)], _, [$(0), variable('B')]],
      body: [$$],
    },
  ];
  expect(registry.select(spec)).toEqual([['zero', 'two', 'ten', 'b', 'a', 'z']]);
});

it('$$ without variables is empty', () => {
  expect(holding(1).select([{ head: [_, _, _], body: [$$] }])).toEqual([[]]);
});

it('the first clause that matches decides', () => {
  const spec: MatchSpec = [
    { head: [_, _, $(1)], guards: [['isNumber', $(1)]], body: ['number'] },
    { head: [_, _, 1], body: ['one'] },
    { head: [_, _, 'a'], body: ['a'] },
    { head: [_, _, _], guards: [['===', 1, 1]], body: ['any'] },
  ];
  expect(holding(1, 'a', null).select(spec)).toEqual(['number', 'a', 'any']);
});

it('no clauses yield nothing', () => {
  expect(holding(1).select([])).toEqual([]);
});

it('countSelect counts only exactly true', () => {
  const values = [true, false, 1, 'true', null, {}, true];
  expect(holding(...values).countSelect([{ head, body: [$(1)] }])).toBe(2);
});

it('countSelect counts per entry, whichever clause it is', () => {
  const spec: MatchSpec = [
    { head: [_, _, 1], body: [false] },
    { head: [_, _, $(1)], guards: [['isNumber', $(1)]], body: [['<', $(1), 3]] },
  ];
  expect(holding(1, 2, 3).countSelect(spec)).toBe(1);
});

it('results come in order of registration under each key', () => {
  const registry = new Registry({ keys: 'duplicate' });
  for (const value of [3, 1, 2]) registry.register('k', value);
  expect(registry.select([{ head, body: [$(1)] }])).toEqual([3, 1, 2]);
});
