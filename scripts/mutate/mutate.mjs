/**
 * `npm run mutate [-- lib/match lib/registry/key.ts] [--sample 200 --seed 7] [--survivors]`: changes lib/ in one place after
 * the other, and tells which changes no test notices. docs/mutation-testing.md has more.
 */
import { setPriority } from 'node:os';
import { parseArgs } from 'node:util';
import { build } from './build.mjs';
import { Plans } from './plan.mjs';
import { records } from './records.mjs';
import { Reasons } from './reasons.mjs';
import { Results } from './results.mjs';
import { kinds, line, table } from './table.mjs';
import { Tester } from './tester.mjs';

/**
 * @typedef {import('./instrument.mjs').Mutant} Mutant
 * @typedef {import('./results.mjs').Result} Result
 */

const { values: options, positionals: paths } = parseArgs({
  allowPositionals: true,
  options: {
    sample: { type: 'string' },
    seed: { type: 'string', default: '1' },
    budget: { type: 'string', default: '2000' },
    untried: { type: 'boolean', default: false },
    survivors: { type: 'boolean', default: false },
    unexplained: { type: 'boolean', default: false },
    alone: { type: 'boolean', default: false },
    list: { type: 'boolean', default: false },
  },
});

setPriority(10);
const started = performance.now();
const seconds = () => Math.round((performance.now() - started) / 1000);
const say = (/** @type {string} */ text) => void process.stdout.write(`${text}\n`);

const mutants = build();
const known = new Results(mutants);
const reasons = new Reasons();
const asked = sampleOf(
  mutants.filter(({ file }) => paths.length === 0 || paths.some((path) => file.startsWith(path))),
);
const results = asked.flatMap((mutant) => known.of(mutant) ?? []);
if (!options.list) await tryOut();
const survivors = results.filter(({ status }) => status === 'survived');
if (options.list)
  for (const each of survivors)
    if (!reasons.of(each)) say(`${line(each)}\n    ${reasons.nameOf(each)}`);
for (const name of reasons.superfluous(results)) say(`has not survived, and has a reason: ${name}`);
say(`\n${table(results)}\n\n${kinds(survivors, reasons)}\n${seconds()} s`);

async function tryOut() {
  const tester = new Tester(mutants.length);
  const specs = await records(tester, say);
  const plans = new Plans(specs, Number(options.budget));
  const loading = new Set(await tester.hitsOfLoading());
  say(
    `${specs.flatMap(({ tests }) => tests).length} tests in ${specs.length} files, ${seconds()} s`,
  );
  results.length = 0;
  for (const mutant of asked) {
    const before = known.of(mutant);
    const result = isEnough(before) ? before : await resultOf(mutant, { tester, plans, loading });
    results.push(result);
    known.add(result);
    if (result.status === 'survived' && !reasons.of(result)) say(line(result));
    if (results.length % 100 === 0) known.save();
  }
  tester.stop();
  known.save();
}

/**
 * @param {Result | undefined} before
 * @returns {before is Result}
 */
function isEnough(before) {
  if (options.untried) return before !== undefined;
  if (before === undefined) return false;
  if (options.unexplained && reasons.of(before) !== undefined) return true;
  return (options.survivors || options.unexplained) && before.status !== 'survived';
}

/**
 * @param {Mutant} mutant
 * @param {{ tester: Tester, plans: Plans, loading: ReadonlySet<number> }} with
 * @returns {Promise<Result>}
 */
async function resultOf(mutant, { tester, plans, loading }) {
  const onLoading = loading.has(mutant.id) && !plans.isReached(mutant.id);
  const siblings = onLoading ? mutants.filter(({ file }) => file === mutant.file) : [];
  const steps = onLoading ? plans.ofLoading(mutant, siblings) : plans.of(mutant);
  if (steps.length === 0) return { ...mutant, status: 'survived', reached: false };
  if (options.alone) tester.stop();
  const outcome = await tester.try(mutant.id, steps, onLoading);
  if (outcome.killer !== undefined) plans.tellKiller(mutant.file, outcome.killer);
  return { ...mutant, ...outcome, reached: true };
}

/**
 * All, or as many as were asked for: the same ones for the same seed.
 *
 * @param {readonly Mutant[]} all
 */
function sampleOf(all) {
  if (options.sample === undefined) return all;
  let state = Number(options.seed);
  const random = () => (state = (state * 1_103_515_245 + 12_345) % 2_147_483_648);
  return all
    .map((mutant) => ({ mutant, rank: random() }))
    .toSorted((a, b) => a.rank - b.rank)
    .slice(0, Number(options.sample))
    .map(({ mutant }) => mutant)
    .toSorted((a, b) => a.id - b.id);
}
