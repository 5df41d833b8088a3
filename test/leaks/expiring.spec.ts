import { AsyncLocalStorage, createHook } from 'node:async_hooks';
import { Owner, Registry, type Registration } from 'nestjs-registry';
import { ManualClock } from 'nestjs-registry/testing';
import { collectGarbage, growth, isCollected, survivorsOf } from '../support/heap.js';

const HOUR = 3_600_000;

const clock = new ManualClock();
const registry = new Registry<{ value: unknown }>({ keys: 'duplicate', clock });
const kept: unknown[] = [];
// The timing structure of the registry lives on, with others in it.
for (let i = 0; i < 100; i++) registry.register('crowd', i, { ttl: HOUR + i });

const ENDS: [string, (registration: Registration) => unknown][] = [
  ['it expired', () => clock.advance(10)],
  ['it was unregistered before its time', (registration) => registration.unregister()],
  ['its owner terminated before its time', ({ entry }) => entry.owner.terminate()],
];

it.each(ENDS)('the value and the owner of an entry are collected after %s', async (_, end) => {
  const refs = ((): WeakRef<object>[] => {
    const owner = new Owner();
    const value = {};
    const registration = registry.register('a', value, { owner, ttl: 10, sliding: true });
    registration.touch();
    end(registration);
    return [new WeakRef(owner), new WeakRef(value)];
  })();
  expect(await survivorsOf<object>(refs)).toEqual([]);
});

it('a closed registry is collected, though its clock lives on', async () => {
  const collected = await isCollected(() => {
    const closing = new Registry({ keys: 'unique', clock });
    closing.register('a', 1, { ttl: HOUR });
    closing.close();
    return closing;
  });
  expect(collected).toBe(true);
});

it('who follows asynchronous resources is told that those of registries are gone', async () => {
  const there = new Set<number>();
  const hook = createHook({
    init: (id, type) => type.startsWith('nestjs-registry') && there.add(id),
    destroy: (id) => there.delete(id),
  }).enable();
  try {
    const refs = Array.from({ length: 10 }, () => new WeakRef(new Registry({ keys: 'unique' })));
    expect(there.size).toBe(10);
    expect(await survivorsOf(refs)).toEqual([]);
    // A registry may be collected before its resource is.
    await collectGarbage();
    expect(there.size).toBe(0);
  } finally {
    hook.disable();
  }
});

it('a registration that is kept keeps nothing of the others', async () => {
  const collected = await isCollected(() => {
    const value = {};
    kept.push(registry.register('a', 1, { ttl: 10 }));
    registry.register('b', value, { ttl: 10 });
    kept.push(registry.register('c', 1, { ttl: 10 }));
    clock.advance(10);
    return value;
  });
  expect(collected).toBe(true);
});

it('the request in which an entry was registered is collected before the entry expires', async () => {
  const requests = new AsyncLocalStorage<object>();
  const registry = new Registry({ keys: 'unique' });
  const collected = await isCollected(() => {
    const request = {};
    requests.run(request, () => registry.register('a', 1, { ttl: HOUR }));
    return request;
  });
  expect(collected).toBe(true);
  registry.close();
});

it.each(ENDS.slice(0, 2))(
  'the heap is where it was after 100,000 entries, each gone because %s',
  async (_, end) => {
    const comeAndGo = (i: number): void => {
      end(registry.register(['session', i], i, { ttl: 1 }));
    };
    expect(await growth(comeAndGo, { warmUp: 100_000 })).toBeLessThan(8);
  },
  30_000,
);
