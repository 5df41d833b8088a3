import { AsyncLocalStorage } from 'node:async_hooks';
import {
  Owner,
  Registry,
  TerminationCallbackError,
  type Change,
  type Failure,
} from 'nestjs-registry';
import { LateClock } from '../support/late-clock.js';
import { ManualClock } from '../support/manual-clock.js';

const make = <C extends ManualClock | LateClock>(
  clock: C,
  keys: 'unique' | 'duplicate' = 'unique',
) => {
  const failures: Failure[] = [];
  const registry = new Registry({
    name: 'sessions',
    keys,
    clock,
    onError: (failure) => failures.push(failure),
  });
  const told: string[] = [];
  const changes: Change[] = [];
  registry.changes().subscribe((change) => {
    changes.push(change);
    const reason = change.type === 'unregistered' ? change.reason : change.type;
    told.push(`${change.entry.key as string} ${reason}`);
  });
  return { clock, registry, told, changes, failures };
};

describe('what has expired is told', () => {
  it('with its entry and the reason, once, without anybody looking', () => {
    const { clock, registry, changes } = make(new ManualClock());
    const { entry } = registry.register('a', 1, { ttl: 1000 });
    clock.advance(999);
    expect(changes).toHaveLength(1);
    clock.advance(1_000_000);
    expect(changes.slice(1)).toEqual([
      { type: 'unregistered', registry: 'sessions', entry, reason: 'expired', detail: undefined },
    ]);
  });

  it('in the order of the deadlines, whatever the order of registration', () => {
    const { clock, registry, told } = make(new LateClock());
    const times = Array.from({ length: 50 }, (_, i) => (i * 29) % 50);
    for (const time of times) registry.register(time, 0, { ttl: 100 + time });
    told.length = 0;
    clock.time = 1000;
    expect(registry.size).toBe(0);
    expect(told).toEqual(times.toSorted((a, b) => a - b).map((time) => `${time} expired`));
  });

  it.each([1, 10, 2, 11, 12, 3, 4])(
    'in the order of the deadlines, also when %i has left',
    (gone) => {
      const { clock, registry, told } = make(new ManualClock());
      // In this order the queue has late ones in one branch and early ones in the other.
      const times = [1, 10, 2, 11, 12, 3, 4];
      const all = times.map((ttl) => registry.register(ttl, 0, { ttl }));
      all[times.indexOf(gone)]!.unregister();
      told.length = 0;
      clock.advance(100);
      const left = times.filter((time) => time !== gone);
      expect(told).toEqual(left.toSorted((a, b) => a - b).map((time) => `${time} expired`));
    },
  );

  it('in the order of registration where all are due at once', () => {
    const { clock, registry, told } = make(new ManualClock());
    const names = Array.from({ length: 50 }, (_, i) => (i * 29) % 50);
    for (const name of names) registry.register(name, 0, { ttl: 100 });
    told.length = 0;
    clock.advance(100);
    expect(told).toEqual(names.map((name) => `${name} expired`));
  });

  it('when nobody sees what is due with it any more, either', () => {
    const { clock, registry } = make(new ManualClock());
    const sizes: number[] = [];
    registry.register('a', 1, { ttl: 10 });
    registry.register('b', 1, { ttl: 10 });
    registry.changes().subscribe(() => sizes.push(registry.size));
    clock.advance(10);
    expect(sizes).toEqual([0, 0]);
  });

  it('after a jump of days, all of it', () => {
    const { clock, registry, told } = make(new ManualClock());
    for (let i = 1; i <= 5; i++) registry.register(i, 0, { ttl: i * 3_600_000 });
    told.length = 0;
    clock.advance(7 * 86_400_000);
    expect(told).toEqual([1, 2, 3, 4, 5].map((i) => `${i} expired`));
  });

  it('not while the clock stands still', () => {
    const { clock, registry, told } = make(new ManualClock());
    registry.register('a', 1, { ttl: 1 });
    clock.advance(0);
    expect(told).toEqual(['a registered']);
  });
});

