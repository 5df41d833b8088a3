import fc from 'fast-check';
import {
  $,
  $_,
  $$,
  _,
  decodeTerm,
  encodeTerm,
  exact,
  InvalidTermError,
  Owner,
  query,
  Registry,
  rest,
  variable,
  type Key,
  type MatchSpec,
} from 'nestjs-registry';
import { caught } from '../support/caught.js';
import { replayable } from '../support/replayable.js';

const owners = [new Owner('ann'), new Owner('bob')];
const owner = (id: string) => owners.find((known) => known.id === id);
const roundTrip = (term: unknown): unknown =>
  decodeTerm(encodeTerm(term), { owner, symbols: true });

const NAMES = ['__proto__', 'constructor', 'toString', 'toJSON', '$bigint', '$object', '$', '0'];
const atom = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.constantFrom('_', '$1', '$bigint', '__proto__', '\ud800'),
  fc.double(),
  fc.integer(),
  fc.constantFrom<unknown>(NaN, Infinity, -Infinity, -0, 0, 2 ** 53 + 2, 5e-324),
  fc.bigInt(),
  fc.constantFrom<unknown>(undefined, null, true, false, 10n ** 50n, ...owners),
  fc.date({ noInvalidDate: false }),
  fc.string().map((name) => Symbol.for(name)),
);
const nested = (
  leaf: fc.Arbitrary<unknown>,
  more: (part: fc.Arbitrary<unknown>) => fc.Arbitrary<unknown>,
) =>
  fc.letrec<{ part: unknown }>((tie) => ({
    part: fc.oneof({ depthSize: 'medium' }, leaf, more(tie('part'))),
  })).part;
const fields = (part: fc.Arbitrary<unknown>) =>
  fc.dictionary(fc.oneof(fc.string(), fc.constantFrom(...NAMES)), part, {
    maxKeys: 4,
    noNullPrototype: true,
  });
const term = nested(atom, (part) => fc.oneof(fc.array(part, { maxLength: 4 }), fields(part)));
const bindable = fc.oneof(
  fc.constant(_),
  fc.nat().map((number) => $(number)),
  fc.string({ minLength: 1 }).map((name) => variable(name)),
);
const pattern = nested(fc.oneof(atom, bindable, fc.constantFrom($_, $$)), (part) =>
  fc.oneof(
    fc.array(part, { maxLength: 4 }),
    fields(part),
    fields(part).map((of) => exact(of)),
    bindable.map((of) => rest(of as typeof _)),
  ),
);

/** The same in every respect: types, signs, prototypes, order of fields aside. */
function same(a: unknown, b: unknown): boolean {
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) {
    return Object.is(a, b);
  }
  if (Object.getPrototypeOf(a) !== Object.getPrototypeOf(b)) return false;
  if (a instanceof Owner || a === _ || a === $_ || a === $$) return a === b;
  if (a instanceof Date) return Object.is(a.getTime(), (b as Date).getTime());
  const names = Object.keys(a);
  return (
    names.length === Object.keys(b).length &&
    names.every(
      (name) => Object.hasOwn(b, name) && same(Reflect.get(a, name), Reflect.get(b, name)),
    )
  );
}

it.each<[string, fc.Arbitrary<unknown>]>([
  ['keys and values', term],
  ['patterns', pattern],
  [
    'specs',
    fc.array(
      fc.record(
        { head: fc.tuple(pattern, pattern, pattern), body: fc.array(pattern) },
        { noNullPrototype: true },
      ),
    ),
  ],
])('%s are the same again', (_what, arbitrary) => {
  fc.assert(
    fc.property(arbitrary, (made) => {
      expect(same(roundTrip(made), made)).toBe(true);
    }),
    replayable(1500),
  );
});

it('encoding what was decoded gives the same text', () => {
  fc.assert(
    fc.property(pattern, (made) => {
      expect(encodeTerm(roundTrip(made))).toBe(encodeTerm(made));
    }),
    replayable(500),
  );
});

it('a key that was decoded is the same key', () => {
  fc.assert(
    fc.property(
      term.filter((made) => made !== undefined),
      (key) => {
        const registry = new Registry({ keys: 'unique' });
        registry.register(key as Key, 1);
        expect(registry.lookup(roundTrip(key) as Key)).toHaveLength(1);
      },
    ),
    replayable(500),
  );
});

