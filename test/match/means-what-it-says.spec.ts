import {
  $,
  $$,
  _,
  eq,
  gt,
  MatchSpecError,
  Owner,
  query,
  Registry,
  variable,
  where,
  type MatchSpec,
} from 'nestjs-registry';
import { countOperations } from '../support/count-operations.js';

const n = variable<number>('n');

describe('a part of where() that is there and undefined', () => {
  it.each(['key', 'owner'])('is refused as %s, and never everything', (part) => {
    expect(() => where({ [part]: undefined }).return(1)).toThrow(MatchSpecError);
  });

  it('is undefined as a value', () => {
    const registry = new Registry({ keys: 'duplicate' });
    registry.register('a', undefined);
    registry.register('a', 1);
    expect(registry.select(where({ value: undefined }).return('found'))).toEqual(['found']);
  });
});

describe('calls of the typed form in the data form', () => {
  const registry = new Registry({ keys: 'duplicate' });
  for (const value of [1, 2, 3]) registry.register('a', value);

  it('are guards of match', () => {
    expect(registry.countMatch('a', n, [gt(n, 1)])).toBe(2);
  });

  it('are guards and bodies of a clause', () => {
    expect(registry.select([{ head: [_, _, n], guards: [gt(n, 1)], body: [eq(n, 2)] }])).toEqual([
      true,
      false,
    ]);
  });
});

it('an owner that is named makes no owners for registrations that own themselves', () => {
  const registry = new Registry({ keys: 'duplicate' });
  const other = new Owner();
  for (let i = 0; i < 9; i++) registry.register(['q', i], i, { owner: other });
  const mine = query([{ head: [['p', _], other, $(1)], body: [$(1)] }]);
  const select = (): void => void registry.select(mine);
  select();
  for (let i = 0; i < 3; i++) registry.register(['p', i], i);
  const first = countOperations(select);
  // Had the first made an owner for each, the second would have had less to do.
  expect(countOperations(select)).toBe(first);
});

it('selectEach goes over the entries of the moment of its call', () => {
  const registry = new Registry({ keys: 'unique' });
  registry.register('a', 1);
  const all: MatchSpec = [{ head: [$(1), _, _], body: [$(1)] }];
  const results = registry.selectEach(all);
  const entries = registry.entries();
  registry.register('b', 2);
  expect([...results]).toEqual(['a']);
  expect([...entries].map(({ key }) => key)).toEqual(['a']);
});

it('an index tells what is undefined from everything else', () => {
  const registry = new Registry({ keys: 'duplicate', index: ['role'] });
  for (let i = 0; i < 10; i++) registry.register('a', { role: undefined });
  registry.register('a', { role: 'admin' });
  const admins: MatchSpec = [{ head: [_, _, { role: 'admin' }], body: [true] }];
  const none: MatchSpec = [{ head: [_, _, { role: undefined }], body: [true] }];
  expect(registry.explain(admins)).toMatchObject({ access: 'index', candidates: 1 });
  expect(registry.countSelect(none)).toBe(10);
});

it('what explain tells cannot change the query', () => {
  const registry = new Registry({ keys: 'unique', index: ['day'] });
  registry.register(['a', 1], { day: new Date(5) });
  const below = query([{ head: [['a', _], _, _], body: [true] }]);
  const byDay = query([{ head: [_, _, { day: new Date(5) }], body: [true] }]);
  const plan = registry.explain(below) as unknown as { prefix: unknown[] };
  expect(() => (plan.prefix[0] = 'z')).toThrow(TypeError);
  const indexed = registry.explain(byDay) as unknown as { value: Date };
  expect(() => indexed.value.setTime(1)).toThrow(TypeError);
  expect(registry.countSelect(below) + registry.countSelect(byDay)).toBe(2);
});

it('a constant date is the same in every result', () => {
  const registry = new Registry({ keys: 'unique' });
  registry.register('a', 1);
  const constant = query([{ head: [_, _, _], body: [['const', new Date(0)]] }]);
  const [date] = registry.select(constant) as [Date];
  expect(() => date.setTime(5)).toThrow(TypeError);
  expect(registry.select(constant)).toEqual([new Date(0)]);
});

it.each<[string, () => unknown]>([
  ['query', () => query(revoked() as MatchSpec)],
  ['match guards', () => new Registry({ keys: 'unique' }).match('a', _, revoked() as unknown[])],
  [
    'return',
    () =>
      where().return({
        get a() {
          throw new Error('boom');
        },
      }),
  ],
])('%s refuses what cannot be read with an error of its own', (_what, read) => {
  expect(read).toThrow(MatchSpecError);
});

it('refuses fields named by symbols in a result', () => {
  const why = /fields named by symbols are not/;
  expect(() => where().return({ [Symbol('a')]: 1 })).toThrow(why);
  expect(() => query([{ head: [_, _, _], body: [['const', { [Symbol('a')]: 1 }]] }])).toThrow(why);
});

it('lists what is bound in the typed form as well', () => {
  const registry = new Registry({ keys: 'unique' });
  registry.register(['a', 2], 1);
  const bound: (readonly unknown[])[] = registry.select(where({ key: ['a', n] }).return($$));
  expect(bound).toEqual([[2]]);
});

function revoked(): unknown {
  const { proxy, revoke } = Proxy.revocable([], {});
  revoke();
  return proxy;
}
