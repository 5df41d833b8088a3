import {
  $,
  $_,
  $$,
  add,
  and,
  call,
  divide,
  eq,
  exact,
  gt,
  gte,
  InvalidOptionError,
  lt,
  lte,
  MatchSpecError,
  multiply,
  ne,
  not,
  or,
  Owner,
  query,
  Registry,
  rest,
  subtract,
  variable,
  where,
  type Call,
} from 'nestjs-registry';
import { caught } from '../support/caught.js';
import { holding } from '../support/match.js';

const n = variable<number>('n');
const workers = () => {
  const registry = new Registry({ keys: 'unique' });
  const owner = new Owner('boss');
  registry.register(['worker', 1], { load: 5 }, { owner });
  registry.register(['worker', 2], { load: 15 });
  registry.register(['boss', 3], { load: 25 });
  return { registry, owner };
};

it('finds by key, owner and value', () => {
  const { registry, owner } = workers();
  const [id, load, who] = [
    variable<number>('id'),
    variable<number>('load'),
    variable<Owner>('who'),
  ];
  const all = where({ key: ['worker', id], owner: who, value: { load } });
  expect(registry.select(all.guard(eq(who, owner)).return({ id, load, who }))).toEqual([
    { id: 1, load: 5, who: owner },
  ]);
  expect(registry.select(where({ owner }).return($_)).map(({ key }: any) => key)).toEqual([
    ['worker', 1],
  ]);
});

it('what is left out may be anything', () => {
  const { registry } = workers();
  expect(registry.countSelect(where().return(true))).toBe(3);
  expect(registry.countSelect(where({}).return(true))).toBe(3);
  expect(registry.countSelect(where({ key: ['worker', 1] }).return(true))).toBe(1);
});

it('takes all patterns of the data form', () => {
  const registry = holding({ a: [1, 2, 3], b: 4 }, { a: [1] }, 'x');
  const others = variable<number[]>('others');
  expect(registry.select(where({ value: exact({ a: [1, rest(others)] }) }).return(others))).toEqual(
    [[]],
  );
  expect(registry.select(where({ value: { a: [1, rest(others)] } }).return(others))).toEqual([
    [2, 3],
    [],
  ]);
});

it.each([
  ['lt', lt(n, 2), [1]],
  ['lte', lte(n, 2), [1, 2]],
  ['gt', gt(n, 2), [3]],
  ['gte', gte(n, 2), [2, 3]],
  ['eq', eq(n, 2), [2]],
  ['ne', ne(n, 2), [1, 3]],
  ['and', and(gt(n, 1), lt(n, 3)), [2]],
  ['and of one', and(gt(n, 1)), [2, 3]],
  ['or', or(lt(n, 2), gt(n, 2), eq(n, 9)), [1, 3]],
  ['not', not(eq(n, 2)), [1, 3]],
  ['add', eq(add(n, 1), 3), [2]],
  ['subtract', eq(subtract(n, 1), 0), [1]],
  ['multiply', eq(multiply(n, 2), 6), [3]],
  ['divide', eq(divide(6, n), 2), [3]],
  ['call', call('===', call('rem', n, 2), 1), [1, 3]],
])('%s is the function of its name', (_name, guard, found) => {
  expect(holding(1, 2, 3).select(where({ value: n }).guard(guard).return(n))).toEqual(found);
});

it('the terms of a call are given in their order', () => {
  const made = where({ value: n }).return([
    subtract(n, 1),
    divide(n, 2),
    lt(n, 4),
    lte(n, 4),
    gt(n, 4),
    gte(n, 4),
  ]);
  expect(holding(8).select(made)).toEqual([[7, 4, false, false, true, true]]);
});

it('all guards must hold, however they are given', () => {
  const registry = holding(1, 2, 3);
  const together = where({ value: n }).guard(gt(n, 1), lt(n, 3));
  const apart = where({ value: n }).guard(gt(n, 1)).guard(lt(n, 3));
  expect(registry.select(together.return(n))).toEqual([2]);
  expect(registry.select(apart.return(n))).toEqual([2]);
});

