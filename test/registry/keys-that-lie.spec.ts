import { Owner, Registry, type Key } from 'nestjs-registry';
import { caught } from '../support/caught.js';

/** An array that says of itself that it has this length. */
function sayingLength(length: unknown): Key {
  return new Proxy(['a'], {
    get: (target, name) => (name === 'length' ? length : (Reflect.get(target, name) as unknown)),
  });
}

const LENGTHS: [string, () => unknown][] = [
  ['an object', () => ({})],
  ['an object with a value', () => ({ valueOf: () => 1 })],
  ['a string', () => '1'],
  ['a bigint', () => 1n],
  ['a fraction', () => 0.5],
  ['NaN', () => NaN],
  ['a negative number', () => -1],
  ['Infinity', () => Infinity],
];

it.each(LENGTHS)('refuses an array whose length is %s', (_what, length) => {
  const registry = new Registry({ keys: 'unique' });
  for (const key of [sayingLength(length()), ['in', sayingLength(length())]]) {
    expect(caught(() => registry.register(key, 1)).code).toBe('INVALID_KEY');
    expect(caught(() => registry.meta.set(key, 1)).code).toBe('INVALID_KEY');
  }
  const { entries, keys } = registry.stats();
  expect([entries, keys]).toEqual([0, 0]);
});

it.each([1, 257])('takes an array that says less than it has as what it says', (partitions) => {
  const registry = new Registry({ keys: 'unique', partitions });
  const owner = new Owner();
  registry.register(sayingLength(0), 1, { owner });
  expect(registry.keys(owner)).toEqual([[]]);
  expect(registry.get([])?.value).toBe(1);
  expect(registry.get(sayingLength(0))?.value).toBe(1);
});
