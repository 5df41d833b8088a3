import { KeyMap } from '../../lib/registry/key-map.js';
import { captureKey } from '../../lib/registry/key.js';
import { caught } from '../support/caught.js';

type Box = { readonly of: unknown };
const put = (map: KeyMap<Box>, key: unknown): Box =>
  map.getOrInsert(captureKey(key), () => ({ of: key }));
const all = (map: KeyMap<Box>): unknown[] => [...map.values()].map((box) => box.of);

const KEYS = [
  ...['a', 7, -0, 0.5, 10n, true, null, Symbol.for('s')],
  ...[[], {}, [[]], [{}], { a: [] }, ['a'], ['a', 'b'], ['a', ['b']], [['a'], 'b'], new Date(5)],
  ...[{ a: 1 }, { a: 1, b: { c: [1, 2n, 0.5] } }, [new Date(5)], [undefined]],
];

describe('KeyMap', () => {
  it('makes a value once for each key', () => {
    const map = new KeyMap<Box>();
    const made = KEYS.map((key) => put(map, key));
    expect(new Set(made).size).toBe(KEYS.length);
    expect(map.size).toBe(KEYS.length);
    expect(KEYS.map((key) => put(map, key))).toEqual(made);
    expect(map.size).toBe(KEYS.length);
  });

  it('lets each key go without touching the others', () => {
    for (const gone of KEYS) {
      const map = new KeyMap<Box>();
      for (const key of KEYS) put(map, key);
      map.delete(captureKey(gone));
      expect(map.get(gone)).toBeUndefined();
      expect(all(map)).toHaveLength(KEYS.length - 1);
      const stayed = KEYS.filter((key) => key !== gone);
      expect(stayed.map((key) => map.get(key)?.of)).toEqual(stayed);
    }
  });

  it('has nothing when all have gone, and takes all again', () => {
    const map = new KeyMap<Box>();
    for (let times = 0; times < 2; times++) {
      for (const key of KEYS) put(map, key);
      expect(map.size).toBe(KEYS.length);
      for (const key of KEYS) map.delete(captureKey(key));
      expect(KEYS.map((key) => map.get(key))).toEqual(KEYS.map(() => undefined));
      expect([map.size, all(map)]).toEqual([0, []]);
    }
  });

  it('keeps a key that begins as one that has gone', () => {
    const map = new KeyMap<Box>();
    put(map, ['a']);
    put(map, ['a', 'b']);
    map.delete(['a']);
    expect(map.get(['a', 'b'])?.of).toEqual(['a', 'b']);
    expect([map.size, all(map)]).toEqual([1, [['a', 'b']]]);
  });

  it('keeps a part of a key that is a key itself, and a key that others are made of', () => {
    const map = new KeyMap<Box>();
    put(map, ['a', 'b']);
    put(map, [['a', 'b']]);
    put(map, ['a', 'b', 'c']);
    map.delete(['a', 'b']);
    expect(map.get([['a', 'b']])).toBeDefined();
    expect(map.get(['a', 'b', 'c'])).toBeDefined();
    put(map, ['a', 'b']);
    map.delete([['a', 'b']]);
    map.delete(['a', 'b', 'c']);
    expect(map.get(['a', 'b'])).toBeDefined();
    expect(map.size).toBe(1);
  });

  it.each([[[{ a: [{ a: 0 }] }]], [{ a: [{ a: 0 }] }], [[[[[]]]]], [{ a: { a: { a: 1 } } }]])(
    'lets go a key whose parts lead through the same places as itself: %j',
    (key) => {
      const map = new KeyMap<Box>();
      put(map, key);
      map.delete(captureKey(key));
      expect(map.get(key)).toBeUndefined();
      expect(all(map)).toEqual([]);
      put(map, key);
      expect(map.get(key)?.of).toBe(key);
    },
  );

  it('gives no value of those who left, also while they are remembered', () => {
    const map = new KeyMap<Box>();
    for (let i = 0; i < 2_000; i++) put(map, `key ${i}`);
    for (let i = 0; i < 2_000; i++) put(map, ['key', i]);
    for (const key of ['key 7', ['key', 7]]) map.delete(captureKey(key));
    const values = [...map.values()];
    expect(values).toHaveLength(3_998);
    expect(values).not.toContain(undefined);
  });

  it.each<[string, (i: number) => unknown]>([
    ['a string', (i) => `key ${i}`],
    ['an array', (i) => ['key', i]],
  ])('keeps %s that has come back when all who left after it are forgotten', (_, key) => {
    const map = new KeyMap<Box>();
    for (let i = 0; i < 4_000; i++) put(map, key(i));
    map.delete(captureKey(key(0)));
    put(map, key(0));
    for (let i = 1; i < 2_000; i++) map.delete(captureKey(key(i)));
    expect(map.get(key(0))).toBeDefined();
    expect([map.size, all(map).length]).toEqual([2_001, 2_001]);
  });

  it('does nothing for a key that is not there', () => {
    const map = new KeyMap<Box>();
    put(map, ['a', 'b']);
    for (const key of ['a', ['a'], ['a', 'b', 'c'], { a: 'b' }, 1, 2n]) map.delete(key);
    expect(map.size).toBe(1);
    expect(map.get(['a', 'b'])).toBeDefined();
  });

  it('gives every value that stays, when others come and go meanwhile', () => {
    const map = new KeyMap<Box>();
    for (const key of KEYS) put(map, key);
    const seen: unknown[] = [];
    let i = 0;
    for (const { of } of map.values()) {
      seen.push(of);
      // What is added may be seen or not: for ever is not what this is about.
      if (i < 10) put(map, ['new', i]);
      map.delete(['new', i++ - 1]);
    }
    for (const key of KEYS) expect(seen.filter((of) => of === key)).toHaveLength(1);
  });
});

