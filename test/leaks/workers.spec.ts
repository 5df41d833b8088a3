import { Registry, WorkerSupervisor } from 'nestjs-registry';
import { growth, survivorsOf } from '../support/heap.js';
import { Gate } from '../support/supervise.js';

const ROUNDS = { rounds: 20_000 };

class Worker {
  onStart(_id: number): void {}
  ping(n: number): number {
    return n;
  }
  async later(n: number): Promise<number> {
    await Promise.resolve();
    return n;
  }
  crash(): void {
    throw new Error('crash');
  }
}

function supervise(options: object = {}) {
  const registry = new Registry({ name: 'workers', keys: 'unique' });
  const workers = new WorkerSupervisor(Worker, {
    registry,
    key: (id) => ['worker', id],
    create: () => new Worker(),
    logErrors: false,
    ...options,
  });
  return { workers, registry };
}

it('the heap is where it was after 20,000 workers were started and stopped', async () => {
  const { workers, registry } = supervise({ idleTimeout: 60_000 });
  const bytes = await growth(async (id) => {
    const ref = await workers.start(id);
    await ref.call.later(id);
    await workers.stop(['worker', id]);
  }, ROUNDS);
  expect(bytes).toBeLessThan(40);
  expect([workers.count(), registry.stats().keys, registry.stats().owners]).toEqual([0, 0, 0]);
});

it('the heap is where it was after 20,000 calls with timeouts, and crashes', async () => {
  const { workers } = supervise({
    maxRestarts: Infinity,
    maxSeconds: 0.01,
    backoff: { initial: 0 },
  });
  const ref = await workers.start(1);
  const call = (i: number): unknown => ref.with({ timeout: 1_005 + (i % 5) }).call.later(i);
  expect(await growth(call, ROUNDS)).toBeLessThan(16);
  const crash = async (): Promise<void> => {
    ref.cast.crash();
    await workers.getOrStart(1);
  };
  expect(await growth(crash, { rounds: 10_000 })).toBeLessThan(100);
});

it('messages that start the next one without awaiting it do not keep each other', async () => {
  const done = new Gate();
  const payloads: WeakRef<object>[] = [];
  class Relay {
    onStart(_name: string): void {}
    async pass(to: string, from: string, left: number, payload: object): Promise<void> {
      payloads.push(new WeakRef(payload));
      await Promise.resolve();
      if (left === 0) done.open();
      else setImmediate(() => void relays.via(to).call.pass(from, to, left - 1, { left }));
    }
  }
  const relays = new WorkerSupervisor(Relay, {
    registry: new Registry({ name: 'relays', keys: 'unique' }),
    key: (name) => name,
    create: () => new Relay(),
  });
  await relays.start('a');
  await relays.start('b');
  await relays.via('a').call.pass('b', 'a', 1_000, {});
  await done.opened;
  expect((await survivorsOf(payloads)).length).toBeLessThan(20);
});

it('a stopped worker is forgotten, whoever keeps its ref', async () => {
  const { workers } = supervise();
  const made: WeakRef<Worker>[] = [];
  const tracked = supervise({
    create: () => {
      const worker = new Worker();
      made.push(new WeakRef(worker));
      return worker;
    },
  }).workers;
  const refs = [await tracked.start(1), await tracked.start(2)];
  await tracked.close();
  expect(await survivorsOf(made)).toEqual([]);
  expect([refs.map(({ status }) => status), workers.count()]).toEqual([['stopped', 'stopped'], 0]);
});
