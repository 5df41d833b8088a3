/** What does an entry that expires cost beside a timer of its own, and how long do very many hold up the event loop when they end? */
import assert from 'node:assert/strict';
import { setImmediate } from 'node:timers/promises';
import { Registry } from 'nestjs-registry';
import { heap, inNoOrder, Question, quick, timed } from './compare.mjs';
import { median } from './results.mjs';

const question = new Question('ttl', 'What does an entry that expires cost, beside a timer each?');
const ENTRIES = quick ? 20_000 : 1_000_000;
const TTL = 3_600_000;
const inOrder = Uint32Array.from({ length: ENTRIES }, (_, at) => at);
const noOrder = inNoOrder(ENTRIES);

/** Runs for each, and tells the nanoseconds of one. @param {Uint32Array} order @param {(at: number) => unknown} run */
const each = (order, run) =>
  timed(ENTRIES, () => {
    for (const at of order) run(at);
  });

let fired = 0;
const fire = () => (fired += 1);

function timers() {
  /** @type {NodeJS.Timeout[]} */
  const all = [];
  return {
    make: (/** @type {number} */ at) => (all[at] = setTimeout(fire, TTL)),
    renew: (/** @type {number} */ at) => {
      clearTimeout(all[at]);
      all[at] = setTimeout(fire, TTL);
    },
    refresh: (/** @type {number} */ at) => all[at]?.refresh(),
    end: () => all.forEach((timer) => clearTimeout(timer)),
  };
}

/** @param {{ ttl: number, sliding: boolean } | undefined} options */
function entries(options) {
  const registry = new Registry({ name: 'bench', keys: 'unique' });
  /** @type {import('nestjs-registry').Registration[]} */
  const all = [];
  return {
    make: (/** @type {number} */ at) => (all[at] = registry.register(at, at, options)),
    touch: (/** @type {number} */ at) => all[at]?.touch(),
    end: () => registry.close(),
  };
}

const sliding = entries({ ttl: TTL, sliding: true });
const plain = timers();
await each(inOrder, sliding.make);
await each(inOrder, plain.make);
for (const [title, order] of /** @type {const} */ ([
  ['renewed one after another', inOrder],
  ['renewed in no order', noOrder],
])) {
  await question.measure(
    `${ENTRIES.toLocaleString('en')}, ${title}`,
    {
      'registration.touch': () => each(order, sliding.touch),
      'clearTimeout, setTimeout': () => each(order, plain.renew),
      'timer.refresh': () => each(order, plain.refresh),
    },
    { goals: { 'clearTimeout, setTimeout': 5 }, rounds: 5 },
  );
}
assert.equal(sliding.touch(0), true);
sliding.end();
plain.end();
assert.equal(fired, 0);

/** @param {() => { make: (at: number) => unknown, end: () => void }} start */
const making = (start) => async () => {
  const { make, end } = start();
  heap();
  const time = await each(inOrder, make);
  end();
  return time;
};
await question.measure(
  'to make one',
  {
    'an entry that slides': making(() => entries({ ttl: TTL, sliding: true })),
    'an entry that stays': making(() => entries(undefined)),
    'a timer': making(timers),
  },
  { rounds: 3 },
);

/** All of them end at once: the turns of the event loop in which some do, in milliseconds. */
async function turnsOfTheEnd() {
  const registry = new Registry({ name: 'bench', keys: 'unique' });
  for (let at = 0; at < ENTRIES; at += 1) registry.register(at, at, { ttl: quick ? 100 : 4_000 });
  heap();
  let told = 0;
  registry.changes().subscribe(() => (told += 1));
  /** @type {number[]} */
  const turns = [];
  while (told < ENTRIES) {
    const before = told;
    const start = performance.now();
    await setImmediate();
    if (told > before) turns.push(performance.now() - start);
  }
  registry.close();
  return turns;
}
await question.measure(
  `a turn of the event loop while ${ENTRIES.toLocaleString('en')} expire at once`,
  {
    'the longest': async () => Math.max(...(await turnsOfTheEnd())),
    'the one in the middle': async () => median(await turnsOfTheEnd()),
  },
  { unit: 'ms', rounds: 2, limits: { 'the longest': 50 } },
);
question.save();
