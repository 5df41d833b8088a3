import { _, Owner, Registry, type Change, type Registration } from 'nestjs-registry';
import { LateClock } from '../support/late-clock.js';

type Values = { value: { n: number } };

/** One entry that has a second to live, among others of the same owner and key; no timer ever fires. */
const make = (keys: 'unique' | 'duplicate', partitions = 1) => {
  const clock = new LateClock();
  const registry = new Registry<Values>({ keys, clock, partitions, index: ['n'] });
  const owner = new Owner();
  registry.register(['other', 0], { n: 0 }, { owner });
  const registration = registry.register(['a', 1], { n: 1 }, { owner, ttl: 1000 });
  if (keys === 'duplicate') registry.register(['a', 1], { n: 2 }, { owner: new Owner() });
  const changes: Change[] = [];
  registry.changes().subscribe((change) => changes.push(change));
  return { clock, registry, owner, registration, changes };
};

type Made = ReturnType<typeof make>;

/** Each tells how many entries it sees of the one that expires. */
const READERS: [string, (made: Made) => number][] = [
  ['lookup', ({ registry }) => registry.lookup(['a', 1]).length],
  ['keys', ({ registry, owner }) => registry.keys(owner).length - 1],
  ['values', ({ registry, owner }) => registry.values(owner, ['a', 1]).length],
  ['match', ({ registry }) => registry.match(['a', 1], { n: 1 }).length],
  ['countMatch', ({ registry }) => registry.countMatch(['a', 1], { n: 1 })],
  ['size', ({ registry }) => registry.size - 1],
  ['entries', ({ registry }) => [...registry.entries()].length - 1],
  ['iteration', ({ registry }) => [...registry].length - 1],
  ['stats', ({ registry }) => registry.stats().entries - 1],
  ['the keys of stats', ({ registry }) => registry.stats().keys - 1],
  [
    'select by key',
    ({ registry }) => registry.select([{ head: [['a', 1], _, _], body: [1] }]).length,
  ],
  [
    'select by prefix',
    ({ registry }) => registry.select([{ head: [['a', _], _, _], body: [1] }]).length,
  ],
  [
    'select by owner',
    ({ registry, owner }) => registry.select([{ head: [_, owner, { n: 1 }], body: [1] }]).length,
  ],
  [
    'select by index',
    ({ registry }) => registry.select([{ head: [_, _, { n: 1 }], body: [1] }]).length,
  ],
  [
    'select by several ways',
    ({ registry }) =>
      registry.select([
        { head: [['a', 1], _, _], body: [1] },
        { head: [_, _, { n: 1 }], body: [1] },
      ]).length,
  ],
  [
    'select by scan',
    ({ registry }) => registry.select([{ head: [_, _, _], body: [1] }]).length - 1,
  ],
  [
    'selectEach',
    ({ registry }) => [...registry.selectEach([{ head: [_, _, _], body: [1] }])].length - 1,
  ],
  [
    'countSelect',
    ({ registry }) => registry.countSelect([{ head: [_, _, { n: 1 }], body: [true] }]),
  ],
  [
    'explain',
    ({ registry }) => {
      const plan = registry.explain([{ head: [_, _, { n: 1 }], body: [1] }]);
      return plan.access === 'index' ? plan.candidates : NaN;
    },
  ],
  [
    'dispatchEntries',
    ({ registry }) => {
      let seen = 0;
      registry.dispatchEntries(['a', 1], ({ length }) => (seen = length));
      return seen;
    },
  ],
  ['unregister', ({ registry, owner }) => registry.unregister(owner, ['a', 1])],
  ['unregisterMatch', ({ registry, owner }) => registry.unregisterMatch(owner, ['a', 1], { n: 1 })],
  ['the registration', ({ registration }) => Number(registration.active)],
  ['its unregister', ({ registration }) => Number(registration.unregister())],
  ['its update', ({ registration }) => Number(registration.update((old) => old) !== undefined)],
];

const UNIQUE: typeof READERS = [
  ['get', ({ registry }) => Number(registry.get(['a', 1]) !== undefined)],
  ['whereis', ({ registry }) => Number(registry.whereis(['a', 1]) !== undefined)],
  [
    'updateValue',
    ({ registry, owner }) =>
      Number(registry.updateValue(owner, ['a', 1], (old) => old) !== undefined),
  ],
  ['tryRegister', ({ registry }) => Number(!registry.tryRegister(['a', 1], { n: 3 }).ok)],
];

