import { Registry, WorkerSupervisor } from 'nestjs-registry';
import { growthOfAll, NOTHING, PATIENCE, survivorsOf } from '../support/heap.js';
import { Gate } from '../support/supervise.js';

class Worker {
  onStart(_id: number): void {}
  ping(n: number): number {
    return n;
  }
  async later(n: number): Promise<number> {
    await Promise.resolve();
    return n;
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

it(
  'the heap is where it was after 10,000 workers were started and stopped by the machine’s clock',
  async () => {
    const { workers, registry } = supervise({ idleTimeout: 60_000 });
    const comeAndGo = async (id: number): Promise<void> => {
      const ref = await workers.start(id);
      await ref.with({ timeout: 1_005 + Math.abs(id % 5) }).call.later(id);
      await workers.stop(['worker', id]);
    };
    expect(await growthOfAll(comeAndGo, 10_000)).toBeLessThan(NOTHING);
    expect([workers.count(), registry.stats().keys, registry.stats().owners]).toEqual([0, 0, 0]);
  },
  PATIENCE,
);

it.each(['before', 'after'])(
  'messages that start the next one %s their end, without awaiting it, do not keep each other',
  async (when) => {
    const done = new Gate();
    const over = new Gate();
    const payloads: WeakRef<object>[] = [];
    class Relay {
      onStart(_name: string): void {}
      async pass(to: string, from: string, left: number, payload: object): Promise<void> {
        if (left > 10) payloads.push(new WeakRef(payload));
        if (left === 0) {
          done.open();
          // While this one runs, whatever it refers to is kept.
          return over.opened;
        }
        const next = (): void =>
          void relays
            .via(to)
            .call.pass(from, to, left - 1, { left })
            .catch(() => undefined);
        const turn = new Promise<void>((resolve) => setImmediate(resolve));
        if (when === 'before') await turn.then(next);
        else void turn.then(next);
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
    over.open();
    await relays.close();
  },
);

it('a worker that is never restarted does not keep what it was started with', async () => {
  class Laden {
    onStart(_id: number, _payload: object): void {}
  }
  const workers = new WorkerSupervisor(Laden, {
    registry: new Registry({ name: 'laden', keys: 'unique' }),
    key: (id) => id,
    create: () => new Laden(),
    restart: 'temporary',
  });
  const payloads: WeakRef<object>[] = [];
  for (let id = 0; id < 10; id++) {
    const payload = {};
    payloads.push(new WeakRef(payload));
    await workers.start(id, payload);
  }
  expect((await survivorsOf(payloads)).length).toBeLessThan(3);
  expect(workers.count()).toBe(10);
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
