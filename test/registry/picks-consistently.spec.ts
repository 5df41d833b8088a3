import fc from 'fast-check';
import {
  consistentHash,
  InvalidKeyError,
  InvalidOptionError,
  InvalidPickError,
  Registry,
  type Entry,
  type Key,
} from 'nestjs-registry';
import { murmurHash } from '../../lib/registry/pick/murmur-hash.js';
import { caught } from '../support/caught.js';
import { countOperations } from '../support/count-operations.js';
import { replayable } from '../support/replayable.js';

const KEYS = 10_000;
const by = ({ value }: Entry<string>): string => value;

/** Made once: each strategy is for one key. */
const strategies = Array.from({ length: KEYS }, (_, i) => consistentHash(['user', i], { by }));
const placesIn = (registry: Registry<{ value: string }>): string[] => {
  const candidates = registry.lookup('cache');
  return strategies.map((strategy) => strategy(candidates)!.value);
};

const cluster = (names: readonly string[]) => {
  const registry = new Registry<{ value: string }>({ keys: 'duplicate' });
  const registrations = names.map((name) => registry.register('cache', name));
  const pick = (on: Key) => registry.pick('cache', consistentHash(on, { by }))!.value;
  return { registry, registrations, pick };
};
const numbered = (n: number): string[] => Array.from({ length: n }, (_, i) => `cache-${i}`);

