import { Owner, Registry, type Key } from 'nestjs-registry';
import { growth, heapInUse, survivorsOf } from '../support/heap.js';

const KEYS: [string, (i: number) => Key][] = [
  ['strings', (i) => `key ${i}`],
  ['numbers', (i) => i + 0.5],
  ['bigints', (i) => BigInt(i)],
  ['dates', (i) => new Date(i)],
  ['nested keys', (i) => ['user', { id: i, in: ['room', i] }]],
];

describe('the heap is where it was', () => {
  it.each(KEYS)(
    'after 100,000 %s were registered and unregistered',
    async (_, key) => {
      const registry = new Registry({ keys: 'unique', partitions: 2 });
      const bytes = await growth((i) => registry.register(key(i), i).unregister());
      expect(bytes).toBeLessThan(8);
      expect(registry.stats()).toMatchObject({ entries: 0, keys: 0, owners: 0 });
    },
    30_000,
  );

  it.each(KEYS)('after 100,000 %s were looked up in vain', async (_, key) => {
    const registry = new Registry({ keys: 'unique' });
    registry.register('here', 1);
    expect(await growth((i) => registry.lookup(key(i)))).toBeLessThan(8);
  });

  it('after 100,000 owners came and went', async () => {
    const registry = new Registry({ keys: 'duplicate' });
    registry.register('crowd', 1);
    const bytes = await growth((i) => {
      const owner = new Owner();
      registry.register('crowd', i, { owner });
      registry.register(i, i, { owner });
      owner.terminate();
    });
    expect(bytes).toBeLessThan(8);
  });

  it('after one owner registered and unregistered 100,000 times', async () => {
    const registry = new Registry({ keys: 'duplicate' });
    const owner = new Owner();
    const bytes = await growth((i) => {
      registry.register(i, i, { owner });
      registry.unregister(owner, i);
    });
    expect(bytes).toBeLessThan(8);
  });

  it('after 100,000 facts were set and deleted', async () => {
    const { meta } = new Registry({ keys: 'unique' });
    expect(await growth((i) => meta.set(['fact', i], i).delete(['fact', i]))).toBeLessThan(8);
  });

  it('after 100,000 callbacks were given and taken back', async () => {
    const owner = new Owner();
    expect(await growth(() => owner.onTerminate(() => undefined)())).toBeLessThan(8);
  });
});

it.each<[string, (text: string) => Key]>([
  ['strings', (text) => text],
  ['arrays', (text) => ['key', text]],
])('a table that was large and is empty keeps none of its %s', async (_, keyOf) => {
  const registry = new Registry({ keys: 'unique' });
  const before = await heapInUse();
  for (let i = 0; i < 3_000; i++) {
    // Flat, or it would be one long text that all share.
    registry.register(keyOf(Buffer.alloc(5_000, `${i} `).toString('latin1')), i);
  }
  expect((await heapInUse()) - before).toBeGreaterThan(15_000_000);
  for (const { owner } of [...registry]) owner.terminate();
  expect(registry.stats()).toMatchObject({ entries: 0, keys: 0 });
  expect((await heapInUse()) - before).toBeLessThan(1_500_000);
});

class Name {}

it('a lock remembers no locks that are free, also when each was asked for by the holder of the one before', async () => {
  const registry = new Registry({ keys: 'unique' });
  const names: WeakRef<Name>[] = [];
  // Each holder starts the next, under another name, and does not wait for it.
  const take = (done: (kept: number) => void): void => {
    const name = new Name();
    names.push(new WeakRef(name));
    void registry.lock(name, async () => {
      await Promise.resolve();
      if (names.length < 200) {
        take(done);
        return;
      }
      done((await survivorsOf(names)).length);
    });
  };
  expect(await new Promise<number>(take)).toBeLessThan(20);
});
