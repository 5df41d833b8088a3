/**
 * What does a call to a worker cost, beside a mailbox by hand with the same duties (a timeout, the caller's context) and
 * beside those of the field, most of which have neither?
 */
import assert from 'node:assert/strict';
import { counted, Question, quick } from './compare.mjs';
import { contestants, Counter } from './mailboxes.mjs';

const question = new Question('workers', 'What does a call to a worker cost, its answer included?');
const CALLS = 1_000;
const MANY = quick ? 1_000 : 100_000;

/** So many of nact's actors cannot be: the names that it makes up collide. A p-queue for each is more than a heap holds. */
const NOT_MANY = ['p-queue', 'nact'];

/** @typedef {import('./mailboxes.mjs').Caller} Caller */

/** @type {[string, (next: () => Caller) => Promise<unknown>][]} */
const ways = [
  [
    '1 in flight',
    async (next) => {
      for (let i = 0; i < CALLS; i += 1) await next()('add');
    },
  ],
  ['1,000 in flight', (next) => Promise.all(Array.from({ length: CALLS }, () => next()('add')))],
  [
    '1,000 in flight, an async method',
    (next) => Promise.all(Array.from({ length: CALLS }, () => next()('addLater'))),
  ],
];

for (const count of [1, MANY]) {
  const { make, close } = await contestants();
  /** @type {Map<string, Caller[]>} */
  const made = new Map();
  for (const [name, one] of Object.entries(make)) {
    if (count === MANY && NOT_MANY.includes(name)) continue;
    const callers = [];
    for (let id = 0; id < count; id += 1) callers.push(await one(id));
    made.set(name, callers);
  }
  for (const [way, run] of ways) {
    const later = way.endsWith('async method');
    /** @type {Record<string, () => Promise<unknown>>} */
    const runs = {};
    for (const [name, callers] of made) {
      // A transition of xstate is synchronous.
      if (later && name === 'xstate') continue;
      let at = 0;
      const next = () => /** @type {Caller} */ (callers[(at = (at + 1) % callers.length)]);
      runs[name] = () => run(next);
    }
    const peers = Object.fromEntries(
      ['fastq', 'p-queue', 'xstate', 'nact']
        .filter((name) => name in runs)
        .map((name) => [name, 1]),
    );
    const title = `${counted(count, 'worker')}, ${way}`;
    await question.compare(title, runs, { per: CALLS, goals: { 'by hand': 0.7, ...peers } });
  }
  await close();
}
assert(Counter.added > 0, 'the counters are called');
question.save();
// What nact has started keeps the process alive.
process.exit();
