import { Registry, type Key } from 'nestjs-registry';

/** V8's hash of a small integer, which has no seed: anybody can choose integers that collide in a Map. */
function hashOfInteger(k: number): number {
  let h = (~k + (k << 15)) >>> 0;
  h ^= h >>> 12;
  h = (h + (h << 2)) >>> 0;
  h ^= h >>> 4;
  h = Math.imul(h, 2057) >>> 0;
  h ^= h >>> 16;
  return h & 0x3fffffff;
}

/** Integers that all fall into the first bucket of a table of 2^bits buckets. */
function colliding(count: number, bits: number): number[] {
  const chosen: number[] = [];
  for (let k = 0; chosen.length < count; k++) {
    if ((hashOfInteger(k) & ((1 << bits) - 1)) === 0) chosen.push(k);
  }
  return chosen;
}

/** What the engine's maps are given as keys while `run` runs, but for the numbers that a registry gives its own chunks. */
function mapKeys(run: () => void): unknown[] {
  const given: unknown[] = [];
  const set = Object.getOwnPropertyDescriptor(Map.prototype, 'set')!;
  Object.defineProperty(Map.prototype, 'set', {
    ...set,
    value(this: unknown, ...args: [unknown, unknown]) {
      if (!Object.hasOwn(args[1] as object, 'sequences')) given.push(args[0]);
      return (set.value as (...args: unknown[]) => unknown).apply(this, args);
    },
  });
  try {
    run();
  } finally {
    Object.defineProperty(Map.prototype, 'set', set);
  }
  return given;
}

const chosen = colliding(20_000, 8);

const WAYS: [string, (part: unknown) => unknown][] = [
  ['as a key', (part) => part],
  ['in an array', (part) => ['user', part]],
  ['in an object', (part) => ({ user: part })],
];

describe.each(WAYS)('%s', (_, key) => {
  it('integers that are chosen to collide do not', () => {
    const registry = new Registry({ keys: 'unique' });
    const tokens = mapKeys(() => {
      for (const k of chosen) registry.register(key(k) as Key, k);
    }).filter((token) => typeof token === 'number');
    expect(tokens).toHaveLength(chosen.length);
    // Spread over 256 buckets, 80 would fall into the one at which they were aimed.
    const buckets = new Map<number, number>();
    for (const token of tokens) {
      const bucket = hashOfInteger(token) & 255;
      buckets.set(bucket, (buckets.get(bucket) ?? 0) + 1);
    }
    expect(Math.max(...buckets.values())).toBeLessThan(1000);
  });

  it('two registries give the same integers different places', () => {
    const token = () =>
      mapKeys(() => {
        const registry = new Registry({ keys: 'unique' });
        // With another in the same place: one alone is kept without a `Map`.
        for (const part of [12_345, 'another']) registry.register(key(part) as Key, 1);
      })
        .filter((given) => typeof given === 'number')
        .join();
    expect(new Set([token(), token(), token()]).size).toBeGreaterThan(1);
  });

  const UNSEEDED: [string, (i: number) => unknown][] = [
    ['bigints with the same low 64 bits', (i) => (BigInt(i) << 64n) + 1n],
    ['integers beyond 32 bits', (i) => 2 ** 32 + i],
    ['doubles', (i) => i + 0.5],
  ];

  it.each(UNSEEDED)('%s never reach the engine as numbers', (_name, part) => {
    const registry = new Registry({ keys: 'unique', partitions: 2 });
    const given = mapKeys(() => {
      for (let i = 0; i < 5000; i++) registry.register(key(part(i)) as Key, i);
    });
    expect(given.length).toBeGreaterThanOrEqual(5000);
    expect(given.filter((token) => ['number', 'bigint'].includes(typeof token))).toEqual([]);
    expect(registry.get(key(part(7)) as Key)?.value).toBe(7);
  });

  const SPELLED: [string, (i: number) => unknown][] = [
    ['integers beyond 31 bits', (i) => 2 ** 31 + i],
    ['bigints', (i) => BigInt(i)],
    ['dates', (i) => new Date(i)],
  ];

  it.each(SPELLED)('%s never reach the engine as strings that are numbers', (_name, part) => {
    const registry = new Registry({ keys: 'unique' });
    const given = mapKeys(() => {
      for (let i = 0; i < 100; i++) registry.register(key(part(i)) as Key, i);
    });
    const texts = given.filter((token) => typeof token === 'string');
    expect(texts.length).toBeGreaterThanOrEqual(100);
    expect(texts.filter((text) => /^\d/.test(text))).toEqual([]);
    expect(registry.get(key(part(7)) as Key)?.value).toBe(7);
  });
});
