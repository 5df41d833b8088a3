import {
  $,
  _,
  exact,
  Owner,
  query,
  Registry,
  rest,
  type MatchSpec,
  type QueryPlan,
  type RegistryOptions,
} from 'nestjs-registry';
import { countOperations } from '../support/count-operations.js';
import { Reads } from '../support/reads.js';

/** Reads `n` of each value that it looks at. */
const n = { n: $(1) };
const body = [$(1)];

/** Eight sessions of two users, each known by its number. */
const sessions = (options: Partial<RegistryOptions> = {}) => {
  const reads = new Reads();
  const registry = new Registry({ keys: 'duplicate', index: ['device', 'at.city'], ...options });
  const [ann, bob] = [new Owner('ann'), new Owner('bob')];
  const value = (number: number, device: unknown, city: string) =>
    reads.value(number, { device, at: { city } });
  registry.register(['session', 'ann', 1], value(1, 'phone', 'Ulm'), { owner: ann });
  registry.register(['session', 'ann', 2], value(2, 'laptop', 'Ulm'), { owner: bob });
  registry.register(['session', 'bob', 1], value(3, 'phone', 'Bonn'), { owner: bob });
  registry.register(['session'], value(4, 'phone', 'Kiel'));
  registry.register(['session', 'ann', 1], value(5, 'tv', 'Kiel'), { owner: ann });
  registry.register([['session', 'ann'], 1], value(6, 'watch', 'Kiel'), { owner: ann });
  registry.register({ session: 'ann' }, value(7, 'watch', 'Kiel'));
  registry.register('session', value(8, 'radio', 'Kiel'));
  reads.forget();
  return { registry, reads, ann, bob };
};
type Sessions = ReturnType<typeof sessions>;

const CASES: [string, (all: Sessions) => MatchSpec, (all: Sessions) => QueryPlan, number[]][] = [
  [
    'a whole key',
    () => [{ head: [['session', 'ann', 1], _, n], body }],
    () => ({ access: 'key', key: ['session', 'ann', 1], candidates: 2 }),
    [1, 5],
  ],
  [
    'a key that nobody has',
    () => [{ head: [['session', 'eve', 1], _, n], body }],
    () => ({ access: 'key', key: ['session', 'eve', 1], candidates: 0 }),
    [],
  ],
  [
    'a key that is a string',
    () => [{ head: ['session', _, n], body }],
    () => ({ access: 'key', key: 'session', candidates: 1 }),
    [8],
  ],
  [
    'an exact object as key',
    () => [{ head: [exact({ session: 'ann' }), _, n], body }],
    () => ({ access: 'key', key: { session: 'ann' }, candidates: 1 }),
    [7],
  ],
  [
    'an object as a key, which is a subset',
    () => [{ head: [{ session: 'ann' }, _, n], body }],
    () => ({ access: 'scan', candidates: 8 }),
    [7],
  ],
  [
    'a key and an owner',
    ({ ann }) => [{ head: [['session', 'ann', 1], ann, n], body }],
    () => ({ access: 'key', key: ['session', 'ann', 1], candidates: 2 }),
    [1, 5],
  ],
  [
    'a prefix of one',
    () => [{ head: [['session', _, _], _, n], body }],
    () => ({ access: 'prefix', prefix: ['session'] }),
    [1, 2, 3, 5],
  ],
  [
    'a prefix of two',
    () => [{ head: [['session', 'ann', _], _, n], body }],
    () => ({ access: 'prefix', prefix: ['session', 'ann'] }),
    [1, 2, 5],
  ],
  [
    'a prefix before a bound element',
    () => [{ head: [['session', _, 1], _, n], body }],
    () => ({ access: 'prefix', prefix: ['session'] }),
    [1, 3, 5],
  ],
  [
    'a prefix before a rest',
    () => [{ head: [['session', rest()], _, n], body }],
    () => ({ access: 'prefix', prefix: ['session'] }),
    [1, 2, 3, 4, 5],
  ],
  [
    'a nested prefix',
    () => [{ head: [[['session', 'ann'], _], _, n], body }],
    () => ({ access: 'prefix', prefix: [['session', 'ann']] }),
    [6],
  ],
  [
    'a prefix that is not bound within',
    () => [{ head: [[['session', _], _], _, n], body }],
    () => ({ access: 'scan', candidates: 8 }),
    [6],
  ],
  [
    'no prefix at all',
    () => [{ head: [[_, 'ann', _], _, n], body }],
    () => ({ access: 'scan', candidates: 8 }),
    [1, 2, 5],
  ],
  [
    'an owner',
    ({ bob }) => [{ head: [_, bob, n], body }],
    ({ bob }) => ({ access: 'owner', owner: bob, candidates: 2 }),
    [2, 3],
  ],
  [
    'an owner and a prefix below which there is more',
    ({ ann }) => [{ head: [['session', rest()], ann, n], body }],
    ({ ann }) => ({ access: 'owner', owner: ann, candidates: 3 }),
    [1, 5],
  ],
  [
    'an owner and a prefix below which there is less',
    ({ ann }) => [{ head: [['session', 'bob', _], ann, n], body }],
    () => ({ access: 'prefix', prefix: ['session', 'bob'] }),
    [],
  ],
  [
    'an indexed field',
    () => [{ head: [_, _, { ...n, device: 'phone' }], body }],
    () => ({ access: 'index', path: 'device', value: 'phone', candidates: 3 }),
    [1, 3, 4],
  ],
  [
    'an indexed field that nobody has',
    () => [{ head: [_, _, { ...n, device: 'fax' }], body }],
    () => ({ access: 'index', path: 'device', value: 'fax', candidates: 0 }),
    [],
  ],
  [
    'an indexed nested field',
    () => [{ head: [_, _, { ...n, at: { city: 'Ulm' } }], body }],
    () => ({ access: 'index', path: 'at.city', value: 'Ulm', candidates: 2 }),
    [1, 2],
  ],
  [
    'two indexed fields: the one that fewer have',
    () => [{ head: [_, _, { device: 'phone', at: { city: 'Ulm' }, ...n }], body }],
    () => ({ access: 'index', path: 'at.city', value: 'Ulm', candidates: 2 }),
    [1],
  ],
  [
    'an indexed field and an owner that has less',
    ({ bob }) => [{ head: [_, bob, { device: 'phone', ...n }], body }],
    ({ bob }) => ({ access: 'owner', owner: bob, candidates: 2 }),
    [3],
  ],
  [
    'an indexed field and a prefix',
    () => [{ head: [['session', 'bob', _], _, { device: 'phone', ...n }], body }],
    () => ({ access: 'prefix', prefix: ['session', 'bob'] }),
    [3],
  ],
  [
    'an indexed field that is a variable',
    () => [{ head: [_, _, { ...n, device: $(2) }], body }],
    () => ({ access: 'scan', candidates: 8 }),
    [1, 2, 3, 4, 5, 6, 7, 8],
  ],
  [
    'nothing',
    () => [{ head: [_, _, n], body }],
    () => ({ access: 'scan', candidates: 8 }),
    [1, 2, 3, 4, 5, 6, 7, 8],
  ],
  [
    'several clauses',
    ({ bob }) => [
      { head: [['session', 'ann', 1], _, n], body },
      { head: [_, bob, n], body },
      { head: [_, _, { device: 'phone', ...n }], body },
    ],
    ({ bob }) => ({
      access: 'union',
      clauses: [
        { access: 'key', key: ['session', 'ann', 1], candidates: 2 },
        { access: 'owner', owner: bob, candidates: 2 },
        { access: 'index', path: 'device', value: 'phone', candidates: 3 },
      ],
    }),
    [1, 2, 3, 4, 5],
  ],
  [
    'several clauses, one of which needs all',
    ({ bob }) => [
      { head: [_, bob, n], body },
      { head: [_, _, { device: $(2), ...n }], guards: [['===', $(1), 7]], body },
    ],
    () => ({ access: 'scan', candidates: 8 }),
    [2, 3, 7],
  ],
  ['no clauses', () => [], () => ({ access: 'union', clauses: [] }), []],
];

