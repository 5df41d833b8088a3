import { getEventListeners } from 'node:events';
import { Registry, WorkerSupervisor } from 'nestjs-registry';
import { ManualClock } from 'nestjs-registry/testing';
import { growth, growthOfAll, isCollected, NOTHING, PATIENCE } from '../support/heap.js';

const failure = new Error('no');
const ignore = (): undefined => undefined;

class Worker {
  id = 0;
  onStart(id: number): void {
    this.id = id;
  }
  ping(n: unknown): unknown {
    return n;
  }
  async later(n: unknown): Promise<unknown> {
    await Promise.resolve();
    return n;
  }
  fail(): never {
    throw failure;
  }
  stick(): Promise<never> {
    return new Promise(ignore);
  }
  callItself(): Promise<unknown> {
    return workers.via(['worker', 1]).call.ping(1);
  }
}

const clock = new ManualClock();
const registry = new Registry({ name: 'workers', keys: 'unique', clock });
const topics = new Registry({ name: 'topics', keys: 'duplicate', clock, logErrors: false });
const workers = new WorkerSupervisor(Worker, {
  registry,
  key: (id) => ['worker', id],
  create: () => new Worker(),
  subscriptions: () => [{ registry: topics, topics: ({ id }) => ['news', id], method: 'later' }],
  mailboxLimit: 10,
  logErrors: false,
});
const ref = await workers.start(1);
const stuck = await workers.start(2);
stuck.cast.stick();
const full = await workers.start(3);
full.cast.stick();
for (let n = 0; n < 10; n++) full.cast.ping(n);
const staying = new AbortController();

const SENT: [string, (n: number) => unknown][] = [
  ['calls that are answered at once', (n) => ref.call.ping(n)],
  ['calls that are answered later', (n) => ref.call.later({ n })],
  ['calls by name', (n) => workers.via(['worker', 1]).call.later(n)],
  ['calls that wait for others', (n) => Promise.all([ref.call.later(n), ref.call.later(n)])],
  ['calls that fail', () => ref.call.fail().catch(ignore)],
  ['calls with a time limit', (n) => ref.with({ timeout: 1_000 + (n % 5) }).call.later(n)],
  [
    'calls with a time limit each of their own',
    (n) => ref.with({ timeout: 1_000 + Math.abs(n) / 1_000_000 }).call.later(n),
  ],
  ['calls with a signal', (n) => ref.with({ signal: staying.signal }).call.later(n)],
  ['casts', (n) => ref.cast.ping(n)],
  ['casts that wait', (n) => (ref.cast.later(n), ref.call.later(n))],
  ['published messages', (n) => topics.dispatch(['news', 1], n).settled()],
  ['questions for a worker that runs', () => workers.getOrStart(1)],
  ['observers of what happens', () => workers.events.subscribe().unsubscribe()],
  ['lists of all workers', () => workers.children()],
];

it.each(SENT)(
  'the heap is where it was after 100,000 %s',
  async (_, round) => {
    expect(await growth(round)).toBeLessThan(NOTHING);
    expect(getEventListeners(staying.signal, 'abort')).toEqual([]);
  },
  PATIENCE,
);

const REFUSED: [string, (n: number) => Promise<unknown>][] = [
  [
    'calls whose time is up',
    async (n) => {
      const call = stuck.with({ timeout: 1 + Math.abs(n) / 1_000_000 }).call.ping({ n });
      clock.advance(2);
      await call.catch(ignore);
    },
  ],
  [
    'calls that were aborted',
    async (n) => {
      const controller = new AbortController();
      const call = stuck.with({ signal: controller.signal }).call.ping({ n });
      controller.abort();
      await call.catch(ignore);
    },
  ],
  ['calls to a full mailbox', (n) => full.call.ping({ n }).catch(ignore)],
  [
    'calls to nobody',
    (n) =>
      workers
        .via(['worker', -n - 10_000])
        .call.ping({ n })
        .catch(ignore),
  ],
  ['calls to itself', () => ref.call.callItself().catch(ignore)],
  ['starts of one who runs', () => workers.start(1).catch(ignore)],
];

it.each(REFUSED)(
  'the heap is where it was after 20,000 %s, each of which takes an error with its stack',
  async (_, round) => {
    expect(await growthOfAll(round, 20_000)).toBeLessThan(NOTHING);
    expect(workers.count()).toBe(3);
  },
  PATIENCE,
);

it('what was sent to one who does not come to it is collected when the caller has given up', async () => {
  const controller = new AbortController();
  const collected = await isCollected(() => {
    const payload = {};
    stuck.with({ signal: controller.signal }).call.ping(payload).catch(ignore);
    stuck.with({ timeout: 1 }).call.ping(payload).catch(ignore);
    controller.abort();
    clock.advance(1);
    return payload;
  });
  expect(collected).toBe(true);
});
