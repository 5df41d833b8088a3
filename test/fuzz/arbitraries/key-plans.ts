import fc from 'fast-check';
import { BAD_KEYS } from '../../support/bad-keys.js';
import { named, plain } from './plain.js';

/** How a composite is dressed up; it means the same in each dress. */
export type Dress = 'plain' | 'frozen' | 'proxy' | 'getters' | 'bare' | 'foreign' | 'extended';

/** A key as data: what it is made of, and how. */
export type KeyPlan =
  | { readonly is: 'text'; readonly text: string; readonly times: number }
  | { readonly is: 'number'; readonly number: number }
  | { readonly is: 'bigint'; readonly low: bigint; readonly shift: number }
  | { readonly is: 'atom'; readonly atom: boolean | null | undefined }
  | { readonly is: 'symbol' | 'identity'; readonly which: number }
  | { readonly is: 'date'; readonly time: number; readonly dress: Dress }
  | { readonly is: 'array'; readonly items: readonly KeyPlan[]; readonly dress: Dress }
  | {
      readonly is: 'record';
      readonly fields: readonly (readonly [string, KeyPlan])[];
      readonly dress: Dress;
    }
  /** `[[[…inner…]]]`, or an array of as many elements. */
  | { readonly is: 'deep' | 'wide'; readonly size: number; readonly inner: KeyPlan }
  /** What cannot be a key. */
  | { readonly is: 'bad'; readonly which: number }
  /** What says something else each time, or throws: a key or none, but never harm. */
  | { readonly is: 'hostile'; readonly which: number; readonly inner: KeyPlan };

export const HOSTILE_KINDS = 14;
export const SYMBOLS = 4;
export const IDENTITIES = 6;

const LONE = '\ud800';
const HOSTILE_TEXT = [
  ...['__proto__', 'constructor', 'prototype', 'hasOwnProperty', 'toString', 'valueOf', 'then'],
  ...[
    '',
    '\0',
    LONE,
    `\udc00a`,
    `${LONE}${LONE}`,
    '\u2028',
    '$1',
    '_',
    '*',
    '**',
    'a:*',
    '$object',
  ],
  ...['1', '-0', '1n', 'NaN', 'null', 'undefined', '[1]', 'a,b', '{"a":1}', '4294967295'],
];

/** Equal things have to come up often, or nothing would ever be found. */
const common = fc.constantFrom<KeyPlan>(
  { is: 'text', text: 'a', times: 1 },
  { is: 'number', number: 1 },
  { is: 'text', text: '1', times: 1 },
  { is: 'bigint', low: 1n, shift: 0 },
  { is: 'array', items: [], dress: 'plain' },
  { is: 'record', fields: [], dress: 'plain' },
);

/** Of what regular expressions stumble over, and more of it than may be shown. */
const LONG_TEXT = [' ', '\n', "'", LONE].map((unit) =>
  unit.repeat(unit === LONE ? 100_000 : 500_000),
);

const short = fc.oneof(
  { weight: 2, arbitrary: fc.constantFrom(...HOSTILE_TEXT) },
  fc.string({ unit: 'binary', maxLength: 6 }),
);
const text = fc.oneof(
  { weight: 60, arbitrary: short },
  { weight: 1, arbitrary: fc.constantFrom(...LONG_TEXT) },
);
const atom = fc.oneof(
  { weight: 4, arbitrary: common },
  { weight: 1, arbitrary: plain({ is: named('text'), text, times: fc.constant(1) }) },
  {
    weight: 4,
    arbitrary: plain({
      is: named('text'),
      text: short,
      // Of lengths around what hashes read.
      times: fc.oneof({ weight: 4, arbitrary: fc.constant(1) }, fc.integer({ min: 0, max: 60 })),
    }),
  },
  {
    weight: 3,
    arbitrary: plain({
      is: named('number'),
      number: fc.oneof(
        fc.constantFrom(0, -0, NaN, Infinity, -Infinity, 2 ** 31, -(2 ** 31), 2 ** 31 - 1, 2 ** 32),
        fc.constantFrom(2 ** 32 - 1, 2 ** 53, -(2 ** 53), 0.5, Number.MIN_VALUE, Number.MAX_VALUE),
        fc.double(),
        fc.integer(),
      ),
    }),
  },
  {
    weight: 2,
    arbitrary: plain({
      is: named('bigint'),
      low: fc.bigInt({ min: -20n, max: 20n }),
      shift: fc.constantFrom(0, 0, 31, 32, 64, 128, 20_000),
    }),
  },
  {
    weight: 1,
    arbitrary: plain({
      is: named('atom'),
      atom: fc.constantFrom(true, false, null, undefined),
    }),
  },
  {
    weight: 1,
    arbitrary: plain({ is: named('symbol'), which: fc.nat(SYMBOLS - 1) }),
  },
  {
    weight: 1,
    arbitrary: plain({ is: named('identity'), which: fc.nat(IDENTITIES - 1) }),
  },
);
const dress = fc.oneof(
  { weight: 3, arbitrary: fc.constant<Dress>('plain') },
  {
    weight: 3,
    arbitrary: fc.constantFrom<Dress>('frozen', 'proxy', 'getters', 'bare', 'foreign', 'extended'),
  },
);
/** The first of them, undefined, is only bad by itself. */
const bad = plain({
  is: named('bad'),
  which: fc.integer({ min: 1, max: BAD_KEYS.length - 1 }),
});

const tied = fc.letrec<{ key: KeyPlan }>((tie) => ({
  key: fc.oneof(
    { maxDepth: 4, depthSize: 'small' },
    { weight: 16, arbitrary: atom },
    {
      weight: 10,
      arbitrary: plain({
        is: named('array'),
        items: fc.array(tie('key'), { maxLength: 4 }),
        dress,
      }),
    },
    {
      weight: 8,
      arbitrary: plain({
        is: named('record'),
        fields: fc.uniqueArray(fc.tuple(fc.oneof(fc.constantFrom('a', 'b'), text), tie('key')), {
          maxLength: 4,
          selector: ([name]) => name,
        }),
        dress,
      }),
    },
    {
      weight: 1,
      arbitrary: plain({
        is: named('date'),
        time: fc.constantFrom(0, 1, NaN, 8.64e15, -1, 1.6e9),
        dress,
      }),
    },
    {
      weight: 2,
      arbitrary: plain({
        is: fc.constantFrom('deep' as const, 'wide' as const),
        size: fc.integer({ min: 1, max: 70 }),
        inner: tie('key'),
      }),
    },
    {
      weight: 1,
      arbitrary: plain({
        is: fc.constantFrom('deep' as const, 'wide' as const),
        size: fc.constantFrom(9_990, 10_001, 100_000),
        inner: common,
      }),
    },
    { weight: 2, arbitrary: bad },
    {
      weight: 4,
      arbitrary: plain({
        is: named('hostile'),
        which: fc.nat(HOSTILE_KINDS - 1),
        inner: tie('key'),
      }),
    },
  ),
}));

export const keyPlan: fc.Arbitrary<KeyPlan> = tied.key;
