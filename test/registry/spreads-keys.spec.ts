import { Registry, type Key } from 'nestjs-registry';

const PARTITIONS = 8;
const KEYS = 800;

/** Chance alone stays well within these bounds of 100; the hash is the same in every run. */
const [LEAST, MOST] = [50, 160];

it.each<[string, (i: number) => Key]>([
  ['strings', (i) => `user:${i}`],
  ['long strings that differ at the beginning', (i) => `${i}${'x'.repeat(100)}`],
  ['long strings that differ at the end', (i) => `${'x'.repeat(100)}${i}`],
  ['integers', (i) => i],
  ['negative integers', (i) => -i],
  ['great numbers', (i) => 1e12 + i],
  ['fractions', (i) => i / 3],
  ['bigints', (i) => BigInt(i)],
  ['symbols', (i) => Symbol(`user:${i}`)],
  ['dates', (i) => new Date(i)],
  ['arrays by their last element', (i) => ['user', i]],
  ['arrays by their first element', (i) => [i, 'user']],
  ['arrays in arrays', (i) => ['user', [i]]],
  ['arrays of flags', (i) => Array.from({ length: 10 }, (_bit, bit) => (i & (1 << bit)) !== 0)],
  ['objects by their values', (i) => ({ user: i })],
  ['objects by their names', (i) => ({ [`user${i}`]: 1 })],
  ['objects in arrays', (i) => ['user', { id: i }]],
])('spreads %s over all partitions', (_what, keyOf) => {
  const registry = new Registry({ keys: 'unique', partitions: PARTITIONS });
  for (let i = 1; i <= KEYS; i++) registry.register(keyOf(i), i);
  const keys = registry.stats().partitions.map((partition) => partition.keys);
  expect(Math.min(...keys)).toBeGreaterThan(LEAST);
  expect(Math.max(...keys)).toBeLessThan(MOST);
});
