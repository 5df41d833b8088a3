/** What cannot be a key, by the words in which the error must say why. */
export const BAD_KEYS: [string, () => unknown, RegExp][] = [
  ['undefined', () => undefined, /it is undefined/],
  ['a promise', () => Promise.resolve(1), /it is a promise/],
  [
    'a thenable instance',
    () =>
      new (class Query {
        then() {}
      })(),
    /it is a promise/,
  ],
  ['a thenable object', () => ({ then() {} }), /it is a promise/],
  ['a Map', () => new Map(), /it is a Map or Set/],
  ['a Set', () => new Set(), /it is a Map or Set/],
  ['a WeakMap', () => new WeakMap(), /it is a WeakMap or WeakSet/],
  ['a WeakSet', () => new WeakSet(), /it is a WeakMap or WeakSet/],
  ['a RegExp', () => /a/, /it is a RegExp/],
  ['a boxed string', () => Object('a'), /it is a boxed primitive/],
  ['a boxed number', () => Object(1), /it is a boxed primitive/],
  ['a boxed boolean', () => Object(true), /it is a boxed primitive/],
  ['a boxed bigint', () => Object(1n), /it is a boxed primitive/],
  ['a boxed symbol', () => Object(Symbol('a')), /it is a boxed primitive/],
  ['an ArrayBuffer', () => new ArrayBuffer(8), /it is a buffer/],
  ['a SharedArrayBuffer', () => new SharedArrayBuffer(8), /it is a buffer/],
  ['a typed array', () => new Uint8Array(8), /it is a buffer/],
  ['a DataView', () => new DataView(new ArrayBuffer(8)), /it is a buffer/],
  ['a Buffer', () => Buffer.from('a'), /it is a buffer/],
  ['an object with a symbol field', () => ({ a: 1, [Symbol('b')]: 2 }), /fields named by symbols/],
  ['a Map within', () => ['user', { of: new Map() }], /its part \[1\]\.of is a Map or Set/],
  ['a promise within', () => ['user', Promise.resolve(7)], /its part \[1\] is a promise/],
  ['symbol fields within', () => [{ [Symbol('b')]: 2 }], /its part \[0\] has fields named by/],
  [
    'what throws when it is read',
    () => ({
      get a() {
        throw new Error('no');
      },
    }),
    /reading it threw an error/,
  ],
  ['what nests in itself', cyclic, /nests deeper than 64 levels/],
  ['an object that nests in itself', cyclicObject, /nests deeper than 64 levels/],
  ['what nests 100,000 deep', deep, /nests deeper than 64 levels/],
  ['a giant array without elements', () => new Array(1e9), /holds more than 10000 values/],
  ['an array of 10,001', () => Array.from({ length: 10_001 }, () => 0), /more than 10000 values/],
  [
    'an object of 10,001',
    () => Object.fromEntries(Array.from({ length: 10_001 }, (_, i) => [`${i}`, 0])),
    /more than 10000/,
  ],
  ['what unfolds to 2^40 parts', unfolding, /holds more than 10000 values/],
];

function cyclic(): unknown {
  const key: unknown[] = [];
  key.push(key);
  return key;
}

function cyclicObject(): unknown {
  const key: Record<string, unknown> = {};
  key['a'] = key;
  return key;
}

function deep(): unknown {
  let key: unknown[] = [];
  for (let i = 0; i < 100_000; i++) key = [key];
  return key;
}

function unfolding(): unknown {
  let key: unknown[] = [];
  for (let i = 0; i < 40; i++) key = [key, key];
  return key;
}