const inOrder = (numbers: number[]): number[] => numbers.sort((a, b) => a - b);

describe.each([1, 4, 16])('with %i partitions', (partitions) => {
  it.each(CASES)('%s', (_what, makeSpec, makePlan, results) => {
    const all = sessions({ partitions });
    const spec = makeSpec(all);
    expect(all.registry.explain(spec)).toEqual(makePlan(all));
    expect(all.reads.numbers).toEqual([]);
    expect(inOrder(all.registry.select<number>(spec))).toEqual(results);
  });
});

it.each(CASES.filter(([, , makePlan]) => makePlan(sessions()).access !== 'scan'))(
  '%s: looks at no other entry, and reads none twice for one clause',
  (_what, makeSpec) => {
    const all = sessions();
    const spec = makeSpec(all);
    // `n` comes first, so that looking at an entry at all is seen.
    const blunt = spec.map(({ head: [key, owner, value], ...rest }) => {
      const { n: number, ...others } = value as { n: unknown };
      return { head: [key, owner, { n: number, ...others }] as const, ...rest };
    });
    const plan = all.registry.explain(blunt);
    all.registry.select(blunt);
    const candidates = (of: QueryPlan): number =>
      of.access === 'union'
        ? of.clauses.map(candidates).reduce((sum, count) => sum + count, 0)
        : of.access === 'prefix'
          ? [...all.registry].filter(({ key }) => below(of.prefix, key)).length
          : of.candidates;
    expect(all.reads.numbers.length).toBeLessThanOrEqual(candidates(plan));
    expect(all.reads.most).toBeLessThanOrEqual(Math.max(1, spec.length));
  },
);

function below(prefix: readonly unknown[], key: unknown): boolean {
  return (
    Array.isArray(key) && JSON.stringify(key.slice(0, prefix.length)) === JSON.stringify(prefix)
  );
}

it('a clause that finds entries which another clause has found yields them once', () => {
  const { registry, bob } = sessions();
  const spec: MatchSpec = [
    { head: [_, bob, { device: 'phone', ...n }], body },
    { head: [_, bob, n], body },
    { head: [_, _, { device: 'phone', ...n }], body },
  ];
  expect(registry.explain(spec).access).toBe('union');
  expect(inOrder(registry.select<number>(spec))).toEqual([1, 2, 3, 4]);
});

