import {
  AlreadyRegisteredError,
  AlreadyStartedError,
  MaxChildrenError,
  RegistryClosedError,
  SupervisorClosedError,
  WorkerTerminatedError,
  type WorkerRef,
} from 'nestjs-registry';
import { rejection } from '../support/caught.js';
import { Gate, supervise, turn } from '../support/supervise.js';

class Plain {
  ping(): string {
    return 'pong';
  }
}

/** Starts when its gate is opened. */
class Slow {
  static gates: Gate[] = [];
  static started = 0;
  static gate(): Gate {
    const gate = new Gate();
    Slow.gates.push(gate);
    return gate;
  }

  async onStart(_name: string): Promise<void> {
    Slow.started++;
    await Slow.gates.shift()?.opened;
  }

  ping(): string {
    return 'pong';
  }
}

beforeEach(() => {
  Slow.gates = [];
  Slow.started = 0;
});

it('gives a worker its name, and the entry its ref', async () => {
  const { workers, registry } = supervise(Plain);
  const ref = await workers.start('ann');
  expect(registry.get('ann')?.value).toBe(ref);
  expect(registry.whereis('ann')?.alive).toBe(true);
  expect(String(registry.whereis('ann'))).toBe("worker Plain 'ann'");
  expect([ref.key, ref.status, String(ref)]).toEqual(['ann', 'running', "Plain 'ann'"]);
  expect(workers.children()).toEqual([ref]);
});

it('keeps its key once, together with its entry', async () => {
  const { workers, registry } = supervise(Plain, { key: () => ['user', 1] });
  expect((await workers.start()).key).toBe(registry.get(['user', 1])?.key);
});

it('hands the arguments to onStart and the instance that create made', async () => {
  class Greeter {
    #greeting = '';
    constructor(private readonly sign = '.') {}
    onStart(_name: string, greeting: string): void {
      this.#greeting = greeting;
    }
    greet(): string {
      return this.#greeting + this.sign;
    }
  }
  const { workers } = supervise(Greeter, { create: async () => new Greeter('!') });
  const ref = await workers.start('ann', 'hello');
  expect(await ref.call.greet()).toBe('hello!');
});

it('is not seen before onStart has completed', async () => {
  const gate = Slow.gate();
  const { workers, registry } = supervise(Slow);
  const seen: string[] = [];
  registry.changes().subscribe(({ type }) => seen.push(type));
  const starting = workers.start('ann');
  await turn();
  expect([registry.lookup('ann'), registry.size, registry.stats().entries]).toEqual([[], 0, 0]);
  expect([seen, workers.count()]).toEqual([[], 1]);
  gate.open();
  await starting;
  expect([registry.size, seen]).toEqual([1, ['registered']]);
});

it('refuses to start a name twice, and tells who has it', async () => {
  const { workers } = supervise(Plain);
  const ref = await workers.start('ann');
  const error = await rejection<AlreadyStartedError<WorkerRef<Plain>>>(workers.start('ann'));
  expect(error.ref).toBe(ref);
});

it('refuses everybody else the name of a worker that is starting', async () => {
  const gate = Slow.gate();
  const { workers, registry } = supervise(Slow);
  const starting = workers.start('ann');
  await expect(workers.start('ann')).rejects.toThrow(AlreadyStartedError);
  expect(() => registry.register('ann', 1)).toThrow(AlreadyStartedError);
  expect(() => registry.tryRegister('ann', 1)).toThrow(AlreadyStartedError);
  gate.open();
  await starting;
  expect(() => registry.register('ann', 1)).toThrow(AlreadyRegisteredError);
});

it('refuses a name that is no worker, and leaves its holder alone', async () => {
  const { workers, registry } = supervise(Plain);
  const holder = registry.register('ann', 1);
  await expect(workers.start('ann')).rejects.toThrow(AlreadyRegisteredError);
  await expect(workers.getOrStart('ann')).rejects.toThrow(AlreadyRegisteredError);
  expect([holder.active, workers.count()]).toEqual([true, 0]);
});

it('keeps the supervisors of one registry apart', async () => {
  const { workers, registry } = supervise(Plain);
  const { workers: others } = supervise(Slow, { registry });
  await workers.start('ann');
  await expect(others.start('ann')).rejects.toThrow(AlreadyStartedError);
  await expect(others.via('ann').call.ping()).rejects.toThrow('there is no worker Slow');
  expect(await others.stop('ann')).toBe(false);
});

