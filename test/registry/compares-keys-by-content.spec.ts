import { createContext, runInContext } from 'node:vm';
import { Registry, type Key } from 'nestjs-registry';

const [one, other] = [Symbol('s'), Symbol('s')];
const date = (time: number) => new Date(time);
class Point {
  constructor(readonly x: number) {}
}
class Prototypical {
  isPrototypeOf(): boolean {
    return false;
  }
}
const BARE = Object.create(null) as object;
const inherits = (from: object) => Object.create(from) as object;
const point = new Point(1);
const arrow = () => 1;
const awaitable = Object.assign(() => 1, { then: () => undefined });

const EQUAL: [string, unknown, unknown][] = [
  ['NaN', NaN, NaN],
  ['[NaN]', [NaN], [NaN]],
  ['0 and -0', 0, -0],
  ['[0] and [-0]', [0], [-0]],
  ['[1n]', [1n], [1n]],
  ['one symbol', [one], [one]],
  ['one registered symbol', Symbol.for('a'), Symbol.for('a')],
  [
    'many fields in another order',
    Object.fromEntries(Array.from({ length: 20 }, (_, i) => [`f${i}`, i])),
    Object.fromEntries(Array.from({ length: 20 }, (_, i) => [`f${19 - i}`, 19 - i])),
  ],
  ['one function that has a then', awaitable, awaitable],
  ['dates of one time', date(5), date(5)],
  ['dates of one time within', [date(5)], [date(5)]],
  ['invalid dates', date(NaN), date(NaN)],
  ['nested arrays', [1, [2, [3]]], [1, [2, [3]]]],
  ['fields in another order', { a: 1, b: 2 }, { b: 2, a: 1 }],
  ['numbered fields in another order', { 2: 1, b: 2, 10: 3 }, { b: 2, 10: 3, 2: 1 }],
  ['nested objects', { a: { b: 1, c: 2 } }, { a: { c: 2, b: 1 } }],
  ['objects in arrays', [{ a: 1 }], [{ a: 1 }]],
  ['an object without a prototype', { a: 1 }, Object.assign(Object.create(null), { a: 1 })],
  ['empty arrays', [], []],
  ['empty objects', {}, {}],
  ['a hole and undefined', [undefined, 1], Array.from({ length: 2, 1: 1 })],
  ['doubles', 1.5, 1.5],
  ['doubles within', [1.5], [1.5]],
  ['integers beyond 32 bits', 2 ** 40, 2 ** 40],
  ['Infinity', [Infinity], [Infinity]],
  ['bigints', 10n ** 30n, 10n ** 30n],
  ['null', null, null],
  ['a class', Point, Point],
  ['an instance', point, point],
  ['a function within', ['f', arrow], ['f', arrow]],
  ['an own field named __proto__', JSON.parse('{"__proto__":1}'), JSON.parse('{"__proto__":1}')],
];

const DIFFERENT: [string, unknown, unknown][] = [
  ['two that inherit from what inherits nothing', inherits(BARE), inherits(BARE)],
  ['two whose class has an isPrototypeOf', new Prototypical(), new Prototypical()],
  ["'1' and 1", '1', 1],
  ["['1'] and [1]", ['1'], [1]],
  ['[NaN] and [null]', [NaN], [null]],
  ["NaN and 'NaN'", NaN, 'NaN'],
  ['1n and 1', 1n, 1],
  ['[1n] and [1]', [1n], [1]],
  ["1n and '1'", 1n, '1'],
  ['two symbols of one description', [one], [other]],
  ['a date and its number', [date(5)], [5]],
  ['a date and its ISO string', [date(5)], [date(5).toISOString()]],
  ['a date and the next', date(5), date(6)],
  ['[1, [2]] and [1, 2]', [1, [2]], [1, 2]],
  ['[[1], 2] and [[1, 2]]', [[1], 2], [[1, 2]]],
  ["['a,b'] and ['a', 'b']", ['a,b'], ['a', 'b']],
  ['tricky quotes', ['a"1'], ['a', '1']],
  ['{ a: undefined } and {}', { a: undefined }, {}],
  ['[undefined] and []', [undefined], []],
  ['[undefined] and [null]', [undefined], [null]],
  ["null and 'null'", null, 'null'],
  ["[null] and ['null']", [null], ['null']],
  ['true and 1', true, 1],
  ["[true] and ['true']", [true], ['true']],
  ['[] and {}', [], {}],
  ["[] and ''", [], ''],
  ['nested objects of different values', { a: { b: 1 } }, { a: { b: 2 } }],
  ['1e21 and its string', 1e21, '1e21'],
  ['1e21 and how it is spelled', [1e21], ['1e+21']],
  ['Infinity and null', Infinity, null],
  ['Infinity and -Infinity', [Infinity], [-Infinity]],
  ['an array and its object', ['a'], { 0: 'a' }],
  ['one field and two', { a: 1 }, { a: 1, b: 2 }],
  ['a field and its name and value', { a: 1 }, ['a', 1]],
  ['an array and its beginning', [1, 2], [1]],
  ['a key and an array of it', 'a', ['a']],
  ['two instances of one content', new Point(1), new Point(1)],
  ['an instance and its content', new Point(1), { x: 1 }],
  ['__proto__ as a field and no field', JSON.parse('{"__proto__":1}'), {}],
  ['__proto__ as fields', JSON.parse('{"__proto__":1}'), JSON.parse('{"__proto__":2}')],
  ['an integer of 32 bits and one beyond', 1, 2 ** 32 + 1],
  ['a bigint and one with the same low bits', 1n, 2n ** 64n + 1n],
  ['a bigint and its negative', [1n], [-1n]],
];

