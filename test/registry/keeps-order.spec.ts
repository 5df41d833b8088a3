import fc from 'fast-check';
import { Owner, Registry, type Registration } from 'nestjs-registry';

describe.each([1, 4])('order, with %i partitions', (partitions) => {
  it('of entries under a key is that of registration, however many have left', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(), { minLength: 100, maxLength: 400 }), (picks) => {
        const registry = new Registry({ keys: 'duplicate', partitions });
        const live: Registration[] = [];
        picks.forEach((pick, i) => {
          live.push(registry.register('room', 2 * i), registry.register('room', 2 * i + 1));
          for (const gone of live.splice(pick % live.length, (pick % 5) + 1)) gone.unregister();
          if (live.length > 80) for (const gone of live.splice(5, 70)) gone.unregister();
          expect(registry.lookup('room').map(({ value }) => value)).toEqual(
            live.map(({ entry }) => entry.value),
          );
        });
      }),
      { numRuns: 20 },
    );
  });

  it('of handlers is that of subscription, after nearly all have left', () => {
    const registry = new Registry({ keys: 'duplicate', partitions });
    const called: number[] = [];
    const all = Array.from({ length: 1000 }, (_, i) =>
      registry.subscribe('news', () => called.push(i)),
    );
    all.forEach((registration, i) => i % 100 !== 7 && registration.unregister());
    registry.subscribe('news', () => called.push(1000));
    registry.emit('news', 0);
    expect(called).toEqual([7, 107, 207, 307, 407, 507, 607, 707, 807, 907, 1000]);
  });

  it('of an owner’s keys is that of registration, whatever was removed between', () => {
    const registry = new Registry({ keys: 'unique', partitions });
    const owner = new Owner();
    for (let i = 0; i < 100; i++) registry.register(['k', i], i, { owner });
    for (let i = 0; i < 100; i += 3) registry.unregister(owner, ['k', i]);
    registry.register(['k', 0], 0, { owner });
    const expected = Array.from({ length: 100 }, (_, i) => ['k', i]).filter((_, i) => i % 3 > 0);
    expect(registry.keys(owner)).toEqual([...expected, ['k', 0]]);
  });
});

it('an update does not change an entry’s place', () => {
  const registry = new Registry<{ value: number }>({ keys: 'duplicate' });
  const owner = new Owner();
  const first = registry.register('a', 1, { owner });
  registry.register('a', 2, { owner });
  first.update(() => 10);
  expect(registry.lookup('a').map(({ value }) => value)).toEqual([10, 2]);
  expect(registry.values(owner, 'a')).toEqual([10, 2]);
});
