import { Registry, type Key } from 'nestjs-registry';

/** More than are kept in case that they return. */
const MANY = 1_100;

const make = () => new Registry<{ value: number }>({ keys: 'unique' });

/** Whoever has left before is forgotten then. */
function comeAndGo(registry: Registry<{ value: number }>): void {
  for (let i = 0; i < MANY; i++) registry.register(['passing', i], i).unregister();
}

it('an array that was never seen is not taken for a missing element', () => {
  const registry = make();
  registry.register([undefined], 1);
  registry.register({ a: undefined }, 2);
  expect([registry.get([['new']]), registry.get({ a: ['new'] })]).toEqual([undefined, undefined]);
  expect(registry.get([undefined])?.value).toBe(1);
});

it.each<[string, Key, Key]>([
  ['a number and a date', 2 ** 32, new Date(2 ** 32)],
  ['a fraction and its text', 0.5, 'n0.5'],
  ['a bigint and a date', 4_096n, new Date(4_096)],
  ['an array and the number in it', [0.5], 0.5],
])('%s of the same content are two keys', (_, one, other) => {
  const registry = make();
  registry.register(one, 1);
  expect(registry.get(other)).toBeUndefined();
  registry.register(other, 2);
  expect([registry.get(one)?.value, registry.get(other)?.value]).toEqual([1, 2]);
});

it('a key whose parts are parts of each other takes no other along', () => {
  const registry = make();
  registry.register(['other', ['a']], 1);
  registry.register([['a'], [['a']]], 2).unregister();
  comeAndGo(registry);
  expect(registry.get(['other', ['a']])?.value).toBe(1);
});

it.each<[string, Key, Key]>([
  ['an array', ['a'], ['a', 'b']],
  ['an empty array', [], ['b']],
  ['a part', ['a'], ['b', ['a']]],
  ['an object', { a: 1 }, [{ a: 1 }, 'b']],
  ['a number', 0.5, [0.5]],
])('%s that leaves takes nothing along that begins with it, or contains it', (_, one, other) => {
  const registry = make();
  const leaving = registry.register(one, 1);
  registry.register(other, 2);
  leaving.unregister();
  comeAndGo(registry);
  expect([registry.get(one), registry.get(other)?.value]).toEqual([undefined, 2]);
  registry.register(one, 3);
  expect([registry.get(one)?.value, registry.get(other)?.value]).toEqual([3, 2]);
});
