/** How many workers start and stop in a second, and what does an idle one hold of the heap? */
import assert from 'node:assert/strict';
import { Registry, WorkerSupervisor } from 'nestjs-registry';

const TOTAL = process.env['BENCH_QUICK'] === '1' ? 10_000 : 1_000_000;
const TOGETHER = 1_000;

class Counter {
  n = 0;
  /** @param {number} by */
  add(by) {
    return (this.n += by);
  }
}

for (const [title, key] of /** @type {const} */ ([
  ['id', (/** @type {number} */ id) => id],
  ["['user', id]", (/** @type {number} */ id) => ['user', id]],
])) {
  const before = heap();
  const workers = new WorkerSupervisor(Counter, {
    registry: new Registry({ name: 'crowd', keys: 'unique', partitions: 4 }),
    key: (id) => key(/** @type {number} */ (id)),
    create: () => new Counter(),
    idleTimeout: 3_600_000,
  });
  const starting = await seconds(async () => {
    for (let id = 0; id < TOTAL; id += TOGETHER) {
      await Promise.all(Array.from({ length: TOGETHER }, (_, i) => workers.start(id + i)));
    }
  });
  const held = (heap() - before) / TOTAL;
  const stopping = await seconds(() => workers.close());
  const left = (heap() - before) / TOTAL;
  assert.equal(workers.count(), 0);

  console.log(`\n${TOTAL} workers named ${title}, with an idleTimeout`);
  console.log(`  started  ${perSecond(starting)} per second`);
  console.log(
    `  hold     ${Math.round(held)} bytes each: instance, name, owner and entry included`,
  );
  console.log(
    `  stopped  ${perSecond(stopping)} per second; ${Math.round(left)} bytes of each are left`,
  );
}

function heap() {
  for (let i = 0; i < 4; i += 1) globalThis.gc?.();
  return process.memoryUsage().heapUsed;
}

/** @param {() => Promise<unknown>} run */
async function seconds(run) {
  const start = performance.now();
  await run();
  return (performance.now() - start) / 1e3;
}

/** @param {number} time */
function perSecond(time) {
  return Math.round(TOTAL / time / 1_000) * 1_000;
}