const registered = (partitions: number, key: unknown): Registry => {
  const registry = new Registry({ keys: 'unique', partitions });
  registry.register(key as Key, 'here');
  return registry;
};

describe.each([1, 7])('with %i partitions', (partitions) => {
  it.each(EQUAL)('%s are one key', (_, a, b) => {
    expect(registered(partitions, a).get(b as Key)?.value).toBe('here');
    expect(registered(partitions, b).tryRegister(a as Key, 2).ok).toBe(false);
  });

  it.each(DIFFERENT)('%s are two keys', (_, a, b) => {
    expect(registered(partitions, a).lookup(b as Key)).toEqual([]);
    expect(registered(partitions, b).lookup(a as Key)).toEqual([]);
    expect(registered(partitions, b).tryRegister(a as Key, 2).ok).toBe(true);
  });

  it.each([
    ['an object', '({ b: [1], a: 2 })', { a: 2, b: [1] }],
    ['an array', '["user", [1]]', ['user', [1]]],
    ['a date', 'new Date(5)', new Date(5)],
    ['an array of them', '[{ a: new Date(5) }]', [{ a: new Date(5) }]],
  ])('%s of another realm is compared by content', (_, source, own) => {
    const foreign = runInContext(source, createContext()) as Key;
    expect(registered(partitions, foreign).get(own)?.value).toBe('here');
    expect(registered(partitions, own).get(foreign)?.value).toBe('here');
  });

  it('an instance of a class of another realm is a key by identity', () => {
    const [a, b] = runInContext('class P { x = 1 }; [new P(), new P()]', createContext()) as [
      object,
      object,
    ];
    expect(registered(partitions, a).get(a)?.value).toBe('here');
    expect(registered(partitions, a).get(b)).toBeUndefined();
  });

  it.each(EQUAL)('%s are one key for changes, names, locks and meta', async (_, a, b) => {
    const registry = new Registry({ keys: 'unique', partitions });
    const changes: unknown[] = [];
    registry.changes({ key: a as Key }).subscribe((change) => changes.push(change.type));
    const waiting = registry.whenRegistered(a as Key);
    registry.register(b as Key, 'came');
    registry.meta.set(a as Key, 'fact');
    expect(changes).toEqual(['registered']);
    expect((await waiting).value).toBe('came');
    expect(registry.meta.get(b as Key)).toBe('fact');
    const order: number[] = [];
    await Promise.all([
      registry.lock(a as Key, async () => {
        await Promise.resolve();
        order.push(1);
      }),
      registry.lock(b as Key, () => order.push(2)),
    ]);
    expect(order).toEqual([1, 2]);
  });

  it.each(DIFFERENT)('%s are two keys for changes', (_, a, b) => {
    const registry = new Registry({ keys: 'unique', partitions });
    const changes: unknown[] = [];
    registry.changes({ key: a as Key }).subscribe((change) => changes.push(change));
    registry.register(b as Key, 1);
    expect(changes).toEqual([]);
  });
});