describe('a KeyMap that is full', () => {
  const FULL: [string, (i: number) => unknown][] = [
    ['strings', (i) => `key ${i}`],
    ['integers', (i) => i],
    ['doubles', (i) => i + 0.5],
    ['bigints', (i) => BigInt(i)],
    ['dates', (i) => new Date(i)],
    ['arrays', (i) => ['user', i]],
    ['arrays of missing elements', (i) => [undefined, null, i]],
    ['objects', (i) => ({ user: i })],
    ['fields', (i) => ({ [`field ${i}`]: 1 })],
    [
      'nested arrays',
      (i) => [
        ['user', 'x'],
        ['in', i],
      ],
    ],
    ['parts that are full', (i) => ({ a: [i] })],
    ['parts that are not full', (i) => ({ a: [i % 2, i] })],
  ];

  it.each(FULL)('of %s says so, and is as it was', (_, key) => {
    const map = new KeyMap<Box>(4);
    for (let i = 0; i < 4; i++) put(map, key(i));
    const error = caught(() => put(map, key(4)));
    expect(error.code).toBe('PARTITION_FULL');
    expect(error.message).toMatch(/more than 4 keys.*more partitions/);
    expect(map.size).toBe(4);
    expect(map.get(key(4))).toBeUndefined();
    expect(all(map)).toEqual([0, 1, 2, 3].map(key));
  });

  it.each(FULL)('of %s has room again when one has left', (_, key) => {
    const map = new KeyMap<Box>(4);
    for (let i = 0; i < 4; i++) put(map, key(i));
    for (let i = 4; i < 50; i++) {
      caught(() => put(map, key(i)));
      map.delete(captureKey(key(i - 4)));
      put(map, key(i));
    }
    expect(all(map)).toEqual([46, 47, 48, 49].map(key));
  });

  it.each(FULL)('of %s has room again, also while those who left are remembered', (_, key) => {
    const many = 1_100;
    const map = new KeyMap<Box>(many);
    for (let i = 0; i < many; i++) put(map, key(i));
    for (let i = many; i < many + 50; i++) {
      map.delete(captureKey(key(i - many)));
      put(map, key(i));
    }
    expect(caught(() => put(map, key(0))).code).toBe('PARTITION_FULL');
    expect(map.size).toBe(many);
    const present = Array.from({ length: many + 50 }, (_each, i) => map.get(key(i)) !== undefined);
    expect(present.indexOf(true)).toBe(50);
    expect(present.lastIndexOf(false)).toBe(49);
    expect(all(map)).toHaveLength(many);
  });

  it('keeps nothing of the parts of a key that found no room', () => {
    const map = new KeyMap<Box>(4);
    for (let i = 0; i < 4; i++) put(map, [i]);
    for (let i = 0; i < 20; i++) {
      expect(caught(() => put(map, [{ part: `new ${i}` }])).code).toBe('PARTITION_FULL');
    }
    for (let i = 0; i < 4; i++) put(map, { part: `fine ${i}` });
    expect(map.size).toBe(8);
  });

  it('keeps nothing of the beginning of a key that found no room', () => {
    const map = new KeyMap<Box>(4);
    for (let i = 0; i < 4; i++) put(map, { n: i });
    for (let i = 4; i < 20; i++) {
      expect(caught(() => put(map, [`new ${i}`, { n: i }])).code).toBe('PARTITION_FULL');
    }
    for (let i = 0; i < 4; i++) put(map, [`fine ${i}`]);
    expect(map.size).toBe(8);
  });
});
