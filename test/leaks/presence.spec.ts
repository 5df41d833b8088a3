import { Owner, Registry } from 'nestjs-registry';
import { growth, survivorsOf } from '../support/heap.js';

const ROUNDS: [string, (registry: Registry, i: number) => void][] = [
  ['presence of one key', (registry) => registry.presence('lobby').subscribe().unsubscribe()],
  [
    'presence of ever new keys',
    (registry, i) => registry.presence(['room', i]).subscribe().unsubscribe(),
  ],
  [
    'changes of ever new keys',
    (registry, i) =>
      registry
        .changes({ key: `room ${i}` })
        .subscribe()
        .unsubscribe(),
  ],
];

it.each(ROUNDS)(
  '100,000 who observe %s and stop leave nothing behind',
  async (_, round) => {
    const registry = new Registry({ keys: 'duplicate' });
    for (let i = 0; i < 10; i++) registry.register('lobby', i);
    expect(await growth((i) => round(registry, i))).toBeLessThan(8);
    expect(registry.store.changes.keys).toBe(0);
  },
  60_000,
);

it('an observer keeps nothing of 100,000 who came and went under ever new ids', async () => {
  const registry = new Registry<{ value: number }>({ keys: 'duplicate' });
  let diffs = 0;
  registry.presence('lobby', { by: ({ value }) => ['user', value] }).subscribe(() => diffs++);
  const grown = await growth((i) => {
    const registration = registry.register('lobby', i);
    registration.update(() => i + 0.5);
    registration.unregister();
  });
  expect(grown).toBeLessThan(8);
  expect(diffs).toBe(1 + 3 * 105_000);
});

it('an observer keeps no owner that has terminated, and no value that was replaced', async () => {
  const registry = new Registry<{ value: object }>({ keys: 'duplicate' });
  registry.presence('lobby').subscribe();
  const stays = registry.register('lobby', {});
  const refs = (() => {
    const owner = new Owner();
    const replaced = {};
    registry.register('lobby', {}, { owner });
    stays.update(() => replaced);
    stays.update(() => ({}));
    owner.terminate();
    return [new WeakRef(owner), new WeakRef(replaced)];
  })();
  expect(await survivorsOf<object>(refs)).toEqual([]);
  expect(stays.active).toBe(true);
});
