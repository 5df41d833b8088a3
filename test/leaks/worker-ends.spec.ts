import { Owner, Registry, WorkerSupervisor, type WorkerSupervisorOptions } from 'nestjs-registry';
import { ManualClock } from 'nestjs-registry/testing';
import { growthOfAll, NOTHING, PATIENCE, survivorsOf } from '../support/heap.js';

const failure = new Error('no');
const ignore = (): undefined => undefined;

class Worker {
  onStart(_id: number, _payload?: object): unknown {
    return undefined;
  }
  ping(payload?: unknown): unknown {
    return payload;
  }
  crash(): never {
    throw failure;
  }
}

class Slow extends Worker {
  override async onStart(): Promise<void> {
    await Promise.resolve();
  }
}

class Failing extends Worker {
  override onStart(): never {
    throw failure;
  }
}

const made: WeakRef<object>[] = [];

function supervise(
  type: new () => Worker,
  options: Partial<WorkerSupervisorOptions<Worker>> = {},
): { workers: WorkerSupervisor<Worker>; registry: Registry; clock: ManualClock } {
  const clock = new ManualClock();
  const registry = new Registry({ name: 'workers', keys: 'unique', clock });
  const topics = new Registry({ name: 'topics', keys: 'duplicate', clock });
  const workers = new WorkerSupervisor<Worker>(type, {
    registry,
    key: (id) => ['worker', id],
    create: () => {
      const worker = new type();
      made.push(new WeakRef(worker));
      return worker;
    },
    subscriptions: () => [{ registry: topics, topics: ['news'], method: 'ping' }],
    random: () => 0,
    logErrors: false,
    ...options,
  });
  return { workers, registry, clock };
}

type World = ReturnType<typeof supervise>;
const running = supervise(Worker);
const idling = supervise(Worker, { idleTimeout: 10 });
const temporary = supervise(Worker, { restart: 'temporary' });
const transient = supervise(Worker, { restart: 'transient' });
const hopeless = supervise(Worker, { maxRestarts: 1, backoff: { initial: 1 } });
const slow = supervise(Slow);
const failing = supervise(Failing);
const few = supervise(Worker, { maxChildren: 1 });
await few.workers.start(-1_000_000);

const payloads: WeakRef<object>[] = [];
/** Something that the worker is started with. */
const payload = (): object => {
  const made = {};
  payloads.push(new WeakRef(made));
  return made;
};

const ENDS: [string, World, (world: World, id: number) => unknown][] = [
  [
    'that were stopped',
    running,
    async ({ workers }, id) => {
      const ref = await workers.start(id, payload());
      await ref.call.ping(payload());
      await workers.stop(ref.key);
    },
  ],
  [
    'that were idle for too long',
    idling,
    async ({ workers, clock }, id) => {
      await workers.getOrStart(id, payload());
      clock.advance(10);
    },
  ],
  [
    'that crashed and are not restarted',
    temporary,
    async ({ workers }, id) => {
      const ref = await workers.start(id, payload());
      ref.cast.crash();
    },
  ],
  [
    'that crashed and were restarted before they were stopped',
    running,
    async ({ workers, clock }, id) => {
      const ref = await workers.start(id, payload());
      ref.cast.crash();
      const waiting = ref.call.ping(payload());
      await clock.advanceAsync(100);
      await waiting;
      await workers.stop(ref.key);
    },
  ],
  [
    'that were given up',
    hopeless,
    async ({ workers, clock }, id) => {
      const ref = await workers.start(id, payload());
      ref.cast.crash();
      await clock.advanceAsync(1);
      ref.cast.crash();
    },
  ],
  [
    'whose owner was terminated',
    transient,
    async ({ workers, registry }, id) => {
      await workers.start(id, payload());
      registry.whereis(['worker', id])!.terminate();
    },
  ],
  [
    'that were waited for while they started',
    slow,
    async ({ workers }, id) => {
      const start = workers.start(id, payload());
      const joined = workers.getOrStart(id, payload());
      const called = workers.via(['worker', id]).call.ping(payload());
      await Promise.all([start, joined, called]);
      await workers.stop(['worker', id]);
    },
  ],
  [
    'that were stopped while they started',
    slow,
    async ({ workers }, id) => {
      const start = workers.start(id, payload());
      await Promise.all([start.catch(ignore), workers.stop(['worker', id])]);
    },
  ],
  [
    'that could not start',
    failing,
    ({ workers }, id) => workers.start(id, payload()).catch(ignore),
  ],
  ['that were too many', few, ({ workers }, id) => workers.start(id, payload()).catch(ignore)],
];

describe.each(ENDS)('workers %s', (_, world, round) => {
  const { workers, registry, clock } = world;
  const others = workers.count();

  it(
    'leave the heap where it was, 10,000 times: each takes some 50 microseconds and more',
    async () => {
      const watched = async (id: number): Promise<void> => {
        await round(world, id);
        made.length = 0;
        payloads.length = 0;
      };
      expect(await growthOfAll(watched, 10_000)).toBeLessThan(NOTHING);
      await new Promise((resolve) => setImmediate(resolve));
      const { entries, keys } = registry.stats();
      expect([workers.count(), entries, keys, clock.pending]).toEqual([others, others, others, 0]);
    },
    PATIENCE,
  );

  it('are collected, with all that they were given', async () => {
    for (let id = 0; id < 10; id++) await round(world, id);
    await new Promise((resolve) => setImmediate(resolve));
    expect(payloads.length).toBeGreaterThanOrEqual(10);
    expect(await survivorsOf([...made, ...payloads])).toEqual([]);
  });
});

it('a supervisor that was closed is collected, though its registry is kept', async () => {
  const registry = new Registry({ name: 'workers', keys: 'unique' });
  const refs: WeakRef<object>[] = [];
  const use = async (): Promise<void> => {
    const workers = new WorkerSupervisor(Worker, {
      registry,
      key: (id) => id,
      create: () => new Worker(),
      idleTimeout: 60_000,
    });
    await Promise.all([workers.start(1), workers.start(2)]);
    refs.push(new WeakRef(workers), new WeakRef(registry.whereis(1)!));
    await workers.close();
  };
  await use();
  expect(await survivorsOf(refs)).toEqual([]);
  expect(registry.size).toBe(0);
});

it('what a worker registered for itself is gone with it', async () => {
  const { workers, registry } = supervise(Worker);
  const collected: WeakRef<object>[] = [];
  const use = async (): Promise<void> => {
    await workers.start(1);
    const owner: Owner = registry.whereis(['worker', 1])!;
    const value = {};
    registry.register('of the worker', value, { owner });
    collected.push(new WeakRef(owner), new WeakRef(value));
    await workers.stop(['worker', 1]);
  };
  await use();
  expect(await survivorsOf(collected)).toEqual([]);
});
