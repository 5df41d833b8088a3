import { Owner, Registry, type Key } from 'nestjs-registry';
import { ManualClock } from 'nestjs-registry/testing';
import { caught } from '../support/caught.js';
import { growth, isCollected, NOTHING, PATIENCE } from '../support/heap.js';

interface Value {
  readonly n: number;
}

const clock = new ManualClock();
const unique = new Registry<{ value: Value }>({ keys: 'unique', clock });
const groups = new Registry<{ value: Value }>({ keys: 'duplicate', index: ['n'] });
const owner = new Owner('stays');
const named = unique.register('taken', { n: 0 }, { owner });
const grouped = groups.register('group', { n: 0 }, { owner });
const sliding = unique.register('session', { n: 0 }, { owner, ttl: 1_000, sliding: true });
for (let n = 0; n < 100; n++) groups.register('crowd', { n: -n }, { owner });
// From now on there is an index of the crowd's owners.
groups.values(owner, 'crowd');

const failure = new Error('no');
const fail = (): never => {
  throw failure;
};

const ROUNDS: [string, (n: number) => unknown][] = [
  ['registrations that were refused', (n) => unique.tryRegister('taken', { n })],
  ['updates', (n) => named.update(() => ({ n }))],
  ['updates by the owner', (n) => unique.updateValue(owner, 'taken', () => ({ n }))],
  ['updates of an indexed field', (n) => grouped.update(() => ({ n }))],
  ['updates that failed', () => caught(() => named.update(fail))],
  ['renewals', () => sliding.touch()],
  ['renewals by the owner', () => unique.touch(owner, 'session')],
  [
    'entries under ever new values of an indexed field',
    (n) => groups.register('crowd', { n }).unregister(),
  ],
  [
    'entries that were unregistered by what they match',
    (n) => {
      groups.register(['new', n], { n }, { owner });
      groups.unregisterMatch(owner, ['new', n], { n });
    },
  ],
  [
    'entries whose owner was asked for',
    (n) => {
      const registration = groups.register('crowd', { n });
      void registration.entry.owner.id;
      registration.unregister();
    },
  ],
  ['entries that ended with their scope', (n) => groups.register('crowd', { n })[Symbol.dispose]()],
  ['walks that were left in the middle', () => groups.entries().next()],
  ['answers about all of a crowd', () => groups.dispatchEntries('group', () => undefined)],
  ['answers about an owner', () => [unique.keys(owner), unique.values(owner, 'taken')]],
  ['counts', () => groups.stats()],
];

it.each(ROUNDS)(
  'the heap is where it was after 100,000 %s',
  async (_, round) => {
    expect(await growth(round)).toBeLessThan(NOTHING);
    expect([unique.size, groups.size, groups.stats().keys]).toEqual([2, 101, 2]);
  },
  PATIENCE,
);

class Room {}

const IDENTITIES: [string, () => Key & object][] = [
  ['an instance', () => new Room()],
  ['a class', () => class {}],
  ['a function', () => () => undefined],
];

describe.each([
  ['few', 0],
  ['so many others that keys which left are remembered', 2_000],
])('with %s', (_, others) => {
  const registry = new Registry({ keys: 'unique' });
  for (let n = 0; n < others; n++) registry.register(n, n);
  for (let n = 0; n < others; n++) registry.register(['key', n], n);

  it.each(IDENTITIES)('%s that was a key, or in a key, is collected', async (_name, make) => {
    const collected = await isCollected(() => {
      const key = make();
      registry.register(key, 1).unregister();
      registry.register(['in a key', key], 1).unregister();
      registry.lookup(key);
      registry.lookup(['in a key', key]);
      return key;
    });
    expect(collected).toBe(true);
  });
});

it('an owner that was told to who was refused is collected when it has terminated', async () => {
  const registry = new Registry({ keys: 'unique' });
  const collected = await isCollected(() => {
    const holder = new Owner();
    registry.register('name', 1, { owner: holder });
    expect(() => registry.register('name', 2)).toThrow('name');
    holder.terminate();
    return holder;
  });
  expect(collected).toBe(true);
});
