import { getEventListeners } from 'node:events';
import { Registry, WorkerSupervisor, type Key, type OnStart, type OnStop } from 'nestjs-registry';
import { ManualClock } from '../support/manual-clock.js';
import { passing } from '../support/passing.js';
import { UnhandledErrors } from '../support/unhandled.js';
import { endAtEveryTurn, LIMIT, type Scene } from './every-turn.js';

const unhandled = new UnhandledErrors();
const reason = new Error('aborted');

class Worker implements OnStart, OnStop {
  key: Key = '';

  async onStart(key: Key): Promise<void> {
    this.key = key;
    await passing(3);
  }

  async onStop(): Promise<void> {
    await passing(3);
  }

  async work(): Promise<string> {
    await passing(4);
    return 'worked';
  }

  async crash(): Promise<never> {
    await passing(1);
    throw new Error('crash');
  }
}

interface World {
  readonly clock: ManualClock;
  readonly registry: Registry;
  readonly topics: Registry;
  readonly workers: WorkerSupervisor<Worker>;
  readonly controller: AbortController;
}

function world(): World {
  const clock = new ManualClock();
  const registry = new Registry({ keys: 'unique', clock, logErrors: false });
  const topics = new Registry({ keys: 'duplicate', clock, logErrors: false });
  const workers = new WorkerSupervisor(Worker, {
    registry,
    key: (key) => key,
    create: async () => {
      await passing(2);
      return new Worker();
    },
    subscriptions: () => [
      { registry: topics, topics: (self) => ['for', self.key], method: 'work' },
      { registry: topics, topics: ['all'], method: 'work', options: { concurrency: 1 } },
    ],
    shutdownTimeout: 200,
    callTimeout: 1_000,
    random: () => 0,
    logErrors: false,
  });
  return { clock, registry, topics, workers, controller: new AbortController() };
}

type Operation = (world: World) => Promise<unknown>;

const OPERATIONS: [string, Operation][] = [
  ['start', ({ workers }) => workers.start('a')],
  [
    'getOrStart, by several',
    ({ workers }) => Promise.all(['a', 'b', 'a'].map((key) => workers.getOrStart(key))),
  ],
  [
    'calls, running and waiting',
    async ({ workers, controller: { signal } }) => {
      const ref = await workers.start('a');
      ref.cast.work();
      await Promise.all([ref.call.work(), ref.with({ signal }).call.work()]);
    },
  ],
  [
    'a call while it starts',
    async ({ workers }) => {
      const started = workers.start('a');
      const [ref] = await Promise.all([started, workers.via('a').call.work()]);
      await ref.call.work();
    },
  ],
  [
    'a call while it restarts',
    async ({ workers }) => {
      const ref = await workers.start('a');
      ref.cast.crash();
      await passing(5);
      await ref.call.work();
    },
  ],
  [
    'stop',
    async ({ workers }) => {
      const ref = await workers.start('a');
      ref.cast.work();
      await workers.stop('a');
    },
  ],
  [
    'getOrStart while it stops',
    async ({ workers }) => {
      await workers.start('a');
      await Promise.all([workers.stop('a'), workers.getOrStart('a')]);
    },
  ],
  [
    'close',
    async ({ workers }) => {
      const ref = await workers.start('a');
      ref.cast.work();
      await workers.close();
    },
  ],
  [
    'a dispatch to its subscriptions',
    async ({ workers, topics }) => {
      await workers.start('a');
      const dispatches = [topics.dispatch(['for', 'a'], 1), topics.dispatch('all', 2)];
      await Promise.all(dispatches.map((dispatch) => dispatch.settled()));
    },
  ],
];

const ENDS: [string, (world: World) => unknown][] = [
  ['the supervisor closes', ({ workers }) => workers.close()],
  ['the worker is stopped', ({ workers }) => workers.stop('a')],
  ['its owner terminates', ({ registry }) => registry.whereis('a')?.terminate()],
  [
    'its owner terminates with an error',
    ({ registry }) => registry.whereis('a')?.terminate(reason),
  ],
  ['its registry closes', ({ registry }) => registry.close()],
  ['the registry of its topics closes', ({ topics }) => topics.close()],
  ['the signal aborts', ({ controller }) => controller.abort(reason)],
  [
    'everything ends at once',
    ({ registry, topics, workers, controller }) => {
      registry.close();
      const closed = workers.close();
      topics.close();
      controller.abort(reason);
      return closed;
    },
  ],
];

function scene(operation: Operation, end: (world: World) => unknown): Scene {
  const made = world();
  const { clock, registry, topics, workers, controller } = made;
  return {
    clock,
    operation: operation(made),
    end: () => end(made),
    leavesNothing: async () => {
      const closed = workers.close();
      await clock.advanceAsync(1_000);
      await closed;
      expect(workers.count()).toBe(0);
      expect(registry.closed || registry.tryRegister('a', 1).ok).toBe(true);
      registry.close();
      topics.close();
      await new Promise((resolve) => setImmediate(resolve));
      expect(registry.stats()).toMatchObject({ entries: 0, keys: 0, owners: 0, inFlight: 0 });
      expect(topics.stats()).toMatchObject({ entries: 0, keys: 0, owners: 0, inFlight: 0 });
      expect(clock.pending).toBe(0);
      expect(getEventListeners(controller.signal, 'abort')).toEqual([]);
    },
  };
}

/** How whoever needs a worker may be refused when something ends: what happens to all that is not over. */
const REFUSALS: Record<string, readonly string[]> = {
  'the supervisor closes': ['SupervisorClosedError', 'WorkerTerminatedError'],
  'the worker is stopped': ['WorkerTerminatedError'],
  // It is restarted: only calls that wait are refused.
  'its owner terminates': ['WorkerTerminatedError'],
  'its owner terminates with an error': ['WorkerTerminatedError'],
  'its registry closes': ['RegistryClosedError', 'WorkerTerminatedError'],
  'the registry of its topics closes': ['RegistryClosedError', 'WorkerTerminatedError'],
  'the signal aborts': ['the reason'],
  'everything ends at once': [
    'RegistryClosedError',
    'SupervisorClosedError',
    'WorkerTerminatedError',
    'the reason',
  ],
};

describe.each(ENDS)('when %s', (how, end) => {
  it.each(OPERATIONS)(
    'at whatever turn, it settles and leaves nothing: %s',
    async (_name, run) => {
      const reasons = [reason];
      const { turns, outcomes } = await endAtEveryTurn(() => scene(run, end), { reasons });
      expect(turns).toBeGreaterThan(8);
      expect([...REFUSALS[how]!, 'resolved']).toEqual(expect.arrayContaining([...outcomes]));
      expect(outcomes).toContain('resolved');
      expect(await unhandled.take()).toEqual([]);
    },
    LIMIT,
  );
});
