import { Owner, Registry, type Key } from 'nestjs-registry';
import { survivorsOf } from '../support/heap.js';

/** How often anything is deleted from a `Map` while `run` runs. */
function deletions(run: () => void): number {
  // oxlint-disable-next-line unbound-method -- it is called with its `this`
  const deleteFrom = Map.prototype.delete;
  let count = 0;
  Map.prototype.delete = function (key) {
    count++;
    return deleteFrom.call(this, key);
  };
  try {
    run();
  } finally {
    Map.prototype.delete = deleteFrom;
  }
  return count;
}

function crowded(keyOf: (n: number) => Key): Registry {
  const registry = new Registry({ name: 'crowded', keys: 'unique' });
  for (let n = 0; n < 5_000; n++) registry.register(keyOf(n), n);
  return registry;
}

const kinds: [string, (n: number) => Key][] = [
  ['a string', (n) => `user:${n}`],
  ['a number', (n) => n],
  ['an array', (n) => ['user', n]],
  ['an array with a part of its own', (n) => ['user', n, 'socket']],
  ['an object', (n) => ({ user: n })],
];

// The engine keeps what was deleted in the way of what hashes alike, until it rebuilds a table: in a large one, for very long.
it.each(kinds)('does not delete %s that comes back, beside many others', (_, keyOf) => {
  const registry = crowded(keyOf);
  const hot = keyOf(1_000_000);
  const count = deletions(() => {
    for (let times = 0; times < 1_000; times++) registry.register(hot, 1).unregister();
  });
  expect(count).toBe(0);
  expect([registry.get(hot), registry.size, registry.stats().keys]).toEqual([
    undefined,
    5_000,
    5_000,
  ]);
});

it.each(kinds)('deletes %s in the end, when many others have left', (_, keyOf) => {
  const registry = crowded(keyOf);
  const owner = new Owner();
  for (let n = 0; n < 10_000; n++) registry.register(keyOf(10_000 + n), n, { owner });
  expect(deletions(() => owner.terminate())).toBeGreaterThan(8_000);
  const left = [...registry].map(({ value }) => value as number);
  expect(left.sort((a, b) => a - b)).toEqual(Array.from({ length: 5_000 }, (_each, n) => n));
});

it.each(kinds)('finds %s that has come back', (_, keyOf) => {
  const registry = crowded(keyOf);
  const owner = new Owner();
  for (let n = 0; n < 3_000; n++) registry.register(keyOf(10_000 + n), 'old', { owner });
  owner.terminate();
  for (let n = 0; n < 3_000; n++) registry.register(keyOf(10_000 + n), 'new');
  const found = Array.from({ length: 3_000 }, (_each, n) => registry.get(keyOf(10_000 + n))?.value);
  expect(new Set(found)).toEqual(new Set(['new']));
  expect(registry.size).toBe(8_000);
});

it('keeps no object reachable that was a key', async () => {
  const registry = crowded((n) => n);
  const leave = (): WeakRef<object>[] => {
    class Topic {}
    const part = new Topic();
    registry.register(Topic, 1).unregister();
    registry.register(['part', part], 1).unregister();
    registry.register({ part }, 1).unregister();
    return [new WeakRef(Topic), new WeakRef(part)];
  };
  expect(await survivorsOf(leave())).toHaveLength(0);
});
