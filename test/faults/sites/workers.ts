import type { WorkerSubscription, WorkerSupervisorOptions } from 'nestjs-registry';
import type { Fault } from '../fault.js';
import { PLAIN, type Site } from '../site.js';
import type { World } from '../world.js';

const CALLER = ['goes to the caller'] as const;
const CRASH = ['is a crash'] as const;

/** A class whose hooks and methods are those that are given. */
function workerClass(methods: Readonly<Record<string, () => unknown>>): new () => object {
  class Given {}
  for (const [name, value] of Object.entries(methods))
    Object.defineProperty(Given.prototype, name, { value, configurable: true });
  return Given;
}

class Worker {
  ask(): string {
    return 'answer';
  }

  fail(): void {
    throw new Error('a method');
  }
}

/** A worker that is started with options, one of which fails; another one is there beside it. */
function starting(
  name: string,
  options: (fault: Fault, world: World) => Partial<WorkerSupervisorOptions<Worker>>,
  rejected?: Site['rejected'],
): Site {
  return {
    name,
    thrown: CALLER,
    ...(rejected === undefined ? {} : { rejected }),
    async run(fault, world) {
      const workers = world.supervise(Worker, options(fault, world));
      await world.attempt(() => workers.start('a'));
      expect(workers.count()).toBe(0);
      // The name is free, and so is the place of a child.
      expect(world.names.tryRegister(['worker', 'a'], 1).ok).toBe(true);
    },
  };
}

function subscribing(world: World, method: string): WorkerSubscription {
  return { registry: world.events, topics: ['topic'], method };
}

export const WORKER_SITES: readonly Site[] = [
  starting('WorkerSupervisorOptions.key', (fault) => ({ key: fault.call })),
  starting('WorkerSupervisorOptions.create', (fault) => ({ create: fault.call }), CALLER),
  starting('WorkerSupervisorOptions.subscriptions', (fault) => ({ subscriptions: fault.call })),
  starting('WorkerSubscription.topics', (fault, world) => ({
    subscriptions: () => [
      subscribing(world, 'ask') as WorkerSubscription<Worker>,
      { registry: world.events, topics: fault.call, method: 'ask' },
    ],
  })),
  starting('the constructor of a worker', (fault) => ({
    create: () =>
      new (class extends Worker {
        constructor() {
          super();
          fault.call();
        }
      })(),
  })),
  {
    name: 'OnStart.onStart',
    thrown: CALLER,
    rejected: CALLER,
    async run(fault, world) {
      const workers = world.supervise(workerClass({ onStart: fault.call }));
      await world.attempt(() => workers.start('a'));
      expect(workers.count()).toBe(0);
      expect(world.names.tryRegister(['worker', 'a'], 1).ok).toBe(true);
    },
  },
  {
    name: 'an onStart at a restart',
    thrown: CRASH,
    rejected: CRASH,
    async run(fault, world) {
      let starts = 0;
      const type = workerClass({
        onStart: () => (starts++ === 1 ? fault.call() : undefined),
        fail: () => {
          throw new Error('a method');
        },
      });
      const workers = world.supervise(type);
      const ref = await workers.start('a');
      (ref.cast as { fail(): void }).fail();
      await world.clock.advanceAsync(1_000);
      expect(starts).toBe(3);
      expect(ref.status).toBe('running');
    },
  },
  {
    name: 'OnStop.onStop',
    thrown: ['is a stop that failed'],
    rejected: ['is a stop that failed'],
    async run(fault, world) {
      const workers = world.supervise(workerClass({ onStop: fault.call }));
      await workers.start('a');
      expect(await workers.stop(['worker', 'a'])).toBe(true);
      expect(workers.count()).toBe(0);
    },
  },
  {
    name: 'a method of a worker that is called',
    thrown: CALLER,
    rejected: CALLER,
    async run(fault, world) {
      const workers = world.supervise(workerClass({ ask: fault.call }));
      const ref = await workers.start('a');
      await world.attempt(() => (ref.call as { ask(): unknown }).ask());
      expect(ref.status).toBe('running');
    },
  },
  {
    name: 'a method of a worker that is cast to',
    thrown: CRASH,
    rejected: CRASH,
    async run(fault, world) {
      const workers = world.supervise(workerClass({ ask: fault.call }));
      const ref = await workers.start('a');
      await world.attempt(() => (ref.cast as { ask(): void }).ask());
      await world.clock.advanceAsync(1_000);
      expect(ref.status).toBe('running');
      expect(world.events.size).toBe(0);
    },
  },
  {
    name: 'a method of a worker that is subscribed',
    thrown: ['is a failed delivery', 'is a crash'],
    rejected: ['is a failed delivery', 'is a crash'],
    async run(fault, world) {
      world.events.subscribe('topic', world.bystander());
      const workers = world.supervise(workerClass({ onMessage: fault.call }), {
        subscriptions: () => [subscribing(world, 'onMessage')],
      });
      await workers.start('a');
      world.events.subscribe('topic', world.bystander());
      await world.dispatch(world.events, 'topic');
      await world.clock.advanceAsync(1_000);
    },
  },
  {
    name: 'a callback of the owner of a worker',
    kinds: PLAIN,
    thrown: ['is a stop that failed'],
    rejected: ['is Node’s to report'],
    async run(fault, world) {
      const workers = world.supervise(Worker);
      await workers.start('a');
      const owner = world.names.whereis(['worker', 'a']);
      for (const callback of [world.bystander(), fault.call, world.bystander()])
        owner?.onTerminate(callback);
      await workers.stop(['worker', 'a']);
    },
  },
  {
    name: 'WorkerOptions.crashOn',
    thrown: ['is not told'],
    kinds: PLAIN,
    async run(fault, world) {
      const workers = world.supervise(Worker, { crashOn: fault.call });
      const ref = await workers.start('a');
      await expect(ref.call.fail()).rejects.toThrow('a method');
      // One that fails has not said that the worker may live on.
      expect(ref.status).toBe('restarting');
    },
  },
  {
    name: 'WorkerSupervisorOptions.random',
    thrown: ['is not told'],
    kinds: PLAIN,
    async run(fault, world) {
      const workers = world.supervise(Worker, { random: fault.call });
      const ref = await workers.start('a');
      ref.cast.fail();
      await world.clock.advanceAsync(100);
      expect(ref.status).toBe('running');
    },
  },
  {
    name: 'WorkerOptions.onError',
    thrown: ['goes to the console'],
    rejected: ['goes to the console'],
    async run(fault, world) {
      const workers = world.supervise(Worker, { onError: fault.call });
      workers.events.subscribe(world.bystander());
      const ref = await workers.start('a');
      ref.cast.fail();
      await world.clock.advanceAsync(100);
      expect(ref.status).toBe('running');
    },
  },
  {
    name: 'WorkerSupervisor.events observer',
    thrown: ['is RxJS’s to report'],
    rejected: ['is Node’s to report'],
    async run(fault, world) {
      const workers = world.supervise(Worker);
      for (const next of [world.bystander(), fault.call, world.bystander()])
        workers.events.subscribe(next);
      await workers.start('a');
    },
  },
];
