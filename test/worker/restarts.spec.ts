import {
  AlreadyStartedError,
  CallTimeoutError,
  WorkerTerminatedError,
  type SupervisorEvent,
} from 'nestjs-registry';
import { rejection } from '../support/caught.js';
import { Gate, supervise, turn } from '../support/supervise.js';

/** Counts its runs, and crashes when it is told to. */
function fragile() {
  const control = { runs: 0, failStarts: 0, stops: [] as unknown[][] };
  class Fragile {
    #said: string[] = [];
    onStart(_name: string, _argument = 'none'): void {
      control.runs++;
      if (control.failStarts-- > 0) throw new Error('cannot start');
      this.#said.push(`run ${control.runs} with ${_argument}`);
    }
    onStop(...why: unknown[]): void {
      control.stops.push(why);
    }
    say(word: string): string[] {
      this.#said.push(word);
      return this.#said;
    }
    crash(): void {
      throw new Error('crash');
    }
    async hang(gate: Gate): Promise<void> {
      await gate.opened;
    }
    async crashLater(gate: Gate): Promise<void> {
      await gate.opened;
      throw new Error('crash');
    }
  }
  return { control, Fragile };
}

it('restarts after a crash: same name and arguments, fresh state', async () => {
  const { Fragile } = fragile();
  const { workers, clock, log } = supervise(Fragile);
  const ref = await workers.start('ann', 'x');
  await ref.call.say('hello');
  ref.cast.crash();
  expect(ref.status).toBe('restarting');
  clock.advance(100);
  expect(await ref.call.say('again')).toEqual(['run 2 with x', 'again']);
  expect(log()).toEqual(['started ann', 'crashed ann', 'started ann']);
});

it('reaches the new instance by name', async () => {
  const { Fragile } = fragile();
  const { workers, clock } = supervise(Fragile);
  await workers.start('ann');
  workers.via('ann').cast.crash();
  clock.advance(100);
  expect(await workers.via('ann').call.say('x')).toEqual(['run 2 with none', 'x']);
});

it('can be seen only while it runs; its entries are gone with the crash', async () => {
  const { Fragile } = fragile();
  const { workers, registry, clock } = supervise(Fragile);
  const ref = await workers.start('ann');
  const owner = registry.whereis('ann')!;
  registry.register('more', 1, { owner });
  const changes: string[] = [];
  registry.changes().subscribe(({ type, entry }) => changes.push(`${type} ${entry.key as string}`));
  ref.cast.crash();
  expect([registry.size, owner.alive]).toEqual([0, false]);
  expect(owner.reason).toEqual(new Error('crash'));
  clock.advance(100);
  await turn();
  expect(registry.whereis('ann')).not.toBe(owner);
  expect(changes).toEqual(['unregistered ann', 'unregistered more', 'registered ann']);
});

describe('during back-off', () => {
  it('refuses the name to start and register', async () => {
    const { Fragile } = fragile();
    const { workers, registry } = supervise(Fragile);
    const ref = await workers.start('ann');
    ref.cast.crash();
    const error = await rejection<AlreadyStartedError>(workers.start('ann'));
    expect([error.name, error.ref]).toEqual(['AlreadyStartedError', ref]);
    expect(() => registry.register('ann', 1)).toThrow(AlreadyStartedError);
    expect(registry.lookup('ann')).toEqual([]);
  });

  it('refuses the name also to who hears of the crash first', async () => {
    const { Fragile } = fragile();
    const { workers, registry } = supervise(Fragile);
    const ref = await workers.start('ann');
    const outcomes: unknown[] = [];
    registry.changes({ type: 'unregistered' }).subscribe(() => {
      try {
        registry.register('ann', 1);
      } catch (error) {
        outcomes.push(error);
      }
    });
    ref.cast.crash();
    expect(outcomes).toEqual([expect.any(AlreadyStartedError)]);
  });

  it('lets getOrStart join, and calls wait', async () => {
    const { Fragile, control } = fragile();
    const { workers, clock } = supervise(Fragile);
    const ref = await workers.start('ann');
    ref.cast.crash();
    const joined = workers.getOrStart('ann');
    const waiting = workers.via('ann').call.say('x');
    clock.advance(100);
    expect(await joined).toBe(ref);
    expect(await waiting).toEqual(['run 2 with none', 'x']);
    expect(control.runs).toBe(2);
  });

  it('lets calls wait no longer than their timeout', async () => {
    const { Fragile } = fragile();
    const { workers, clock } = supervise(Fragile);
    const ref = await workers.start('ann');
    ref.cast.crash();
    const waiting = rejection<Error>(ref.with({ timeout: 50 }).call.say('too late'));
    clock.advance(50);
    expect(await waiting).toBeInstanceOf(CallTimeoutError);
    clock.advance(50);
    expect(await ref.call.say('x')).toEqual(['run 2 with none', 'x']);
  });

  it('is ended by stop, and frees the name', async () => {
    const { Fragile, control } = fragile();
    const { workers, registry, clock, log } = supervise(Fragile);
    const ref = await workers.start('ann');
    ref.cast.crash();
    const joined = rejection<Error>(workers.getOrStart('ann'));
    const waiting = rejection<Error>(ref.call.say('x'));
    expect(await workers.stop('ann')).toBe(true);
    expect(await joined).toBeInstanceOf(WorkerTerminatedError);
    expect(await waiting).toBeInstanceOf(WorkerTerminatedError);
    expect([workers.count(), registry.register('ann', 1).active]).toEqual([0, true]);
    await turn();
    expect([clock.pending, control.runs]).toEqual([0, 1]);
    expect(log()).toEqual(['started ann', 'crashed ann', 'stopped ann']);
  });
});

