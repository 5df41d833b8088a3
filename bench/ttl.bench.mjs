/** What does an entry that expires cost beside a timer of its own, and for how long do a million of them hold up the event loop? */
import assert from 'node:assert/strict';
import { setImmediate } from 'node:timers/promises';
import { Registry } from 'nestjs-registry';

const quick = process.env['BENCH_QUICK'] === '1';
const ENTRIES = quick ? 20_000 : 1_000_000;
const ROUNDS = quick ? 1 : 3;
const TTL = 3_600_000;

/** @param {number[]} numbers */
const median = (numbers) => numbers.toSorted((a, b) => a - b)[numbers.length >> 1] ?? NaN;

/** Each once, far from the one before: 7,368,787 is prime to every number of entries. */
const order = Uint32Array.from({ length: ENTRIES }, (_, i) => (i * 7_368_787) % ENTRIES);

function heap() {
  globalThis.gc?.();
  return process.memoryUsage().heapUsed + process.memoryUsage().arrayBuffers;
}

/** Nanoseconds for each entry. @param {() => void} run */
function each(run) {
  const start = performance.now();
  run();
  return ((performance.now() - start) * 1e6) / ENTRIES;
}

/** @param {(i: number) => void} run */
const inOrder = (run) =>
  each(() => {
    for (let i = 0; i < ENTRIES; i += 1) run(i);
  });

/** @param {(i: number) => void} run */
const inNoOrder = (run) =>
  each(() => {
    for (let i = 0; i < ENTRIES; i += 1) run(order[i] ?? 0);
  });

function timers() {
  const before = heap();
  let fired = 0;
  const fire = () => (fired += 1);
  /** @type {NodeJS.Timeout[]} */
  const all = [];
  const made = inOrder((i) => (all[i] = setTimeout(fire, TTL)));
  const bytes = (heap() - before) / ENTRIES;
  const renew = (/** @type {number} */ i) => {
    clearTimeout(all[i]);
    all[i] = setTimeout(fire, TTL);
  };
  inOrder(renew);
  const renewed = inOrder(renew);
  const atRandom = inNoOrder(renew);
  for (const timer of all) clearTimeout(timer);
  assert.equal(fired, 0);
  return { made, renewed, atRandom, bytes };
}

/** @param {{ ttl: number, sliding: boolean } | undefined} options */
function entries(options) {
  const before = heap();
  const registry = new Registry({ name: 'bench', keys: 'unique' });
  /** @type {import('nestjs-registry').Registration[]} */
  const all = [];
  const made = inOrder((i) => (all[i] = registry.register(i, i, options)));
  const bytes = (heap() - before) / ENTRIES;
  let touched = 0;
  const touch = (/** @type {number} */ i) => {
    if (all[i]?.touch() === true) touched += 1;
  };
  let renewed = NaN;
  let atRandom = NaN;
  if (options !== undefined) {
    inOrder(touch);
    renewed = inOrder(touch);
    atRandom = inNoOrder(touch);
    assert.equal(touched, 3 * ENTRIES);
  }
  registry.close();
  return { made, renewed, atRandom, bytes };
}

/** All of them end at once: the turns of the event loop in which some do, and how long it takes until the last has been told. */
async function expiring() {
  const registry = new Registry({ name: 'bench', keys: 'unique' });
  for (let i = 0; i < ENTRIES; i += 1) registry.register(i, i, { ttl: quick ? 100 : 4_000 });
  globalThis.gc?.();
  let told = 0;
  let first = 0;
  registry.changes().subscribe(() => {
    if (told === 0) first = performance.now();
    told += 1;
  });
  /** @type {number[]} */
  const turns = [];
  while (told < ENTRIES) {
    const before = told;
    const start = performance.now();
    await setImmediate();
    if (told > before) turns.push(performance.now() - start);
  }
  const all = performance.now() - first;
  registry.close();
  return { middle: median(turns), longest: Math.max(...turns), all };
}

const contestants = {
  'a timer for each': timers,
  'entries that stay': () => entries(undefined),
  'entries that slide': () => entries({ ttl: TTL, sliding: true }),
};
console.log(`\n${ENTRIES.toLocaleString('en')} of each, ns and bytes: medians of ${ROUNDS} rounds`);
console.log(`${' '.repeat(22)}   made  renewed in order  in no order  bytes`);
for (const [name, run] of Object.entries(contestants)) {
  const rounds = Array.from({ length: ROUNDS }, run);
  /** @param {'made' | 'renewed' | 'atRandom' | 'bytes'} what @param {number} width */
  const column = (what, width) => {
    const middle = median(rounds.map((round) => round[what]));
    return (Number.isNaN(middle) ? '–' : middle.toFixed(0)).padStart(width);
  };
  console.log(
    `  ${name.padEnd(20)} ${column('made', 6)} ${column('renewed', 17)} ${column('atRandom', 12)} ${column('bytes', 6)}`,
  );
}

/** @type {Awaited<ReturnType<typeof expiring>>[]} */
const rounds = [];
for (let round = 0; round < ROUNDS; round += 1) rounds.push(await expiring());
/** @param {'middle' | 'longest' | 'all'} what */
const ms = (what) => median(rounds.map((round) => round[what])).toFixed(1);
console.log(
  `  all expire at once: a turn takes ${ms('middle')} ms, the longest ${ms('longest')} ms, all of them ${ms('all')} ms`,
);
