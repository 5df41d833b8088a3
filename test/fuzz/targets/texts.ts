/* Text from anywhere is read as what `encodeTerm` could have written, or refused; nothing of it is run. */
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
  rest,
  variable,
} from 'nestjs-registry';
import { named, plain, some } from '../arbitraries/plain.js';
import { accepted, fault, outcome, Planted, refusedWith } from '../harness/failures.js';
import { target as made } from '../harness/target.js';

const owner = new Owner('known');
const KNOWN: readonly unknown[] = [
  [_, $(0), $(1), variable('a'), $_, $$],
  [1, rest(_)],
  ['user', rest(variable('more'))],
  exact({ a: 1, $b: exact({}) }),
  { $a: 1, ['__proto__']: { a: 10n }, then: new Date(0), toJSON: undefined },
  [NaN, -0, Infinity, 2n ** 70n, Symbol.for('a'), owner, null, true, '\ud800'],
  [[{ head: [['worker', $(1)], _, { load: $(2) }], guards: [['<', $(2), 10]], body: [$_] }]],
];
const TEXTS = KNOWN.map(encodeTerm);
const TAGS = [
  ...['$number', '$bigint', '$date', '$undefined', '$symbol', '$any', '$whole', '$var', '$owner'],
  ...['$rest', '$exact', '$object', '$', '$code', '__proto__', 'constructor', 'a', ''],
];
const CONTENTS: readonly unknown[] = [
  ...[true, null, 0, -1, 1.5, 1e300, '', 'a', 'NaN', '-0', 'entry', 'bindings', '7', '-7'],
  ...[
    owner.id,
    [],
    {},
    [['a', 1]],
    [
      ['a', 1],
      ['a', 2],
    ],
    [['__proto__', 1]],
    '__proto__',
  ],
];
const json = fc.letrec<{ part: unknown }>((tie) => ({
  part: fc.oneof(
    { maxDepth: 5, depthSize: 'small' },
    { weight: 3, arbitrary: fc.constantFrom(...CONTENTS) },
    { weight: 1, arbitrary: fc.array(tie('part'), { maxLength: 3 }) },
    {
      weight: 4,
      arbitrary: fc
        .tuple(fc.constantFrom(...TAGS), tie('part'))
        .map(([tag, content]) => Object.fromEntries([[tag, content]])),
    },
    {
      weight: 1,
      arbitrary: fc
        .array(fc.tuple(fc.constantFrom(...TAGS), tie('part')), { maxLength: 3 })
        .map((pairs) => Object.fromEntries(pairs)),
    },
  ),
})).part;

const edit = plain({
  at: fc.nat(400),
  remove: fc.nat(3),
  insert: some(
    [
      3,
      fc.constantFrom('', '{', '}', '[', ']', '"', ',', ':', '$', '\\', '\\u0000', '-', '1', 'e9'),
    ],
    [1, fc.constantFrom(...TEXTS, ...TAGS)],
    [1, fc.string({ unit: 'binary', maxLength: 3 })],
  ),
});
const cases = some(
  [5, plain({ is: named('tree'), tree: json })],
  [
    3,
    plain({
      is: named('edited'),
      text: fc.nat(TEXTS.length - 1),
      edits: fc.array(edit, { maxLength: 4 }),
    }),
  ],
  [
    1,
    plain({
      is: named('nested'),
      open: fc.constantFrom('[', '{"a":', '{"$exact":', '{"$rest":', '{"$object":[["a",'),
      close: fc.constantFrom(']', '}', ']]}', ''),
      times: fc.constantFrom(99, 100, 101, 20_000, 400_000),
    }),
  ],
);
type Case = typeof cases extends fc.Arbitrary<infer C> ? C : never;

function textOf(each: Case): string {
  switch (each.is) {
    case 'tree':
      // Undefined has no JSON.
      return JSON.stringify(each.tree) ?? '';
    case 'edited':
      return each.edits.reduce((text, { at, remove, insert }) => {
        const place = text.length === 0 ? 0 : at % text.length;
        return text.slice(0, place) + insert + text.slice(place + remove);
      }, TEXTS[each.text]!);
    case 'nested':
      return each.open.repeat(each.times) + 1 + each.close.repeat(each.times);
  }
}

/** Who knows owners may read and write terms, and may fail. */
function ownerOf(id: string): Owner | undefined {
  encodeTerm(decodeTerm(TEXTS[0]!));
  if (id === 'a') throw new Planted('owner');
  return id === owner.id ? owner : undefined;
}

/** Only plain data, and the parts of patterns, come out. */
function checkPlain(term: unknown): void {
  if (typeof term !== 'object' || term === null) return;
  const prototype: unknown = Object.getPrototypeOf(term);
  if (term instanceof Owner || term instanceof Date) return;
  for (const name of Reflect.ownKeys(term)) {
    const field = Object.getOwnPropertyDescriptor(term, name)!;
    if (!('value' in field)) fault('a field that is code', { name });
    checkPlain(field.value);
  }
  if (prototype !== Object.prototype && prototype !== Array.prototype && !Object.isFrozen(term))
    fault('of an unknown class', term);
}

export const target = made({
  cases,
  quick: 300,
  run(each) {
    const text = textOf(each);
    const options = { owner: ownerOf, symbols: true };
    const read = outcome(() => decodeTerm(text, options));
    if (read.error !== undefined) {
      refusedWith(read, InvalidTermError, Planted);
      return;
    }
    checkPlain(read.value);
    const written = accepted(outcome(() => encodeTerm(read.value)));
    const again = accepted(outcome(() => encodeTerm(decodeTerm(written, options))));
    if (again !== written) fault('read as something else the second time', { written, again });
  },
});
