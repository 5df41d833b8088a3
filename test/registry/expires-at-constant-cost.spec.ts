import { Registry } from 'nestjs-registry';
import { countOperations, operationsPerRound } from '../support/count-operations.js';
import { ManualClock } from '../support/manual-clock.js';

const SAME = 1.1;

const filled = (size: number, keys: 'unique' | 'duplicate' = 'unique') => {
  const clock = new ManualClock();
  const registry = new Registry({ keys, clock });
  const all = Array.from({ length: size }, (_, i) =>
    registry.register(i, i, { ttl: 1_000_000 + ((i * 7919) % size), sliding: true }),
  );
  return { clock, registry, all };
};

it('touching costs the same among 100,000 entries as among 100', () => {
  const cost = ({ all }: ReturnType<typeof filled>) =>
    operationsPerRound((i) => all[i % 100]!.touch());
  expect(cost(filled(100_000))).toBeLessThan(cost(filled(100)) * SAME);
});

it('reading a size costs the same among 100,000 entries as among 100', () => {
  const cost = ({ registry }: ReturnType<typeof filled>) => operationsPerRound(() => registry.size);
  expect(cost(filled(100_000))).toBeLessThan(cost(filled(100)) * SAME);
});

it.each(['get', 'lookup'] as const)(
  '%s costs the same with 100,000 overdue entries as with 100',
  (read) => {
    const cost = (size: number): number => {
      const { registry, clock } = filled(size);
      // The time has come, and no timer has fired: time stands still at the end of time.
      clock.now = () => 9_000_000;
      return operationsPerRound((i) => registry[read](i % 50));
    };
    expect(cost(100_000)).toBeLessThan(cost(100) * SAME);
  },
);

it('registering and unregistering costs logarithmically more at worst', () => {
  const cost = ({ registry }: ReturnType<typeof filled>) =>
    operationsPerRound((i) => registry.register(`new ${i}`, i, { ttl: 1 + i }).unregister());
  // A thousand times as many are ten levels more, of the seven there were.
  expect(cost(filled(100_000))).toBeLessThan(cost(filled(100)) * 2.5);
});

it('registering with equal ttls costs the same while the registry grows', () => {
  const cost = (size: number): number => {
    const registry = new Registry({ keys: 'unique', clock: new ManualClock() });
    return (
      countOperations(() => {
        for (let i = 0; i < size; i++) registry.register(i, i, { ttl: 1000 });
      }) / size
    );
  };
  expect(cost(10_000)).toBeLessThan(cost(500) * SAME);
});

it('expiring takes near linear time for all of them together', () => {
  const cost = (size: number): number => {
    const { clock, registry } = filled(size);
    const steps = countOperations(() => {
      clock.advance(10_000_000);
    });
    expect(registry.size).toBe(0);
    return steps / size;
  };
  expect(cost(20_000)).toBeLessThan(cost(500) * 2);
});

it('a registry without a ttl is asked for the time by nobody', () => {
  let asked = 0;
  const registry = new Registry<{ value: number }>({
    keys: 'duplicate',
    clock: { now: () => asked++, setTimer: () => () => asked++ },
  });
  const registration = registry.register('a', 1);
  registry.subscribe('a', () => undefined);
  registry.emit('a', 1);
  registry.lookup('a');
  registry.match('a', 1);
  registration.update((n) => n + 1);
  expect([...registry]).toHaveLength(registry.size);
  expect(registration.active).toBe(true);
  const { owner } = registration.entry;
  expect([registry.keys(owner), registry.values(owner, 'a')]).toEqual([['a'], [2]]);
  expect(registry.unregister(owner, 'a')).toBe(1);
  registry.close();
  expect(asked).toBe(0);
});

it('publishing asks nobody for the time, also where entries expire', () => {
  let asked = 0;
  const registry = new Registry({
    keys: 'duplicate',
    clock: { now: () => asked++, setTimer: () => () => undefined },
  });
  registry.register('a', 1, { ttl: 1_000_000 });
  registry.subscribe('a', () => undefined);
  const before = asked;
  expect(registry.emit('a', 1)).toBe(1);
  expect(registry.topic('a').emit(1)).toBe(1);
  expect(asked).toBe(before);
});