it('several clauses keep the order of registration under each key', () => {
  const registry = new Registry({ keys: 'duplicate', index: ['role'] });
  for (const role of ['b', 'a', 'b', 'a']) registry.register('k', { role });
  const spec: MatchSpec = [
    { head: [_, _, { role: 'a' }], body: ['a'] },
    { head: [_, _, { role: 'b' }], body: ['b'] },
  ];
  expect(registry.explain(spec).access).toBe('union');
  expect(registry.select(spec)).toEqual(['b', 'a', 'b', 'a']);
});

it('an index keeps the order of registration under each key, also after updates', () => {
  const registry = new Registry({ keys: 'duplicate', index: ['role'] });
  const [first] = [1, 2, 3].map((id) => registry.register('k', { role: 'a', id }));
  first!.update(() => ({ role: 'b', id: 1 }));
  first!.update(() => ({ role: 'a', id: 1 }));
  expect(registry.select([{ head: [_, _, { role: 'a', id: $(1) }], body }])).toEqual([1, 2, 3]);
});

it('an owner that a registration has made for itself finds it', () => {
  const { registry } = sessions();
  const { owner } = registry.lookup(['session'])[0]!;
  const spec: MatchSpec = [{ head: [_, owner, n], body }];
  expect(registry.explain(spec)).toEqual({ access: 'owner', owner, candidates: 1 });
  expect(registry.select(spec)).toEqual([4]);
});

it('an owner without entries here finds nothing', () => {
  const { registry } = sessions();
  const stranger = new Owner();
  new Registry({ keys: 'unique' }).register(1, { n: 1 }, { owner: stranger });
  const spec: MatchSpec = [{ head: [_, stranger, n], body }];
  expect(registry.explain(spec)).toEqual({ access: 'owner', owner: stranger, candidates: 0 });
  expect(registry.select(spec)).toEqual([]);
});

it('the plan is that of the moment', () => {
  const { registry, bob } = sessions();
  const compiled = query([{ head: [_, bob, n], body }]);
  registry.register('new', { n: 9 }, { owner: bob });
  expect(registry.explain(compiled)).toMatchObject({ access: 'owner', candidates: 3 });
  bob.terminate();
  expect(registry.explain(compiled)).toMatchObject({ access: 'owner', candidates: 0 });
});

it('a subset pattern of a dotted name is no path of an index', () => {
  const registry = new Registry({ keys: 'unique', index: ['a.b', 'c'] });
  registry.register(1, { 'a.b': 1 });
  registry.register(2, { a: { b: 1 } });
  registry.register(3, { '': { c: 1 } });
  registry.register(4, { c: 1 });
  const found = (value: object) => registry.select([{ head: [$(1), _, value], body }]);
  expect(found({ 'a.b': 1 })).toEqual([1]);
  expect(found({ a: { b: 1 } })).toEqual([2]);
  expect(found({ '': { c: 1 } })).toEqual([3]);
  expect(found({ c: 1 })).toEqual([4]);
});

describe('the cost does not grow with the entries that are not looked at', () => {
  const filled = (size: number) => {
    const owner = new Owner();
    const registry = new Registry({ keys: 'duplicate', partitions: 4, index: ['role'] });
    for (let i = 0; i < size; i++) registry.register(['other', i], { role: 'user', i });
    registry.register(['session', 'ann', 1], { role: 'admin' }, { owner });
    return { registry, owner };
  };
  type Filled = ReturnType<typeof filled>;
  const [small, large] = [filled(100), filled(20_000)];

  it.each<[string, (all: Filled) => MatchSpec[number]['head']]>([
    ['a key', () => [['session', 'ann', 1], _, _]],
    ['a prefix', () => [['session', 'ann', _], _, _]],
    ['an owner', ({ owner }) => [_, owner, _]],
    ['an index', () => [_, _, { role: 'admin' }]],
    ['an owner with a prefix', ({ owner }) => [['other', _], owner, _]],
    ['a prefix with an index', () => [['session', rest()], _, { role: 'user' }]],
  ])('by %s', (_what, head) => {
    const cost = (all: Filled): number => {
      const compiled = query([{ head: head(all), body: [true] }]);
      all.registry.select(compiled);
      return countOperations(() => all.registry.select(compiled));
    };
    expect(cost(large)).toBeLessThanOrEqual(cost(small) * 1.1);
  });
});

it('looks at what an owner holds rather than at a crowded key', () => {
  const registry = new Registry({ keys: 'duplicate' });
  for (let i = 0; i < 10; i++) registry.register('crowd', i);
  const owner = new Owner('one of many');
  registry.register('crowd', 'mine', { owner });
  const mine: MatchSpec = [{ head: ['crowd', owner, $(1)], body: [$(1)] }];
  expect(registry.explain(mine)).toEqual({ access: 'owner', owner, candidates: 1 });
  expect(registry.select(mine)).toEqual(['mine']);
});