it('a spec that was decoded asks the same', () => {
  const registry = new Registry({ keys: 'unique' });
  registry.register(['user', 7n], { at: new Date(7), n: NaN, by: owners[0] });
  const spec: MatchSpec = [
    {
      head: [['user', rest($(1))], variable('who'), { at: new Date(7), n: NaN, by: owners[0] }],
      guards: [['>', ['at', 0, $(1)], 6n]],
      body: [{ $$: $$, key: ['get', 'key', $_] }],
    },
  ];
  const decoded = roundTrip(spec) as MatchSpec;
  expect(registry.select(query(decoded))).toEqual(registry.select(spec));
  expect(registry.countSelect([{ ...decoded[0]!, body: [true] }])).toBe(1);
});

it.each<[string, unknown, text: string]>([
  ['a string', 'a', '"a"'],
  ['-0', -0, '{"$number":"-0"}'],
  ['NaN', NaN, '{"$number":"NaN"}'],
  ['undefined', undefined, '{"$undefined":true}'],
  ['a bigint', 7n, '{"$bigint":"7"}'],
  ['a date', new Date(7), '{"$date":7}'],
  ['an invalid date', new Date(NaN), '{"$date":null}'],
  ['a symbol', Symbol.for('s'), '{"$symbol":"s"}'],
  ['an owner', owners[0], `{"$owner":"${owners[0]!.id}"}`],
  ['_', _, '{"$any":true}'],
  ['a number', $(1), '{"$var":1}'],
  ['a name', variable('a'), '{"$var":"a"}'],
  ['a rest', rest(), '{"$rest":{"$any":true}}'],
  ['exact', exact({ a: 1 }), '{"$exact":{"a":1}}'],
  ['$_', $_, '{"$whole":"entry"}'],
  ['$$', $$, '{"$whole":"bindings"}'],
  ['a field like a tag', { $bigint: '7' }, '{"$object":[["$bigint","7"]]}'],
  ['a field __proto__', JSON.parse('{"__proto__":1}'), '{"$object":[["__proto__",1]]}'],
])('the form of %s stays what it is, since it may be stored', (_what, made, text) => {
  expect(encodeTerm(made)).toBe(text);
  expect(same(decodeTerm(text, { owner, symbols: true }), made)).toBe(true);
});

it.each<[string, unknown]>([
  ['a function', () => 1],
  ['a class', class {}],
  ['an instance', new (class {})()],
  ['a Map', new Map()],
  ['a registry', new Registry({ keys: 'unique' })],
  ['a symbol that is not registered', Symbol('s')],
  ['a well-known symbol', Symbol.iterator],
  ['a field named by a symbol', { [Symbol.for('s')]: 1 }],
  ['a bigint of 10,001 digits', 10n ** 10_000n],
  ['a bigint of a million bits', 1n << 1_000_000n],
  ['a getter that throws', Object.defineProperty({}, 'a', { enumerable: true, get: thrower })],
  ['a revoked proxy', revoked()],
  ['an array in itself', cyclic()],
  ['what is 100,000 levels deep', deep(100_000)],
  ['what is 101 levels deep', deep(101)],
])('%s cannot leave, wherever it stands', (_what, made) => {
  for (const part of [made, [made], { a: [made] }, exact({ a: made })]) {
    expect(caught(() => encodeTerm(part))).toBeInstanceOf(InvalidTermError);
  }
});

it('100 levels are the most, on both ways', () => {
  expect(roundTrip(deep(100))).toEqual(deep(100));
  expect(roundTrip(deep(99, rest()))).toEqual(deep(99, rest()));
  expect(caught(() => encodeTerm(deep(100, rest())))).toBeInstanceOf(InvalidTermError);
});

it('100,000 parts are the most', () => {
  const parts = (count: number) => new Array<number>(count - 1).fill(1);
  expect(roundTrip(parts(100_000))).toEqual(parts(100_000));
  expect(caught(() => encodeTerm(parts(100_001)))).toBeInstanceOf(InvalidTermError);
});

it('10,000 digits are the most, on both ways', () => {
  expect(roundTrip(10n ** 9999n)).toBe(10n ** 9999n);
  expect(roundTrip(-(10n ** 9999n))).toBe(-(10n ** 9999n));
});

function thrower(): never {
  throw new Error('no');
}

function revoked(): object {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  return proxy;
}

function cyclic(): unknown {
  const made: unknown[] = [];
  made.push(made);
  return made;
}

function deep(levels: number, innermost: unknown = 1): unknown {
  let made = innermost;
  for (let i = 0; i < levels; i++) made = [made];
  return made;
}
