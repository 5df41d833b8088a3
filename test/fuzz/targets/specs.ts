/* Match specs yield what a naive evaluator yields, whatever the tables are like; malformed ones are refused. */
import fc from 'fast-check';
import {
  MatchSpecError,
  Owner,
  query,
  Registry,
  where,
  type Entry,
  type Key,
} from 'nestjs-registry';
import {
  makeClause,
  makeExpression,
  makePattern,
  makeValue,
  type Form,
} from '../arbitraries/make-spec.js';
import { plain, some } from '../arbitraries/plain.js';
import { clausePlan, keyValue, valuePlan, type PatternPlan } from '../arbitraries/spec-plans.js';
import { bound, Choices, fitting } from '../arbitraries/fitting-patterns.js';
import { accepted, fault, outcome, refusedWith } from '../harness/failures.js';
import { target as made } from '../harness/target.js';
import { equal } from '../model/naive-values.js';
import { isMalformed, isMalformedMatch } from '../model/malformed.js';
import { evaluate, fitsValue, NO_MATCH, type NaiveEntry } from '../model/naive-specs.js';

const ANY: PatternPlan = { is: 'any' };

/** What becomes of a clause: as it is, or its patterns made to fit an entry. */
const clause = plain({
  clause: clausePlan,
  fits: fc.option(fc.nat(5), { nil: undefined, freq: 5 }),
  choices: fc.array(fc.nat(59), { minLength: 1, maxLength: 12 }),
});
const cases = plain({
  keys: fc.constantFrom('unique' as const, 'duplicate' as const),
  partitions: fc.constantFrom(1, 3),
  index: fc.constantFrom([], ['a'], ['a', 'b.a', 'role'], ['__proto__']),
  entries: fc.array(plain({ key: keyValue, owner: fc.nat(2), value: valuePlan }), {
    maxLength: 6,
    size: 'max',
  }),
  clauses: some(
    [3, fc.array(clause, { minLength: 1, maxLength: 1 })],
    [1, fc.array(clause, { maxLength: 3 })],
  ),
  form: fc.constantFrom<Form>('data', 'typed'),
}).map(({ clauses, ...others }) => {
  const spec = clauses.map(({ clause, fits, choices }) => {
    const entry = fits === undefined ? undefined : others.entries[fits % others.entries.length];
    if (entry === undefined) return bound(clause);
    const from = new Choices(choices);
    return bound({ ...clause, key: fitting(entry.key, from), value: fitting(entry.value, from) });
  });
  const { value = ANY, guards = [] } = spec.at(-1) ?? {};
  return { ...others, spec, match: { pattern: value, guards: guards.slice(0, 1) } };
});
type Case = typeof cases extends fc.Arbitrary<infer C> ? C : never;

function checkSelect(
  registry: Registry,
  each: Case,
  entries: readonly NaiveEntry[],
  owners: Owner[],
): void {
  const { spec, form } = each;
  const clauses = spec.map((clause) => makeClause(clause, owners, form));
  const select = () => registry.select(clauses);
  if (spec.some(isMalformed)) {
    const runs: (() => unknown)[] = [select, () => query(clauses), () => registry.explain(clauses)];
    for (const run of runs) refusedWith(outcome(run), MatchSpecError);
    return;
  }
  const expected = entries
    .map((entry) => evaluate(spec, entry, owners))
    .filter((result) => result !== NO_MATCH);
  sameResults(accepted(outcome(select)), expected);
  sameResults(accepted(outcome(() => [...registry.selectEach(query(clauses))])), expected);
  const limited = accepted(outcome(() => registry.select(clauses, { limit: 2 }))).length;
  if (limited !== Math.min(2, expected.length)) fault('limited', { limited, expected });
  const count = accepted(outcome(() => registry.countSelect(clauses)));
  if (count !== expected.filter((result) => result === true).length)
    fault('counted', { count, expected });
  accepted(outcome(() => registry.explain(clauses)));
  if (spec.length === 1) checkBuilder(registry, each, expected, owners);
}