it('refuses what waits when it crashes, at once, and tells the casts that are lost', async () => {
  const { Fragile } = fragile();
  const { workers, events } = supervise(Fragile);
  const ref = await workers.start('ann');
  const gate = new Gate();
  ref.cast.crashLater(gate);
  const calls = Array.from({ length: 100 }, () =>
    rejection<WorkerTerminatedError>(ref.call.say('x')),
  );
  ref.cast.say('lost');
  gate.open();
  const errors = await Promise.all(calls);
  expect(new Set(errors.map(({ name, reason }) => `${name} ${reason}`))).toEqual(
    new Set(['WorkerTerminatedError crashed']),
  );
  expect(errors[0]?.cause).toEqual(new Error('crash'));
  expect(events).toContainEqual(
    expect.objectContaining({ type: 'dropped', method: 'say', key: 'ann' }),
  );
});

it('doubles the back-off up to its maximum', async () => {
  const { Fragile } = fragile();
  const { workers, clock, events } = supervise(Fragile, {
    maxRestarts: 5,
    backoff: { initial: 10, max: 50 },
  });
  const ref = await workers.start('ann');
  for (const delay of [10, 20, 40, 50, 50]) {
    ref.cast.crash();
    clock.advance(delay - 1);
    await turn();
    expect(ref.status).toBe('restarting');
    clock.advance(1);
    await turn();
    expect(ref.status).toBe('running');
  }
  const delays = events.flatMap((event) => (event.type === 'crashed' ? [event.restartIn] : []));
  expect(delays).toEqual([10, 20, 40, 50, 50]);
});

it.each([
  [0, 1_000],
  [0.5, 800],
  [1, 600],
])('leaves out a random part of the back-off: %d makes 1000 ms %d ms', async (drawn, restartIn) => {
  const { Fragile } = fragile();
  const { workers, events } = supervise(Fragile, {
    random: () => drawn,
    backoff: { initial: 1_000, jitter: 0.4 },
  });
  (await workers.start('ann')).cast.crash();
  expect(events.at(-1)).toMatchObject({ type: 'crashed', method: 'crash', restartIn });
});

it('gives up after maxRestarts within maxSeconds, tells, and frees the name', async () => {
  const { Fragile } = fragile();
  const { workers, registry, clock, log, events } = supervise(Fragile);
  const ref = await workers.start('ann');
  for (let i = 0; i < 3; i++) {
    ref.cast.crash();
    clock.advance(1_000);
    await turn();
  }
  ref.cast.crash();
  expect(log().slice(-3)).toEqual(['crashed ann', 'gaveUp ann', 'stopped ann']);
  expect(events.at(-2)).toMatchObject({ restarts: 3, error: new Error('crash') });
  expect([workers.count(), registry.register('ann', 1).active, clock.pending]).toEqual([
    0,
    true,
    0,
  ]);
});

it('gives up a worker whose restarts keep failing, whatever the back-off', async () => {
  const { Fragile, control } = fragile();
  const { workers, clock, log } = supervise(Fragile, { backoff: { initial: 60_000, max: 60_000 } });
  const ref = await workers.start('ann');
  control.failStarts = Infinity;
  ref.cast.crash();
  const joined = rejection<WorkerTerminatedError>(workers.getOrStart('ann'));
  for (let i = 0; i < 5; i++) {
    clock.advance(60_000);
    await turn();
  }
  expect(await joined).toMatchObject({
    name: 'WorkerTerminatedError',
    cause: new Error('cannot start'),
  });
  expect(control.runs).toBe(4);
  expect(log().slice(-2)).toEqual(['gaveUp ann', 'stopped ann']);
});

it('forgets restarts after maxSeconds', async () => {
  const { Fragile } = fragile();
  const { workers, clock } = supervise(Fragile, { maxRestarts: 1, maxSeconds: 5 });
  const ref = await workers.start('ann');
  for (let i = 0; i < 10; i++) {
    ref.cast.crash();
    clock.advance(100);
    await turn();
    clock.advance(5_000);
  }
  expect(ref.status).toBe('running');
});

it('counts the restarts of each worker by itself', async () => {
  const { Fragile } = fragile();
  const { workers, clock } = supervise(Fragile, { maxRestarts: 1 });
  const [ann, bob] = [await workers.start('ann'), await workers.start('bob')];
  for (const ref of [ann, bob]) {
    ref.cast.crash();
    clock.advance(100);
    await turn();
  }
  ann.cast.crash();
  expect([ann.status, bob.status]).toEqual(['stopped', 'running']);
  expect(await bob.call.say('x')).toEqual(['run 4 with none', 'x']);
});

