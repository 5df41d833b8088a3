import { InvalidKeyError, Owner, Registry, type Key } from 'nestjs-registry';
import { BAD_KEYS } from '../support/bad-keys.js';
import { caught, rejection } from '../support/caught.js';
import { countOperations } from '../support/count-operations.js';

const owner = new Owner();
type Use = (registry: Registry, key: Key) => unknown;

/** Everything that takes a key. */
const UNIQUE: [string, Use][] = [
  ['register', (registry, key) => registry.register(key, 1)],
  ['tryRegister', (registry, key) => registry.tryRegister(key, 1)],
  ['unregister', (registry, key) => registry.unregister(owner, key)],
  ['updateValue', (registry, key) => registry.updateValue(owner, key, () => 1)],
  ['lookup', (registry, key) => registry.lookup(key)],
  ['get', (registry, key) => registry.get(key)],
  ['whereis', (registry, key) => registry.whereis(key)],
  ['values', (registry, key) => registry.values(owner, key)],
  ['subscribe', (registry, key) => registry.subscribe(key, () => undefined)],
  ['dispatch', (registry, key) => registry.dispatch(key, 1)],
  ['emit', (registry, key) => registry.emit(key, 1)],
  ['dispatchEntries', (registry, key) => registry.dispatchEntries(key, () => undefined)],
  ['topic', (registry, key) => registry.topic(key)],
  ['messages', (registry, key) => registry.messages(key)],
  ['meta.get', (registry, key) => registry.meta.get(key)],
  ['meta.has', (registry, key) => registry.meta.has(key)],
  ['meta.set', (registry, key) => registry.meta.set(key, 1)],
  ['meta.delete', (registry, key) => registry.meta.delete(key)],
];

const ASYNC: [string, (registry: Registry, key: Key) => Promise<unknown>][] = [
  ['whenRegistered', (registry, key) => registry.whenRegistered(key)],
  ['lock', (registry, key) => registry.lock(key, () => 1)],
];

describe.each([1, 8])('with %i partitions', (partitions) => {
  const registry = new Registry({ keys: 'unique', partitions });
  // What stands in the tables must not let a look-alike pass.
  for (const key of [{ a: 1 }, ['user', { of: {} }], [{}], {}, [], [[], []], ['user', 7]]) {
    registry.register(key, 1);
    registry.meta.set(key, 1);
  }
  const size = registry.size;

  describe.each(UNIQUE)('%s', (_name, use) => {
    it.each(BAD_KEYS)('refuses %s', (_what, make, why) => {
      const key = make() as Key;
      const error = caught<InvalidKeyError>(() => use(registry, key));
      expect(error).toBeInstanceOf(InvalidKeyError);
      expect(error.code).toBe('INVALID_KEY');
      expect(error.key === key).toBe(true);
      expect(error.message).toMatch(why);
      expect(error.message).toMatch(/Use strings, numbers, bigints/);
      expect(error.message.length).toBeLessThan(700);
      expect(registry.size).toBe(size);
    });
  });

  describe.each(ASYNC)('%s', (_name, use) => {
    it.each(BAD_KEYS)('refuses %s', async (_what, make, why) => {
      const error = await rejection(use(registry, make() as Key));
      expect(error.code).toBe('INVALID_KEY');
      expect(error.message).toMatch(why);
    });
  });

  // `undefined` is no filter at all.
  it.each(BAD_KEYS.slice(1))('changes({ key }) refuses %s', (_what, make, why) => {
    const error = caught(() => registry.changes({ key: make() as Key }));
    expect(error.code).toBe('INVALID_KEY');
    expect(error.message).toMatch(why);
  });
});

it('tells the cause when reading the key threw', () => {
  const cause = new Error('no');
  const key = {
    get a(): never {
      throw cause;
    },
  };
  const registry = new Registry({ keys: 'unique' });
  registry.register({ a: 1 }, 1);
  for (const use of [() => registry.lookup(key), () => registry.register(key, 1)]) {
    expect(caught(use).cause).toBe(cause);
  }
});

it.each([1, 8])('refuses a key whose first reading throws, with %i partitions', (partitions) => {
  const registry = new Registry({ keys: 'unique', partitions });
  registry.register({ a: 1 }, 1);
  let readings = 0;
  const key = {
    get a(): number {
      if (readings++ === 0) throw new Error('not yet');
      return 1;
    },
  };
  expect(caught(() => registry.lookup(key)).code).toBe('INVALID_KEY');
});

it('refuses a proxy that has been revoked', () => {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  const registry = new Registry({ keys: 'unique' });
  expect(caught(() => registry.lookup(proxy)).code).toBe('INVALID_KEY');
  expect(caught(() => registry.register(proxy, 1)).code).toBe('INVALID_KEY');
  expect(caught(() => registry.subscribe(proxy, () => 1)).code).toBe('INVALID_KEY');
  expect(caught(() => registry.emit(proxy, 1)).code).toBe('INVALID_KEY');
  expect(caught(() => registry.messages(proxy)).code).toBe('INVALID_KEY');
});

it('takes the deepest and the largest key that there may be', () => {
  const registry = new Registry({ keys: 'unique', partitions: 8 });
  let deepest: unknown[] = [];
  for (let i = 0; i < 64; i++) deepest = [deepest];
  const largest = Array.from({ length: 9_999 }, (_, i) => i);
  for (const key of [deepest, largest]) {
    registry.register(key, 1);
    expect(registry.get(key)?.value).toBe(1);
  }
});

it('finds out soon that a key unfolds to 2^40 parts, also where its beginning is known', () => {
  const registry = new Registry({ keys: 'unique', partitions: 8 });
  const unfolding = (depth: number): Key => {
    let key: unknown[] = [];
    for (let i = 0; i < depth; i++) key = [key, key];
    return key;
  };
  registry.register(unfolding(11), 1);
  const steps = countOperations(() => {
    expect(caught(() => registry.lookup(unfolding(40))).code).toBe('INVALID_KEY');
  });
  expect(steps).toBeLessThan(1_000_000);
});
