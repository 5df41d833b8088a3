/**
 * What does a query cost, by how its entries are found? A scan is compared with a loop that one would write by hand; all
 * other ways should cost in proportion to the answer, however many entries there are.
 */
import assert from 'node:assert/strict';
import { do_not_optimize } from 'mitata';
import { $, _, Owner, query, Registry } from 'nestjs-registry';
import { inNoOrder, Question, quick } from './compare.mjs';
import { rotation } from './emitters.mjs';

const question = new Question('select', 'What does a query cost, by how its entries are found?');
const [FEW, MANY] = quick ? [1_000, 10_000] : [1_000, 1_000_000];
const [PER_USER, PER_OWNER] = [10, 100];
const QUERIES = 10;

/** Sessions: ten of each user, a hundred of each owner and of each device. @param {number} size */
function sessions(size) {
  const registry = new Registry({ name: 'bench', keys: 'unique', index: ['device'] });
  const owners = Array.from({ length: size / PER_OWNER }, () => new Owner('bench'));
  for (let n = 0; n < size; n += 1) {
    const user = Math.floor(n / PER_USER);
    const value = { device: n % (size / PER_OWNER), load: n % 1_000 };
    registry.register(['session', user, n], value, { owner: owners[n % owners.length] });
  }
  return { registry, owners };
}

/** Queries of the same way to find entries. @param {readonly Owner[]} owners */
function queriesOf(owners) {
  const some = [...inNoOrder(owners.length * PER_OWNER).slice(0, QUERIES)];
  /** @param {(n: number) => import('nestjs-registry').MatchClause['head']} head */
  const all = (head) => some.map((n) => query([{ head: head(n), body: [$(1)] }]));
  return {
    'a key': all((n) => [['session', Math.floor(n / PER_USER), n], _, { load: $(1) }]),
    'a prefix of the key': all((n) => [
      ['session', Math.floor(n / PER_USER), _],
      _,
      { load: $(1) },
    ]),
    'an owner': all((n) => [_, owners[n % owners.length], { load: $(1) }]),
    'an indexed field': all((n) => [_, _, { device: n % owners.length, load: $(1) }]),
  };
}

/** @param {number} size */
function asked(size) {
  const { registry, owners } = sessions(size);
  return { registry, size, queries: queriesOf(owners) };
}
const [many, few] = [asked(MANY), asked(FEW)];

const answers = { 'a key': 1, 'a prefix of the key': 10, 'an owner': 100, 'an indexed field': 100 };
for (const [way, answer] of /** @type {[keyof typeof answers, number][]} */ (
  Object.entries(answers)
)) {
  /** @type {Record<string, () => unknown>} */
  const contestants = {};
  for (const { registry, queries, size } of [many, few]) {
    const next = rotation(queries[way]);
    assert.equal(registry.select(next()).length, answer);
    contestants[`${size.toLocaleString('en')} entries`] = () =>
      do_not_optimize(registry.select(next()));
  }
  await question.compare(`by ${way}: ${answer} of the entries`, contestants, {
    goals: { [`${FEW.toLocaleString('en')} entries`]: 1 / 3 },
  });
}

const entries = new Map([...many.registry].map((entry, n) => [n, /** @type {any} */ (entry)]));
const busy = query([{ head: [_, _, { load: $(1) }], guards: [['>', $(1), 989]], body: [$(1)] }]);
const byHand = () => {
  const loads = [];
  for (const { value } of entries.values()) if (value.load > 989) loads.push(value.load);
  return loads;
};
const overRegistry = () => {
  const loads = [];
  for (const { value } of many.registry) {
    const { load } = /** @type {{ load: number }} */ (value);
    if (load > 989) loads.push(load);
  }
  return loads;
};
assert.equal(many.registry.select(busy).length, byHand().length);
assert.equal(many.registry.select(busy).length, overRegistry().length);
await question.compare(
  `by a scan of ${MANY.toLocaleString('en')} entries, 1 in 100 matches`,
  {
    'registry.select': () => do_not_optimize(many.registry.select(busy)),
    'a loop over a Map': () => do_not_optimize(byHand()),
    'a loop over the registry': () => do_not_optimize(overRegistry()),
  },
  { goals: { 'a loop over a Map': 0.4 }, rounds: 5 },
);
question.save();