it('starts one worker, however many ask for it at the same time', async () => {
  const gate = Slow.gate();
  const { workers } = supervise(Slow);
  const asked = Array.from({ length: 1_000 }, () => workers.getOrStart('ann'));
  gate.open();
  const refs = new Set(await Promise.all(asked));
  expect([refs.size, Slow.started, workers.count()]).toEqual([1, 1, 1]);
  expect(await workers.getOrStart('ann')).toBe([...refs][0]);
});

it.each([
  ['at once', class extends Plain {}],
  [
    'after a while',
    class extends Plain {
      async onStart(): Promise<void> {
        await turn();
      }
    },
  ],
])(
  'serves who asked for a worker in the order in which they asked, when it starts %s',
  async (_, type) => {
    const { workers } = supervise(type);
    const served: number[] = [];
    const ask = async (who: number): Promise<void> => {
      await (await workers.getOrStart('ann')).call.ping();
      served.push(who);
    };
    await Promise.all([1, 2, 3].map(ask));
    expect(served).toEqual([1, 2, 3]);
  },
);

it('fails for all who waited when the start fails, and frees the name', async () => {
  const gate = new Gate();
  const failure = new Error('no profile');
  class Failing {
    async onStart(_name: string): Promise<void> {
      await gate.opened;
      throw failure;
    }
  }
  const { workers, registry, log } = supervise(Failing);
  const asked = Array.from({ length: 100 }, () => workers.getOrStart('ann'));
  gate.open();
  const outcomes = await Promise.allSettled(asked);
  expect(outcomes.every((one) => one.status === 'rejected' && one.reason === failure)).toBe(true);
  expect([workers.count(), registry.register('ann', 1).active]).toEqual([0, true]);
  expect(log()).toEqual(['startFailed ann', 'stopped ann']);
});

it.each(['key', 'create'] as const)('passes on what %s throws', async (name) => {
  const failing = (): never => {
    throw new RangeError(name);
  };
  const { workers } = supervise(Plain, { [name]: failing });
  await expect(workers.start('ann')).rejects.toThrow(RangeError);
  await expect(workers.getOrStart('ann')).rejects.toThrow(RangeError);
  expect(workers.count()).toBe(0);
});

it('lets no slow start wait for another', async () => {
  Slow.gate();
  const { workers } = supervise(Slow);
  void workers.start('never');
  expect((await workers.start('ann')).status).toBe('running');
});

it('handles what was sent while it started, in order', async () => {
  const gate = new Gate();
  const heard: string[] = [];
  class Listener {
    async onStart(_name: string): Promise<void> {
      await gate.opened;
      heard.push('started');
    }
    hear(text: string): void {
      heard.push(text);
    }
  }
  const { workers } = supervise(Listener);
  void workers.start('ann');
  workers.via('ann').cast.hear('first');
  const second = workers.via('ann').call.hear('second');
  gate.open();
  await second;
  expect(heard).toEqual(['started', 'first', 'second']);
});

it('serves who meets it in the very moment in which it is registered', async () => {
  const { workers, registry } = supervise(Plain);
  const heard: Promise<string>[] = [];
  registry.changes({ type: 'registered' }).subscribe(() => {
    heard.push(workers.via('ann').call.ping());
  });
  await workers.start('ann');
  expect(await Promise.all(heard)).toEqual(['pong']);
});

it('can be stopped by who meets it in that moment', async () => {
  const { workers, registry, log } = supervise(Plain);
  registry.changes({ type: 'registered' }).subscribe(() => void workers.stop('ann'));
  await expect(workers.start('ann')).rejects.toThrow(WorkerTerminatedError);
  expect([workers.count(), registry.size, log()]).toEqual([0, 0, ['stopped ann']]);
});

it('starts no more than maxChildren', async () => {
  const { workers } = supervise(Plain, { maxChildren: 2 });
  await workers.start('ann');
  await workers.start('bob');
  await expect(workers.start('cid')).rejects.toThrow(MaxChildrenError);
  expect((await workers.getOrStart('bob')).status).toBe('running');
  await workers.stop('ann');
  expect((await workers.start('cid')).status).toBe('running');
});

it('starts nothing after close, nor in a closed registry', async () => {
  const { workers } = supervise(Plain);
  await workers.close();
  await expect(workers.start('ann')).rejects.toThrow(SupervisorClosedError);
  const { workers: others, registry } = supervise(Plain);
  registry.close();
  await expect(others.start('ann')).rejects.toThrow(RegistryClosedError);
  expect(others.count()).toBe(0);
});
