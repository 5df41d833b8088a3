import { NEVER, type Observable } from 'rxjs';
import { Registry, type SupervisorEvent, type WorkerSupervisor } from 'nestjs-registry';
import { brief, makeEvents, turn } from '../support/events.js';
import type { ManualClock } from '../support/manual-clock.js';
import { supervise } from '../support/supervise.js';

const never = (): Promise<never> => new Promise(() => undefined);

/** What never settles. */
const UNSETTLED: [string, () => unknown][] = [
  ['a promise', never],
  ['a thenable', () => ({ then: () => undefined })],
  ['an observable', (): Observable<never> => NEVER],
  ['a promise of an observable', async () => NEVER],
];

/** Fails unless `ending` takes exactly so many milliseconds of the clock. */
async function takes(
  clock: ManualClock,
  milliseconds: number,
  ending: Promise<unknown>,
): Promise<void> {
  let over = false;
  const settled = ending
    .catch(() => undefined)
    .then(() => {
      over = true;
    });
  await clock.advanceAsync(milliseconds - 1);
  await turn();
  expect(over).toBe(false);
  await clock.advanceAsync(1);
  await settled;
}

describe.each(UNSETTLED)('a handler that returns %s that never settles', (_, unsettled) => {
  it('is given up by the timeout of its dispatch, and others are delivered', async () => {
    const { registry, clock } = makeEvents();
    registry.subscribe('a', unsettled);
    registry.subscribe('a', () => 'fine');
    const settled = registry.dispatch('a', 1, { timeout: 100 }).settled();
    await takes(clock, 100, settled);
    expect((await settled).map(brief)).toEqual(['timeout', 'fine']);
    expect(clock.pending).toBe(0);
  });

  it('is cut by drain, when its time is over', async () => {
    const { registry, clock, failures } = makeEvents();
    registry.subscribe('a', unsettled);
    const dispatch = registry.dispatch('a', 1);
    const drained = registry.drain({ timeout: 100 });
    await takes(clock, 100, drained);
    expect(await drained).toBe(1);
    expect((await dispatch.settled()).map(brief)).toEqual(['cancelled']);
    expect(failures.map(({ error }) => (error as { code?: string }).code)).toEqual(['HANDLER_CUT']);
    expect(clock.pending).toBe(0);
  });

  it('holds up nobody but its own subscriber where messages are handled in order', async () => {
    const { registry } = makeEvents();
    const serial = registry.subscribe('a', unsettled, { concurrency: 1 });
    registry.subscribe('a', (message) => message, { concurrency: 1 });
    const dispatches = [1, 2].map((message) => registry.dispatch('a', message));
    await turn();
    expect(registry.stats().inFlight).toBe(2);
    serial.unregister();
    const second = await dispatches[1]!.settled();
    expect(second.map(brief)).toEqual(['cancelled', 2]);
  });

  it('lets those who wait for it go after their own time', async () => {
    const { registry, clock } = makeEvents();
    registry.subscribe('a', unsettled);
    const dispatch = registry.dispatch('a', 1);
    await takes(clock, 100, dispatch.settled({ timeout: 100 }));
    await takes(clock, 100, registry.whenIdle({ timeout: 100 }));
    expect(clock.pending).toBe(0);
  });

  it('keeps no registry from closing', () => {
    const { registry } = makeEvents();
    registry.subscribe('a', unsettled);
    registry.emit('a', 1);
    registry.close();
    expect(registry.stats()).toMatchObject({ entries: 0, keys: 0, owners: 0 });
  });
});

it('a task that never settles keeps its lock, and nobody else', async () => {
  const { registry, clock } = makeEvents();
  void registry.lock('held', never);
  await takes(
    clock,
    100,
    registry.lock('held', () => 'never', { timeout: 100 }),
  );
  expect(await registry.lock('free', () => 'free')).toBe('free');
  const waiting = registry.lock('held', () => 'never');
  registry.close();
  await expect(waiting).rejects.toMatchObject({ code: 'REGISTRY_CLOSED' });
  expect(clock.pending).toBe(0);
});

