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

it('a function that was in the only key is collected when the entry has left', async () => {
  const alone = new Registry<{ value: number }>({ keys: 'unique' });
  const collected = await isCollected(() => {
    const thing = (): void => undefined;
    alone.register([thing] as Key, 1).unregister();
    return thing;
  });
  expect(collected).toBe(true);
  expect(alone.size).toBe(0);
});
