/** What does it cost to start a worker, and to stop it? 1,000 at the same time. */
import assert from 'node:assert/strict';
import { Registry, WorkerSupervisor } from 'nestjs-registry';
import { Question, quick, timed } from './compare.mjs';
import { Counter } from './mailboxes.mjs';

const question = new Question(
  'worker-starts',
  'What does it cost to start a worker, and to stop it?',
);
const TOTAL = quick ? 10_000 : 100_000;
const TOGETHER = 1_000;

/** @param {(id: number) => import('nestjs-registry').Key} key */
async function lives(key) {
  const workers = new WorkerSupervisor(Counter, {
    registry: new Registry({ name: 'bench', keys: 'unique' }),
    key: (id) => key(/** @type {number} */ (id)),
    create: () => new Counter(),
  });
  const start = await timed(TOTAL, async () => {
    for (let id = 0; id < TOTAL; id += TOGETHER)
      await Promise.all(Array.from({ length: TOGETHER }, (_, i) => workers.start(id + i)));
  });
  assert.equal(workers.count(), TOTAL);
  const stop = await timed(TOTAL, () => workers.close());
  assert.equal(workers.count(), 0);
  return { start, stop };
}

for (const [title, key] of /** @type {const} */ ([
  ['named n', (/** @type {number} */ id) => id],
  ["named ['user', n]", (/** @type {number} */ id) => ['user', id]],
])) {
  await question.measure(`a worker ${title}`, {
    start: async () => (await lives(key)).start,
    stop: async () => (await lives(key)).stop,
  });
}
question.save();
