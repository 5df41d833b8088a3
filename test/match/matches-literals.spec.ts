import { runInNewContext } from 'node:vm';
import { _, Owner } from 'nestjs-registry';
import { matches } from '../support/match.js';

class Point {
  constructor(readonly x = 0) {}
}
const point = new Point();
const owner = new Owner('ann');
const symbol = Symbol('s');
const arrow = () => 1;
const map = new Map();

/** Equal literals, made anew each time where that can be. */
const LITERALS: [string, () => unknown][] = [
  ['a string', () => 'a'],
  ['an empty string', () => ''],
  ['the string "_"', () => '_'],
  ['the string "$1"', () => '$1'],
  ['the string "$_"', () => '$_'],
  ['an integer', () => 1],
  ['zero', () => 0],
  ['a fraction', () => 0.5],
  ['NaN', () => NaN],
  ['Infinity', () => Infinity],
  ['a bigint', () => 1n],
  ['a huge bigint', () => 2n ** 70n],
  ['true', () => true],
  ['false', () => false],
  ['null', () => null],
  ['undefined', () => undefined],
  ['a symbol', () => symbol],
  ['a registered symbol', () => Symbol.for('s')],
  ['a Date', () => new Date(7)],
  ['an invalid Date', () => new Date(NaN)],
  ['an instance of a class', () => point],
  ['a class', () => Point],
  ['a function', () => arrow],
  ['an owner', () => owner],
  ['a Map', () => map],
  ['an empty array', () => []],
];

describe.each(LITERALS)('%s', (name, make) => {
  it('matches itself', () => {
    expect(matches(make(), make())).toBe(true);
  });

  it('matches itself within an array and an object', () => {
    expect(matches({ a: [make()] }, { a: [make()] })).toBe(true);
  });

  it('matches no other literal', () => {
    const others = LITERALS.filter(([other]) => other !== name);
    expect(others.filter(([, other]) => matches(make(), other())).map(([other]) => other)).toEqual(
      [],
    );
  });
});

it.each<[string, unknown, unknown]>([
  ['1 and "1"', 1, '1'],
  ['1 and 1n', 1, 1n],
  ['1 and true', 1, true],
  ['null and undefined', null, undefined],
  ['a Date and its time', new Date(7), 7],
  ['two Dates', new Date(7), new Date(8)],
  ['two symbols of one name', Symbol('s'), Symbol('s')],
  ['two instances of a class with the same fields', new Point(1), new Point(1)],
  ['a plain object and an instance', { x: 1 }, new Point(1)],
  ['two Maps', new Map(), new Map()],
  ['two owners of one label', new Owner('ann'), new Owner('ann')],
  ['an object and an array', {}, []],
  ['an array and an object', [], {}],
  ['"_" and "a"', '_', 'a'],
  ['"$1" and 1', '$1', 1],
  ['a boxed string and a string', Object('a'), 'a'],
])('tells %s apart', (_what, pattern, value) => {
  expect(matches(pattern, value)).toBe(false);
});

it.each([
  [0, -0],
  [-0, 0],
])('there is one zero: %d matches %d', (pattern, value) => {
  expect(matches(pattern, value)).toBe(true);
});

it.each(LITERALS)('_ matches %s', (_what, make) => {
  expect(matches(_, make())).toBe(true);
});

const foreign = runInNewContext(
  '({ arrays: [1, { a: 2 }], objects: { a: [1] }, dates: new Date(7) })',
) as Record<string, unknown>;

it.each<[string, unknown]>([
  ['arrays', [1, { a: 2 }]],
  ['objects', { a: [1] }],
  ['dates', new Date(7)],
])('%s of another realm match as our own do', (what, own) => {
  expect(Object.getPrototypeOf(foreign[what])).not.toBe(Object.getPrototypeOf(own));
  expect([matches(own, foreign[what]), matches(foreign[what], own)]).toEqual([true, true]);
});

it('objects without a prototype are plain objects', () => {
  const bare = Object.assign(Object.create(null) as object, { a: 1 });
  expect([matches({ a: 1 }, bare), matches(bare, { a: 1 })]).toEqual([true, true]);
});