it('guard makes another Where and leaves this one as it was', () => {
  const registry = holding(1, 2, 3);
  const all = where({ value: n });
  const big = all.guard(gt(n, 1));
  const small = all.guard(lt(n, 3));
  expect(registry.select(all.return(n))).toEqual([1, 2, 3]);
  expect(registry.select(big.return(n))).toEqual([2, 3]);
  expect(registry.select(small.return(n))).toEqual([1, 2]);
  expect(registry.select(big.guard(lt(n, 3)).return(n))).toEqual([2]);
});

it('one Where can return different things', () => {
  const all = where({ value: n });
  expect(holding(1).select(all.return({ n }))).toEqual([{ n: 1 }]);
  expect(holding(1).select(all.return([n, n]))).toEqual([[1, 1]]);
});

it('a result may nest arrays, objects, calls, constants and literals', () => {
  const made = where({ key: $(1), value: n }).return({
    list: [n, ['x', [add(n, 1)]]],
    constant: call('const', ['+', 1, 1]),
    all: $$,
    literal: 'n',
    empty: [],
    nothing: null,
    date: new Date(7),
  });
  expect(holding(5).select(made)).toEqual([
    {
      list: [5, ['x', [6]]],
      constant: ['+', 1, 1],
      all: [0, 5],
      literal: 'n',
      empty: [],
      nothing: null,
      date: new Date(7),
    },
  ]);
});

it('an array that looks like a call of the data form is just an array', () => {
  expect(holding(5).select(where({ value: n }).return(['+', n, 1]))).toEqual([['+', 5, 1]]);
});

it('an array among the arguments of a call is an array', () => {
  const registry = holding([1, 2], [2, 1]);
  const value = variable<readonly number[]>('value');
  expect(
    registry.countSelect(
      where({ value })
        .guard(eq(value, [1, 2]))
        .return(true),
    ),
  ).toBe(1);
});

it('a boolean variable is a guard', () => {
  const ready = variable<boolean>('ready');
  const registry = holding({ ready: true }, { ready: false }, { ready: 1 });
  expect(registry.countSelect(where({ value: { ready } }).guard(ready).return(true))).toBe(1);
});

it('a call whose type differs at runtime is no match', () => {
  expect(holding('5').select(where({ value: n }).guard(gt(n, 1)).return(n))).toEqual([]);
});

it('return makes a Query, as query does', () => {
  expect(where().return(1).constructor).toBe(query([]).constructor);
});

it.each<[string, () => unknown, RegExp]>([
  ['an unbound variable in a guard', () => where().guard(gt(n, 1)).return(1), /guards\[0\]\[1\]/],
  ['an unbound variable in a result', () => where().return({ a: n }), /body\[0\]\.a/],
  ['an unknown function', () => where().return(call('foo' as 'not', true)), /no function 'foo'/],
  [
    'a wrong number of arguments',
    () => where().return(call('not', ...([] as unknown as [true]))),
    /takes 1/,
  ],
  ['a rest as the value', () => where({ value: rest() }).return(1), /only last/],
  ['an owner that is none', () => where({ owner: 'ann' as never }).return(1), /head\[1\]/],
])('refuses %s when the query is made', (_what, make, why) => {
  const error = caught<MatchSpecError>(make);
  expect(error).toBeInstanceOf(MatchSpecError);
  expect(error.message).toMatch(why);
});

it('tells where a call nests too deep', () => {
  const deep = (levels: number): Call<number> => add(levels === 0 ? 1 : deep(levels - 1), 1);
  const error = caught<MatchSpecError>(() => where().return(deep(200)));
  expect(error.message).toContain('spec[0].body[0][1][1][1]');
});

it('refuses other patterns than those of key, owner and value', () => {
  expect(() => where({ keys: 1 } as never)).toThrow(InvalidOptionError);
  expect(() => where(null as never)).toThrow(InvalidOptionError);
});
