import { $, _, exact, Registry, rest } from 'nestjs-registry';
import { computed, holding, holds, matches } from '../support/match.js';

const throwing = {
  get a(): never {
    throw new Error('never to be seen');
  },
  b: 1,
};
const revoked = () => {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  return proxy;
};
const refusing = new Proxy(
  { a: 1 },
  {
    ownKeys() {
      throw new Error('never to be seen');
    },
    getOwnPropertyDescriptor() {
      throw new Error('never to be seen');
    },
  },
);
const refusingArray = new Proxy([1], {
  get() {
    throw new Error('never to be seen');
  },
});

const HOSTILE: [string, unknown, pattern: unknown][] = [
  ['a throwing getter', throwing, { a: 1 }],
  ['a throwing getter that is compared', [throwing, throwing], [$(1), $(1)]],
  ['a proxy that refuses, exactly', refusing, exact({ a: 1 })],
  ['a proxy of an array that refuses', refusingArray, [1]],
  ['a proxy of an array that refuses, with a rest', refusingArray, [rest($(1))]],
  ['a revoked proxy', revoked(), {}],
  ['a revoked proxy as an array', revoked(), []],
  ['revoked proxies that are compared', [revoked(), revoked()], [$(1), $(1)]],
];

it.each(HOSTILE.filter(([name]) => !name.includes('that is compared')))(
  '%s is no match',
  (_what, value, pattern) => {
    expect(matches(pattern, value)).toBe(false);
  },
);

it('a proxy that refuses to name its fields is matched by what it gives', () => {
  expect([matches({ a: 1 }, refusing), matches({ a: 2 }, refusing)]).toEqual([true, false]);
});

it('one and the same value equals itself without being read', () => {
  expect(matches([$(1), $(1)], [throwing, throwing])).toBe(true);
  expect(matches([$(1), $(1)], [throwing, { a: 1, b: 1 }])).toBe(false);
});

it.each(HOSTILE)('%s matches _ and a variable', (_what, value) => {
  expect([matches(_, value), matches($(1), value)]).toEqual([true, true]);
});

it('what cannot be looked at differs from every atom', () => {
  for (const atom of [1, 'a', undefined, Symbol.iterator])
    expect([holds(['!==', $(1), atom], revoked()), holds(['!==', atom, $(1)], revoked())]).toEqual([
      true,
      true,
    ]);
});

it('an array is not read behind its end', () => {
  const short = new Proxy([1], {
    get: (target, name): unknown => (name === '0' ? target[0] : name === 'length' ? 1 : throwing.a),
  });
  expect(matches([$(1), $(1)], [short, [1]])).toBe(true);
  expect(matches([$(1), $(1)], [[1], short])).toBe(true);
});

it('a rest that may be anything is not read', () => {
  const value = Object.defineProperty([1, 2], 1, { get: () => throwing.a });
  expect([matches([1, rest()], value), matches([1, rest($(1))], value)]).toEqual([true, false]);
});

it('what throws for one entry is no match there, and the others are found', () => {
  const registry = holding({ a: 1 }, throwing, { a: 2 }, revoked());
  expect(registry.select([{ head: [_, _, { a: $(1) }], body: [$(1)] }])).toEqual([1, 2]);
});

it('what throws for one clause leaves the next one alone', () => {
  const spec = [
    { head: [_, _, { a: 1 }] as const, body: ['first'] },
    { head: [_, _, { b: $(1) }] as const, body: [$(1)] },
  ];
  expect(holding(throwing).select(spec)).toEqual([1]);
});

it.each<[string, unknown, unknown]>([
  ['a throwing getter', ['get', 'a', $(1)], throwing],
  ['a comparison that throws', ['===', $(1), { a: 1, b: 1 }], throwing],
  ['an order that throws', ['<', $(1), { a: 1, b: 1 }], throwing],
  ['a revoked proxy', ['isObject', $(1)], revoked()],
  ['the size of a proxy', ['size', $(1)], refusing],
  ['an element of a proxy', ['at', 0, $(1)], refusingArray],
])('in a guard %s is no match, in a body undefined in just its place', (_what, call, value) => {
  expect(holds(['orElse', ['===', call, call], true], value)).toBe(false);
  expect(computed(call, value)).toBeUndefined();
  expect(computed({ a: ['array', 1, call] }, value)).toEqual({ a: [1, undefined] });
});

it('a value that asks another question while it is read changes no answer', () => {
  const registry = new Registry({ keys: 'unique' });
  const spec = [
    { head: [$(1), _, { a: $(2), b: $(3) }] as const, body: [['array', $(1), $(2), $(3)]] },
  ];
  registry.register('asks', {
    a: 1,
    get b() {
      return registry.select([{ head: [$(1), _, { c: $(2) }], body: [$(2)] }]);
    },
  });
  registry.register('is asked', { a: 3, b: 4, c: 5 });
  expect(registry.select(spec)).toEqual([
    ['asks', 1, [5]],
    ['is asked', 3, 4],
  ]);
});

it('a compiled query that is run while it runs keeps what it has bound', () => {
  const registry = new Registry({ keys: 'unique' });
  let depth = 0;
  const value = (n: number) => ({
    n,
    get again() {
      if (depth++ > 0) return 'inner';
      return registry.select(spec).length;
    },
  });
  const spec = [{ head: [_, _, { n: $(1), again: $(2) }] as const, body: [['array', $(1), $(2)]] }];
  registry.register(1, value(1));
  registry.register(2, value(2));
  expect(registry.select(spec)).toEqual([
    [1, 2],
    [2, 'inner'],
  ]);
});