describe('an entry ends for one reason', () => {
  it('its owner, when that terminated before its time', () => {
    const { clock, registry, told } = make(new ManualClock());
    const owner = new Owner();
    registry.register('a', 1, { owner, ttl: 1000 });
    clock.advance(999);
    owner.terminate();
    clock.advance(10_000);
    expect(told).toEqual(['a registered', 'a terminated']);
  });

  it('its time, when that was up before its owner terminated, though nobody had noticed', () => {
    const { clock, registry, changes, told } = make(new LateClock());
    const owner = new Owner();
    registry.register('a', 1, { owner, ttl: 1000 });
    registry.register('b', 1, { owner, ttl: 1001 });
    clock.time = 1000;
    owner.terminate('bye');
    expect(told.slice(2)).toEqual(['a expired', 'b terminated']);
    expect(changes.slice(2)).toMatchObject([{ detail: undefined }, { detail: 'bye' }]);
  });

  it('its time, when the registry is closed after it', () => {
    const { clock, registry, told } = make(new LateClock());
    registry.register('a', 1, { ttl: 1000 });
    registry.register('b', 1, { ttl: 1001 });
    clock.time = 1000;
    registry.close();
    expect(told.slice(2).sort()).toEqual(['a expired', 'b closed']);
  });

  it('being unregistered, when that came first', () => {
    const { clock, registry, told } = make(new ManualClock());
    registry.register('a', 1, { ttl: 1000 }).unregister();
    clock.advance(10_000);
    expect(told).toEqual(['a registered', 'a unregistered']);
  });
});

describe('a registration that is its own owner', () => {
  it('takes along what it owns', () => {
    const { clock, registry, told } = make(new ManualClock());
    const { owner } = registry.register('session', 1, { ttl: 1000 }).entry;
    registry.register('cart', 1, { owner });
    clock.advance(1000);
    expect(told.slice(2)).toEqual(['session expired', 'cart terminated']);
    expect(owner.alive).toBe(false);
  });

  it('reports what its callbacks throw, and all others expire as well', () => {
    const { clock, registry, told, failures } = make(new ManualClock());
    const error = new Error('boom');
    const { entry } = registry.register('a', 1, { ttl: 10 });
    entry.owner.onTerminate(() => {
      throw error;
    });
    registry.register('b', 1, { ttl: 10 });
    clock.advance(10);
    expect(told.slice(2)).toEqual(['a expired', 'b expired']);
    expect(failures).toMatchObject([{ registry: 'sessions', topic: 'a', entry }]);
    expect((failures[0]!.error as TerminationCallbackError).errors).toEqual([error]);
  });

  it('throws nothing at whoever happens to look', () => {
    const { clock, registry, failures } = make(new LateClock());
    registry.register('a', 1, { ttl: 10 }).entry.owner.onTerminate(() => {
      throw new Error('boom');
    });
    clock.time = 10;
    expect(registry.get('a')).toBeUndefined();
    expect(failures).toHaveLength(1);
  });
});

/** What an observer may do when it hears that `a` has expired; `b` expires at the same time, `c` is younger. */
const DEEDS: [string, (made: { registry: Registry; owner: Owner }) => void, string[]][] = [
  [
    'registers the same key',
    ({ registry }) => registry.register('a', 2, { ttl: 50 }),
    ['b expired', 'a registered'],
  ],
  [
    'looks at the other',
    ({ registry }) => expect(registry.get('b')).toBeUndefined(),
    ['b expired'],
  ],
  ['counts', ({ registry }) => expect(registry.size).toBe(1), ['b expired']],
  [
    'unregisters a younger one',
    ({ registry, owner }) => void registry.unregister(owner, 'c'),
    ['b expired', 'c unregistered'],
  ],
  ['terminates their owner', ({ owner }) => owner.terminate(), ['b expired', 'c terminated']],
  ['closes the registry', ({ registry }) => registry.close(), ['b expired', 'c closed']],
];