describe('consistentHash', () => {
  it('picks the same for the same, whatever the order of the candidates', () => {
    const forth = placesIn(cluster(['a', 'b', 'c', 'd']).registry);
    expect(placesIn(cluster(['d', 'b', 'c', 'a']).registry)).toEqual(forth);
  });

  describe.each([2, 3, 5, 10, 20, 50])('with %i instances', (n) => {
    const { registry, registrations } = cluster(numbered(n));
    const before = placesIn(registry);
    /** By how many standard deviations of a lot a count differs from a share. */
    const unfairness = (count: number, share: number) => Math.abs(count - share) / Math.sqrt(share);

    it('each has a fair share', () => {
      const shares = numbered(n).map((name) => before.filter((place) => place === name).length);
      expect(Math.max(...shares.map((share) => unfairness(share, KEYS / n)))).toBeLessThan(5);
    });

    it('who comes takes a fair share and moves no other key', () => {
      const newcomer = registry.register('cache', 'new');
      const after = placesIn(registry);
      newcomer.unregister();
      const moved = after.filter((place, i) => place !== before[i]);
      expect(new Set(moved)).toEqual(new Set(['new']));
      expect(unfairness(moved.length, KEYS / (n + 1))).toBeLessThan(5);
    });

    it('who leaves moves its own keys and no other', () => {
      const leaving = Math.floor(n / 2);
      registrations[leaving]!.unregister();
      const after = placesIn(registry);
      const left = before.map((place) => place === `cache-${leaving}`);
      expect(after.map((place, i) => place !== before[i])).toEqual(left);
    });
  });

  it('moves only what must move, whichever instances and keys there are', () => {
    const run = (): void =>
      fc.assert(
        fc.property(
          fc.uniqueArray(fc.string(), { minLength: 2, maxLength: 8 }),
          fc.array(fc.oneof(fc.string(), fc.integer(), fc.tuple(fc.string(), fc.integer())), {
            maxLength: 30,
          }),
          fc.nat(),
          (names, keys, at) => {
            const { pick, registrations } = cluster(names);
            const before = keys.map(pick);
            const gone = names[at % names.length];
            registrations[at % names.length]!.unregister();
            const stayed = keys.filter((_, i) => before[i] !== gone);
            expect(stayed.map(pick)).toEqual(before.filter((place) => place !== gone));
          },
        ),
        replayable(200),
      );
    expect(run).not.toThrow();
  });

  it('picks the same in every process: these places must never change', () => {
    const keys = [1, '1', ['user', 7n], { b: [true, null], a: 'ü' }, new Date(0), Symbol.for('s')];
    expect(keys.map(cluster(numbered(10)).pick)).toEqual([
      ...['cache-5', 'cache-0', 'cache-3', 'cache-9', 'cache-7', 'cache-7'],
    ]);
  });

  it.each([
    [1, '1'],
    [1n, 1],
    [['a,b'], ['a', 'b']],
    [{ a: 1 }, [['a', 1]]],
    [null, 'null'],
    [[undefined], [null]],
    [new Date(7), 7],
    [Symbol.for('a'), 'a'],
  ])('tells %p from %p', (one, other) => {
    const { pick } = cluster(numbered(50));
    const around = (key: unknown) => Array.from({ length: 20 }, (_, i) => pick([key, i]));
    expect(around(one)).not.toEqual(around(other));
  });

  it.each([
    [0, -0],
    [NaN, NaN],
    [
      { a: 1, b: 2 },
      { b: 2, a: 1 },
    ],
  ])('takes %p and %p for the same, as a registry does', (one, other) => {
    const { pick } = cluster(numbered(50));
    const around = (key: unknown) => Array.from({ length: 20 }, (_, i) => pick([key, i]));
    expect(around(one)).toEqual(around(other));
  });

  it('takes instances of one name for one: the first registered', () => {
    const registry = new Registry<{ value: { name: string; n: number } }>({ keys: 'duplicate' });
    for (let n = 0; n < 4; n++) registry.register('cache', { name: 'same', n });
    const strategy = consistentHash<{ name: string }>(7, { by: ({ value }) => value.name });
    expect(registry.pick('cache', strategy)?.value.n).toBe(0);
  });

  it('picks the same of two whose hashes are equal, whatever their order', () => {
    const names = ['cache-56289', 'cache-87236'];
    const seed = murmurHash('"user"', 0);
    const [one, other] = names.map((name) => murmurHash(name, seed));
    expect(one).toBe(other);
    expect(cluster(names.toReversed()).pick('user')).toBe(cluster(names).pick('user'));
  });

  it('takes numbers for names', () => {
    const registry = new Registry<{ value: number }>({ keys: 'duplicate' });
    for (let n = 0; n < 10; n++) registry.register('cache', n);
    const picked = (on: Key) =>
      registry.pick('cache', consistentHash(on, { by: ({ value }) => value }))?.value;
    const places = Array.from({ length: 100 }, (_, i) => picked(i));
    expect(new Set(places).size).toBe(10);
  });

  it('names an instance by the id of its owner, unless told otherwise', () => {
    const { registry } = cluster(['a', 'b', 'c']);
    const byId = consistentHash<string>('x', { by: ({ owner }) => owner.id });
    expect(registry.pick('cache', consistentHash('x'))).toBe(registry.pick('cache', byId));
  });

  it('costs the same for each candidate, however many there are', () => {
    const steps = (n: number): number => {
      const { registry } = cluster(numbered(n));
      registry.lookup('cache');
      return countOperations(() => registry.pick('cache', consistentHash(7, { by }))) / n;
    };
    expect(steps(10_000)).toBeLessThan(steps(1000) * 1.1);
  });

  it.each([undefined, null, Symbol('a'), {}])('refuses the name %p', (name) => {
    const { registry } = cluster(['a']);
    const strategy = consistentHash('x', { by: () => name as string });
    const error = caught<InvalidPickError>(() => registry.pick('cache', strategy));
    expect(error).toBeInstanceOf(InvalidPickError);
    expect(error.message).toContain(
      "the name of { key: 'cache', value: 'a' } to be a string or a number",
    );
  });

  it.each([undefined, Promise.resolve(), class {}, Symbol('local'), ['a', () => 1]])(
    'refuses %p, which is no key or means nothing in another process',
    (on) => {
      expect(() => consistentHash(on as Key)).toThrow(InvalidKeyError);
    },
  );

  it('refuses options that there are not', () => {
    expect(() => consistentHash('x', { by: 'name' as unknown as () => string })).toThrow(
      InvalidOptionError,
    );
  });
});

// Published test vectors, for bytes: two of them make a character.
it.each([
  ['', 0, 0],
  ['', 1, 0x514e28b7],
  ['aa', 0x9747b28c, 0x5d211726],
  ['ab', 0x9747b28c, 0x74875592],
  ['test', 0, 0xba6bd213],
  ['aaaa', 0x9747b28c, 0x5a97808a],
  ['abcd', 0x9747b28c, 0xf0478627],
  ['ππππππππ', 0x9747b28c, 0xd58063c1],
])('murmurHash of the bytes of %p with the seed %p', (text, seed, expected) => {
  expect(murmurHash(Buffer.from(text, 'utf8').toString('utf16le'), seed)).toBe(expected);
});