describe.each([1, 5])('with unique keys and %i partitions', (partitions) => {
  it.each([...READERS, ...UNIQUE])('%s sees it up to its last moment', (_name, read) => {
    const made = make('unique', partitions);
    made.clock.time = 999.999;
    expect(read(made)).toBe(1);
  });

  it.each([...READERS, ...UNIQUE])('%s does not see it when its time is up', (_name, read) => {
    const made = make('unique', partitions);
    made.clock.time = 1000;
    expect(read(made)).toBe(0);
    // Whatever noticed it first, it is told once, and before anything else.
    expect(made.changes[0]).toMatchObject({ type: 'unregistered', reason: 'expired' });
    expect(made.changes.filter(({ type }) => type === 'unregistered')).toHaveLength(1);
    expect(made.changes[0]!.entry).toBe(made.registration.entry);
  });
});

const others: Readonly<Record<string, number>> = {
  lookup: 1,
  size: 1,
  entries: 1,
  iteration: 1,
  stats: 1,
  'the keys of stats': 1,
  'select by key': 1,
  'select by prefix': 1,
  'select by several ways': 1,
  'select by scan': 1,
  selectEach: 1,
  dispatchEntries: 1,
};

it.each(READERS)('%s sees the others under a key that is not unique', (name, read) => {
  const made = make('duplicate');
  made.clock.time = 1000;
  expect(read(made)).toBe(others[name] ?? 0);
});

it('a name whose holder has just expired can be registered at once', () => {
  const { clock, registry, changes } = make('unique');
  clock.time = 1000;
  const { entry } = registry.register(['a', 1], { n: 7 });
  expect(registry.get(['a', 1])).toBe(entry);
  expect(changes.map(({ type }) => type)).toEqual(['unregistered', 'registered']);
});

it('a topic whose holder has just expired can be subscribed to at once', () => {
  const { clock, registry } = make('unique');
  clock.time = 1000;
  registry.subscribe(['a', 1], () => undefined);
  expect(registry.emit(['a', 1], 'hello')).toBe(1);
});

it('whenRegistered waits for the next when the present one has expired', async () => {
  const { clock, registry } = make('unique');
  clock.time = 1000;
  const next = registry.whenRegistered(['a', 1]);
  registry.register(['a', 1], { n: 8 });
  expect((await next).value).toEqual({ n: 8 });
});

it('an iteration leaves out what expires before its turn', () => {
  const { clock, registry } = make('unique');
  const iterator = registry.entries();
  expect(iterator.next().value?.value).toEqual({ n: 0 });
  clock.time = 1000;
  expect(iterator.next().done).toBe(true);
});

it.each([
  ['a scan', [_, _, _]],
  ['an owner', 'owner'],
] as const)('selectEach by %s leaves out what expires before its turn', (_name, given) => {
  const { clock, registry, owner } = make('unique');
  const head = given === 'owner' ? ([_, owner, _] as const) : given;
  const results = registry.selectEach([{ head: [...head], body: [1] }]);
  expect(results.next().done).toBe(false);
  clock.time = 1000;
  expect(results.next().done).toBe(true);
});

it('an update during which the time is up changes nothing', () => {
  const { clock, registry, registration, changes } = make('unique');
  const updated = registration.update((old) => {
    clock.time = 1000;
    return { n: old.n + 1 };
  });
  expect(updated).toBeUndefined();
  expect(registry.get(['a', 1])).toBeUndefined();
  expect(changes).toMatchObject([{ reason: 'expired', entry: { value: { n: 1 } } }]);
});

it('an update of what has expired does not ask for a new value', () => {
  const { clock, registration } = make('unique');
  clock.time = 1000;
  let asked = 0;
  const updated = registration.update((old) => ({ n: old.n + ++asked }));
  expect([updated, asked]).toEqual([undefined, 0]);
});

it('what is due under one key hides nothing under another', () => {
  const { clock, registry } = make('unique');
  registry.register('b', { n: 5 }, { ttl: 2000 });
  clock.time = 1999;
  expect(registry.get('b')?.value).toEqual({ n: 5 });
  expect(registry.get(['other', 0])?.value).toEqual({ n: 0 });
});

it('an owner counts no more among the owners once its only entry has expired', () => {
  const clock = new LateClock();
  const registry = new Registry({ keys: 'unique', clock });
  registry.register('a', 1, { owner: new Owner(), ttl: 10 });
  expect(registry.stats().owners).toBe(1);
  clock.time = 10;
  expect(registry.stats()).toMatchObject({ entries: 0, keys: 0, owners: 0 });
});

it('an entry outlives its time in the hand of whoever holds it', () => {
  const { clock, registration } = make('unique');
  clock.time = 1000;
  expect((registration as Registration).active).toBe(false);
  expect(registration.entry.value).toEqual({ n: 1 });
});
