import fc from 'fast-check';
import { $, $_, _, exact, Owner, Registry, rest, type MatchSpec } from 'nestjs-registry';
import { replayable } from '../support/replayable.js';

const owners = [new Owner('0'), new Owner('1')];
const map = new Map();

/** Few atoms, so that patterns match often. */
const atom = fc.constantFrom<unknown>(0, -0, 1, 1n, NaN, 'a', 'b', '', null, undefined, true);
const date = fc.constantFrom(0, 1).map((time) => new Date(time));
const small = fc.letrec<{ small: unknown }>((tie) => ({
  small: fc.oneof(
    { depthSize: 'small' },
    { arbitrary: atom, weight: 3 },
    date,
    fc.constantFrom<unknown>(map, ...owners),
    fc.array(tie('small'), { maxLength: 2 }),
    fc.dictionary(fc.constantFrom('a', 'b', '__proto__', 'a.b', ''), tie('small'), {
      maxKeys: 2,
      noNullPrototype: true,
    }),
  ),
})).small;
const key = fc.oneof(
  fc.constantFrom<object | string>('a', ['a']),
  fc.array(fc.constantFrom<unknown>('a', 1, 1n, ['a'], { a: 1 }, NaN), { maxLength: 3 }),
  fc.dictionary(fc.constantFrom('a', 'b'), fc.constantFrom(1, 'a'), {
    maxKeys: 2,
    noNullPrototype: true,
  }),
);
const value = fc.oneof(
  small,
  fc.record({ a: small, b: small }, { requiredKeys: [], noNullPrototype: true }),
  fc.record(
    { a: fc.record({ b: atom }, { noNullPrototype: true }), b: atom },
    { requiredKeys: ['a'], noNullPrototype: true },
  ),
);

/** Patterns made from such values: parts become variables or wildcards, objects exact, arrays open-ended. */
const generalized = (of: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> =>
  fc
    .tuple(of, fc.array(fc.nat(11), { minLength: 8, maxLength: 8 }))
    .map(([term, dice]) => generalize(term, dice));

/** Each part has its own die, and the parts of a part have the dice after it. */
function generalize(term: unknown, [roll = 9, ...dice]: readonly number[]): unknown {
  if (roll === 0) return _;
  if (roll === 1) return $(dice.length % 3);
  if (Array.isArray(term)) {
    const parts = term.map((part, place) => generalize(part, dice.slice(place)));
    return roll === 2 ? [...parts.slice(0, -1), rest()] : parts;
  }
  if (typeof term !== 'object' || term === null) return term;
  if (Object.getPrototypeOf(term) !== Object.prototype) return term;
  const fields = Object.fromEntries(
    Object.entries(term).map(([name, field], place) => [
      name,
      generalize(field, dice.slice(place)),
    ]),
  );
  return roll < 7 ? exact(fields) : fields;
}

const clause = fc.record({
  head: fc.tuple(
    fc.oneof(fc.constant<unknown>(_), generalized(key)),
    fc.oneof(
      { arbitrary: fc.constant<unknown>(_), weight: 3 },
      fc.constantFrom<unknown>(...owners, $(0)),
    ),
    fc.oneof(fc.constant<unknown>(_), generalized(value)),
  ),
  body: fc.constant([true]),
});
const spec = fc.array(clause, { minLength: 1, maxLength: 3 }).filter(hasValidKeys);

/** A key that is bound must be one. */
function hasValidKeys(clauses: MatchSpec): boolean {
  const registry = new Registry({ keys: 'unique' });
  try {
    registry.explain(clauses);
    return true;
  } catch {
    return false;
  }
}

const action = fc.oneof(
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('add'), key, value, owner: fc.nat(2) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('update'), value, pick: fc.nat() }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('end'), pick: fc.nat() }) },
);

const KINDS = [
  { partitions: 1, index: [] },
  { partitions: 1, index: ['a', 'b'] },
  { partitions: 4, index: ['a.b'] },
  { partitions: 16, index: ['a', 'a.b', '__proto__'] },
];

it('one spec has the same results with and without indexes, whatever the partitions', () => {
  const accesses = new Map<string, number>();
  fc.assert(
    fc.property(
      fc.array(action, { maxLength: 25 }),
      fc.array(spec, { minLength: 1, maxLength: 5 }),
      (actions, specs) => {
        const all = KINDS.map((kind) => new Registry({ keys: 'duplicate', ...kind }));
        const made = all.map((registry) => {
          const registrations: ReturnType<Registry['register']>[] = [];
          for (const step of actions) {
            if ('key' in step) {
              const owner = owners[step.owner];
              registrations.push(registry.register(step.key, step.value, { owner }));
            } else if (registrations.length > 0) {
              const picked = registrations[step.pick % registrations.length]!;
              if ('value' in step) picked.update(() => step.value);
              else picked.unregister();
            }
          }
          return registrations;
        });
        const numbers = made.map(
          (registrations) => new Map(registrations.map(({ entry }, number) => [entry, number])),
        );
        for (const clauses of specs) {
          const asked = clauses.map(({ head }, place) => ({ head, body: [['array', place, $_]] }));
          // A last clause that needs everything forces a scan of everything.
          const scanned = all[0]!
            .select<[number, never]>([...asked, { head: [_, _, _], body: [['array', -1, $_]] }])
            .filter(([place]) => place >= 0)
            .map(([place, entry]) => `${numbers[0]!.get(entry)} by clause ${place}`)
            .sort();
          const results = all.map((registry, kind) => {
            const { access } = registry.explain(asked);
            accesses.set(access, (accesses.get(access) ?? 0) + 1);
            return registry
              .select<[number, never]>(asked)
              .map(([place, entry]) => `${numbers[kind]!.get(entry)} by clause ${place}`)
              .sort();
          });
          for (const result of results) expect(result).toEqual(scanned);
        }
        all.forEach((registry) => registry.close());
      },
    ),
    replayable(400),
  );
  // Otherwise nothing was compared.
  expect([...accesses.keys()].sort()).toEqual(['index', 'key', 'owner', 'prefix', 'scan', 'union']);
});
