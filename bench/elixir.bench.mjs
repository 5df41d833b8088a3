/**
 * What do the same operations cost in Elixir's own Registry, on this machine? It runs where `elixir` is installed. One
 * process asks on either side, but in the last row; messages have been received by all when the time is taken.
 */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { do_not_optimize } from 'mitata';
import { $, _, Owner, query, Registry } from 'nestjs-registry';
import { Question, quick, timed } from './compare.mjs';
import { Tally } from './emitters.mjs';
import { median } from './results.mjs';

const [ENTRIES, OPERATIONS] = quick ? [1_000, 10_000] : [100_000, 200_000];
const BATCHES = 7;
const script = fileURLToPath(new URL('elixir/registry.exs', import.meta.url));

if (spawnSync('elixir', ['--version']).status !== 0) {
  console.log('\nelixir: skipped, elixir is not installed');
  process.exit();
}
const question = new Question(
  'elixir',
  "What do the same operations cost in Elixir's own Registry?",
);

/** Nanoseconds of each row of the script. @returns {Record<string, number>} */
function elixir() {
  const args = [script, String(ENTRIES), String(OPERATIONS)];
  const { status, stdout, stderr } = spawnSync('elixir', args, { encoding: 'utf8' });
  assert.equal(status, 0, stderr);
  const lines = stdout.trim().split('\n');
  return Object.fromEntries(
    lines.map((line) => line.split('\t')).map(([name, time]) => [name, Number(time)]),
  );
}

/** The median of some batches, after one that warms up. @param {number} operations @param {(at: number) => unknown} run */
async function batches(operations, run) {
  const times = [];
  for (let batch = 0; batch <= BATCHES; batch += 1) {
    const time = await timed(operations, () => {
      for (let at = 0; at < operations; at += 1) do_not_optimize(run(at));
    });
    if (batch > 0) times.push(time);
  }
  return median(times);
}

const owner = new Owner('bench');
const names = new Registry({ name: 'names', keys: 'unique' });
const pairs = new Registry({ name: 'pairs', keys: 'unique' });
for (let n = 0; n < ENTRIES; n += 1) {
  names.register(`user:${n}`, { load: n % 1_000 }, { owner });
  pairs.register(['user', n], n, { owner });
}
const asked = Array.from({ length: OPERATIONS }, (_, n) => `user:${(n * 7_368_787) % ENTRIES}`);
const topics = new Registry({ name: 'topics', keys: 'duplicate' });
const tally = new Tally();
for (const count of [10, 1_000])
  for (const handler of tally.handlers(count))
    topics.subscribe(`topic:${count}`, /** @type {any} */ (handler));
const few = new Registry({ name: 'few', keys: 'unique' });
for (let n = 0; n < 1_000; n += 1) few.register(n, n, { owner });
const busy = query([{ head: [_, _, { load: $(1) }], guards: [['>', $(1), 989]], body: [$(1)] }]);
const message = { amount: 1 };
const lookup = () => batches(OPERATIONS, (at) => names.lookup(asked[at] ?? ''));

/** @type {Record<string, () => Promise<number>>} */
const ours = {
  'register, unregister': () =>
    batches(OPERATIONS, (at) => {
      names.register(at, 1, { owner });
      return names.unregister(owner, at);
    }),
  'lookup of a string': lookup,
  'lookup of a pair': () =>
    batches(OPERATIONS, (at) => pairs.lookup(['user', (at * 7_368_787) % ENTRIES])),
  'dispatch to 10': () => batches(OPERATIONS / 10, () => topics.dispatch('topic:10', message)),
  'dispatch to 1000': () =>
    batches(OPERATIONS / 1_000, () => topics.dispatch('topic:1000', message)),
  'keys of an owner of 1,000': () => batches(OPERATIONS / 1_000, () => few.keys(owner)),
  count: () => batches(OPERATIONS, () => names.size),
  'select by a scan, per entry': async () => (await batches(3, () => names.select(busy))) / ENTRIES,
  'lookup of a string, on all cores': lookup,
};

const rounds = quick ? 2 : 4;
const theirs = Array.from({ length: rounds }, elixir);
for (const [row, measure] of Object.entries(ours)) {
  let round = 0;
  await question.measure(
    row,
    { 'nestjs-registry': measure, Elixir: () => theirs[round++]?.[row] ?? NaN },
    { rounds: rounds - 1, goals: row.endsWith('on all cores') ? {} : { Elixir: 1 } },
  );
}
assert(tally.received > 0, 'the handlers are called');
question.save();
