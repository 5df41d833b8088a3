import { Registry, type Key } from 'nestjs-registry';
import { isCollected } from '../support/heap.js';

const registry = new Registry<{ value: number }>({ keys: 'unique' });
// With so many others, keys that have left are remembered for a while.
for (let i = 0; i < 2_000; i++) registry.register(['other', i], i);

it.each<[string, (thing: () => void) => Key]>([
  ['first in an array', (thing) => [thing, 'a'] as Key],
  ['last in an array', (thing) => ['a', thing] as Key],
  ['in a nested array', (thing) => ['a', [thing, 'a'], 'b'] as Key],
  ['a field of an object', (thing) => ({ a: 'a', b: thing, c: 'c' }) as Key],
])('a function that was %s is collected when the entry has left', async (_, keyOf) => {
  const collected = await isCollected(() => {
    const thing = (): void => undefined;
    registry.register(keyOf(thing), 1).unregister();
    return thing;
  });
  expect(collected).toBe(true);
});

it.each([
  ['in the only key', 0],
  ['in the first of two keys', 1],
])('a function that was %s is collected when the entry has left', async (_, others) => {
  const alone = new Registry<{ value: number }>({ keys: 'unique' });
  const collected = await isCollected(() => {
    const thing = (): void => undefined;
    const registration = alone.register([thing] as Key, 1);
    for (let i = 0; i < others; i++) alone.register(['stays', i], i);
    registration.unregister();
    return thing;
  });
  expect(collected).toBe(true);
  expect(alone.size).toBe(others);
});

it.each([[[]], [{}]])('the value that was under %j is collected', async (key) => {
  const values = new Registry<{ value: object }>({ keys: 'unique' });
  for (let i = 0; i < 2_000; i++) values.register(['other', i], {});
  const collected = await isCollected(() => {
    const value = {};
    values.register(key as Key, value).unregister();
    return value;
  });
  expect(collected).toBe(true);
  expect(values.size).toBe(2_000);
});