describe.each(DEEDS)('an observer that %s', (_, deed, expected) => {
  it.each([
    ['the timer', (clock: ManualClock) => clock.advance(100), new ManualClock()],
    [
      'a reader',
      (clock: LateClock, registry: Registry) => {
        clock.time = 100;
        void registry.size;
      },
      new LateClock(),
    ],
  ] as [string, (clock: unknown, registry: Registry) => void, ManualClock][])(
    'breaks nothing when %s has found it',
    (_name, pass, clock) => {
      const { registry, told } = make(clock);
      const owner = new Owner();
      registry.register('a', 1, { owner, ttl: 100 });
      registry.register('b', 1, { owner, ttl: 100 });
      registry.register('c', 1, { owner, ttl: 101 });
      told.length = 0;
      registry.changes().subscribe(({ type, entry }) => {
        if (type === 'unregistered' && entry.key === 'a') deed({ registry, owner });
      });
      pass(clock, registry);
      expect(told[0]).toBe('a expired');
      expect(told.slice(1).sort()).toEqual(expected.toSorted());
    },
  );
});

it('an observer that touches a younger one saves it', () => {
  const { clock, registry, told } = make(new ManualClock());
  registry.register('a', 1, { ttl: 100 });
  const younger = registry.register('b', 1, { ttl: 101, sliding: true });
  registry.changes({ type: 'unregistered', key: 'a' }).subscribe(() => younger.touch());
  clock.advance(200);
  expect(told.slice(2)).toEqual(['a expired']);
  clock.advance(1);
  expect(told.slice(2)).toEqual(['a expired', 'b expired']);
});

it('an observer that looks again and again, at each change, hears of each once', () => {
  const { clock, registry, told } = make(new LateClock(), 'duplicate');
  for (let i = 0; i < 20; i++) registry.register('room', i, { ttl: 100 + i });
  told.length = 0;
  registry.changes().subscribe(() => {
    clock.time += 3;
    registry.lookup('room');
  });
  clock.time = 100;
  registry.lookup('room');
  expect(told).toEqual(Array(20).fill('room expired'));
});

it('who registers anew while a lookup ends the old one is found by that lookup', () => {
  const { clock, registry } = make(new LateClock());
  registry.register('leader', 'old', { ttl: 100 });
  registry.changes({ type: 'unregistered' }).subscribe(() => registry.register('leader', 'new'));
  clock.time = 100;
  expect(registry.get('leader')?.value).toBe('new');
});

it('who registers anew while another wants the name has it', () => {
  const { clock, registry } = make(new LateClock());
  registry.register('leader', 'old', { ttl: 100 });
  registry.changes({ type: 'unregistered' }).subscribe(() => registry.register('leader', 'first'));
  clock.time = 100;
  const result = registry.tryRegister('leader', 'second');
  expect(result.ok ? undefined : result.holder.value).toBe('first');
});

it('whoever waits while the registry is closed by an observer is refused', async () => {
  const { clock, registry } = make(new LateClock());
  registry.register('leader', 'old', { ttl: 100 });
  registry.changes({ type: 'unregistered' }).subscribe(() => registry.close());
  clock.time = 100;
  await expect(registry.whenRegistered('leader')).rejects.toMatchObject({
    code: 'REGISTRY_CLOSED',
  });
});

it('a request in which an entry was registered is not the context in which it expires', async () => {
  const requests = new AsyncLocalStorage<string>();
  const registry = new Registry({ keys: 'unique' });
  requests.run('request 1', () => registry.register('a', 1, { ttl: 1 }));
  const context = await new Promise((resolve) => {
    registry.changes().subscribe(() => {
      resolve(requests.getStore());
    });
  });
  expect(context).toBeUndefined();
});