interface Supervised {
  readonly workers: WorkerSupervisor<object>;
  readonly clock: ManualClock;
  readonly registry: Registry;
  readonly events: readonly SupervisorEvent[];
}

class Fine {
  ask(): string {
    return 'fine';
  }
}

/** Workers of which the one called `stuck` never gets to an end somewhere. */
function stuckIn(place: 'create' | 'onStart' | 'onStop' | 'ask'): Supervised {
  class Worker extends Fine {
    #name = '';

    onStart(name: string): unknown {
      this.#name = name;
      return this.#in('onStart');
    }

    onStop(): unknown {
      return this.#in('onStop');
    }

    override ask(): string {
      return (this.#in('ask') ?? 'fine') as string;
    }

    #in(here: string): Promise<never> | undefined {
      return here === place && this.#name === 'stuck' ? never() : undefined;
    }
  }
  let created = 0;
  return supervise<Worker>(Worker, {
    create: () => (place === 'create' && created++ === 0 ? never() : new Worker()),
    shutdownTimeout: 100,
    callTimeout: 50,
  }) as unknown as Supervised;
}

describe.each(['create', 'onStart'] as const)('a worker whose %s never settles', (place) => {
  it('holds up no other, and can be stopped: who waits at once, its name when its time is over', async () => {
    const { workers, clock, registry } = stuckIn(place);
    const starts = [workers.start('stuck'), workers.getOrStart('stuck')];
    const refusals = starts.map((start) => start.catch((error: { code: string }) => error.code));
    const fine = await workers.start('fine');
    expect(fine.status).toBe('running');
    const stopped = workers.stop('stuck');
    expect(await Promise.all(refusals)).toEqual(['WORKER_TERMINATED', 'WORKER_TERMINATED']);
    expect(() => registry.register('stuck', 1)).toThrow('stuck');
    await takes(clock, 100, stopped);
    expect(registry.tryRegister('stuck', 1).ok).toBe(true);
    expect(workers.count()).toBe(1);
    expect(clock.pending).toBe(0);
  });

  it('keeps no supervisor from closing, when its time is over', async () => {
    const { workers, clock, events } = stuckIn(place);
    workers.start('stuck').catch(() => undefined);
    await workers.start('fine');
    await takes(clock, 100, workers.close());
    expect(workers.count()).toBe(0);
    const completed = events.flatMap((event) =>
      event.type === 'stopped' ? [event.completed] : [],
    );
    expect(completed).toEqual([true, false]);
    expect(clock.pending).toBe(0);
  });

  it('lets a call by name go after its own time', async () => {
    const { workers, clock } = stuckIn(place);
    workers.start('stuck').catch(() => undefined);
    const via = workers.via('stuck') as unknown as { call: Fine };
    await takes(clock, 50, Promise.resolve(via.call.ask()));
    await takes(clock, 100, workers.close());
    await turn();
    expect(clock.pending).toBe(0);
  });
});

it('a worker whose onStop never settles has its name until its time is over; who waits for it then starts anew', async () => {
  const { workers, clock } = stuckIn('onStop');
  await workers.start('stuck');
  const stopped = workers.stop('stuck');
  const anew = workers.getOrStart('stuck');
  await takes(clock, 100, Promise.all([stopped, anew]));
  expect((await anew).status).toBe('running');
  await takes(clock, 100, workers.close());
  expect(clock.pending).toBe(0);
});

it('a worker whose message never settles takes no more, and can be stopped; the callers go after their own time', async () => {
  const { workers, clock } = stuckIn('ask');
  const ref = (await workers.start('stuck')) as unknown as { call: Fine; cast: Fine };
  const first = Promise.resolve(ref.call.ask());
  const second = Promise.resolve(ref.call.ask());
  const dropped = [first, second].map((call) =>
    call.catch((error: { code: string }) => error.code),
  );
  ref.cast.ask();
  await takes(clock, 50, Promise.all([first, second]));
  expect(await Promise.all(dropped)).toEqual(['CALL_TIMEOUT', 'CALL_TIMEOUT']);
  await takes(clock, 100, workers.stop('stuck'));
  expect(workers.count()).toBe(0);
  await turn();
  expect(clock.pending).toBe(0);
});