it('runs onStop after a crash, before the next start', async () => {
  const { Fragile, control } = fragile();
  const { workers } = supervise(Fragile);
  (await workers.start('ann')).cast.crash();
  expect(control.stops).toEqual([['crashed', new Error('crash')]]);
});

it('takes an error for a crash where crashOn says so, and tells the caller too', async () => {
  const { Fragile } = fragile();
  const { workers, log } = supervise(Fragile, { crashOn: (error) => error instanceof Error });
  const ref = await workers.start('ann');
  await expect(ref.call.crash()).rejects.toThrow('crash');
  expect([ref.status, log()]).toEqual(['restarting', ['started ann', 'crashed ann']]);
});

it('takes a crashOn that fails for a crash', async () => {
  const { Fragile } = fragile();
  const { workers } = supervise(Fragile, {
    crashOn: () => {
      throw new Error('crashOn');
    },
  });
  const ref = await workers.start('ann');
  await expect(ref.call.crash()).rejects.toThrow('crash');
  expect(ref.status).toBe('restarting');
});

/** What happens to a worker whose owner is terminated with `reason`, or that crashes, under each kind of restart. */
describe.each([
  ['permanent', 'restarting', 'restarting', 'restarting'],
  ['transient', 'restarting', 'restarting', 'stopped'],
  ['temporary', 'stopped', 'stopped', 'stopped'],
] as const)('a %s worker', (restart, crashed, killed, ended) => {
  it(`is ${crashed} after a crash`, async () => {
    const { workers } = supervise(fragile().Fragile, { restart });
    const ref = await workers.start('ann');
    ref.cast.crash();
    expect(ref.status).toBe(crashed);
  });

  it(`is ${killed} when its owner was terminated with an error`, async () => {
    const { workers, registry } = supervise(fragile().Fragile, { restart });
    const ref = await workers.start('ann');
    registry.whereis('ann')?.terminate(new Error('kill'));
    expect([ref.status, registry.size]).toEqual([killed, 0]);
  });

  it(`is ${ended} when its owner was terminated otherwise`, async () => {
    const { workers, registry } = supervise(fragile().Fragile, { restart });
    const ref = await workers.start('ann');
    registry.whereis('ann')?.terminate('enough');
    expect([ref.status, registry.size]).toEqual([ended, 0]);
  });

  it('stays ended when it was stopped', async () => {
    const { workers, clock } = supervise(fragile().Fragile, { restart });
    await workers.start('ann');
    await workers.stop('ann');
    clock.advance(100_000);
    await turn();
    expect(workers.count()).toBe(0);
  });
});

it('keeps its name when its owner is terminated, whoever hears of that first', async () => {
  const { workers, registry } = supervise(fragile().Fragile);
  await workers.start('ann');
  const outcomes: unknown[] = [];
  registry.changes({ type: 'unregistered' }).subscribe(() => {
    try {
      registry.register('ann', 1);
    } catch (error) {
      outcomes.push(error);
    }
  });
  registry.whereis('ann')?.terminate(new Error('kill'));
  expect(outcomes).toEqual([expect.any(AlreadyStartedError)]);
});

it('hears nothing of a message that was given up as lost, however that ends', async () => {
  const { workers, registry, clock, log } = supervise(fragile().Fragile, { shutdownTimeout: 10 });
  const ref = await workers.start('ann');
  const gate = new Gate();
  ref.cast.crashLater(gate);
  registry.whereis('ann')?.terminate(new Error('kill'));
  clock.advance(10);
  clock.advance(100);
  await turn();
  expect(ref.status).toBe('running');
  gate.open();
  await turn();
  expect([ref.status, log()]).toEqual(['running', ['started ann', 'crashed ann', 'started ann']]);
});

it('finishes the message that runs when its owner is terminated, then restarts', async () => {
  const { Fragile } = fragile();
  const { workers, registry, clock } = supervise(Fragile);
  const ref = await workers.start('ann');
  const gate = new Gate();
  const running = ref.call.hang(gate);
  registry.whereis('ann')?.terminate(new Error('kill'));
  clock.advance(1_000);
  await turn();
  expect(ref.status).toBe('restarting');
  gate.open();
  await running;
  clock.advance(100);
  expect(await ref.call.say('x')).toEqual(['run 2 with none', 'x']);
});

it('goes on restarting when an observer of its events stops it, or throws', async () => {
  const { Fragile } = fragile();
  const { workers, clock, log } = supervise(Fragile);
  const stop = (event: SupervisorEvent): void => {
    if (event.type === 'crashed' && event.key === 'ann') void workers.stop('ann');
  };
  workers.events.subscribe(stop);
  const [ann, bob] = [await workers.start('ann'), await workers.start('bob')];
  ann.cast.crash();
  bob.cast.crash();
  clock.advance(100);
  await turn();
  expect([ann.status, bob.status]).toEqual(['stopped', 'running']);
  expect(log().filter((line) => line.endsWith('ann'))).toEqual([
    'started ann',
    'crashed ann',
    'stopped ann',
  ]);
});