/** The same by way of `where`. */
function checkBuilder(
  registry: Registry,
  { spec }: Case,
  expected: readonly unknown[],
  owners: Owner[],
): void {
  const [clause] = spec;
  const { head, guards } = makeClause(clause!, owners, 'typed');
  const built = where({ key: head[0], owner: head[1] as Owner, value: head[2] })
    .guard(...(guards as never[]))
    .return(makeExpression(clause!.body.at(-1)!, 'within'));
  sameResults(accepted(outcome(() => registry.select(built))), expected);
}

function checkMatch(
  registry: Registry,
  { match, form }: Case,
  entries: readonly NaiveEntry[],
  owners: Owner[],
): void {
  const pattern = makePattern(match.pattern);
  const guards = match.guards.map((guard) => makeExpression(guard, form));
  const isWrong = isMalformedMatch(match.pattern, match.guards);
  const keys = [...entries.map(({ key }) => key as Key), 'nobody'];
  for (const key of keys) {
    const found = outcome(() => registry.match(key, pattern, guards));
    if (isWrong) {
      refusedWith(found, MatchSpecError);
      refusedWith(
        outcome(() => registry.unregisterMatch(owners[0]!, key, pattern, guards)),
        MatchSpecError,
      );
      continue;
    }
    const expected = entries.filter(
      (entry) => equal(entry.key, key) && fitsValue(match.pattern, match.guards, entry),
    );
    sameResults(accepted(found).map(plainOf), expected);
    // A pattern that is undefined counts as not given.
    if (pattern === undefined) continue;
    const picked = accepted(
      outcome(() => registry.pick(key, (all) => all.at(-1), pattern, guards)),
    );
    if (!equal(picked?.value, expected.at(-1)?.value)) fault('picked', { picked, expected });
  }
  if (!isWrong) checkUnregistering(registry, match, entries, owners, pattern, guards);
}

function checkUnregistering(
  registry: Registry,
  match: Case['match'],
  entries: readonly NaiveEntry[],
  owners: Owner[],
  pattern: unknown,
  guards: readonly unknown[],
): void {
  let left = entries;
  for (const { key } of entries) {
    const gone = left.filter(
      (entry) =>
        entry.owner === owners[0] &&
        equal(entry.key, key) &&
        fitsValue(match.pattern, match.guards, entry),
    );
    left = left.filter((entry) => !gone.includes(entry));
    const count = accepted(
      outcome(() => registry.unregisterMatch(owners[0]!, key as Key, pattern, guards)),
    );
    if (count !== gone.length) fault('unregistered', { count, gone });
  }
  if (registry.size !== left.length) fault('left', { size: registry.size, left });
}

function plainOf({ key, owner, value }: Entry): NaiveEntry {
  return { key, owner, value };
}

/** In any order. */
function sameResults(got: readonly unknown[], expected: readonly unknown[]): void {
  const left = [...expected];
  for (const result of got) {
    const place = left.findIndex((one) => equal(one, result));
    if (place < 0) fault('not expected', { result, expected });
    left.splice(place, 1);
  }
  if (left.length > 0) fault('missing', { left, got });
}

export const target = made({
  cases,
  quick: 300,
  run(each) {
    const owners = [new Owner('0'), new Owner('1'), new Owner('2')];
    const registry = new Registry({
      keys: each.keys,
      partitions: each.partitions,
      index: each.index,
    });
    const entries: NaiveEntry[] = [];
    for (const { key, owner, value } of each.entries) {
      const entry = { key: makeValue(key), owner: owners[owner]!, value: makeValue(value) };
      const { ok } = registry.tryRegister(entry.key as Key, entry.value, { owner: entry.owner });
      if (ok) entries.push(entry);
    }
    checkSelect(registry, each, entries, owners);
    checkMatch(registry, each, entries, owners);
    registry.close();
  },
});
