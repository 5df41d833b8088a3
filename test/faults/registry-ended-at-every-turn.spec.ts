import { getEventListeners } from 'node:events';
import { concatMap, from, of } from 'rxjs';
import { Owner, Registry } from 'nestjs-registry';
import { ManualClock } from '../support/manual-clock.js';
import { passing } from '../support/passing.js';
import { UnhandledErrors } from '../support/unhandled.js';
import { endAtEveryTurn, LIMIT, type Scene } from './every-turn.js';

const unhandled = new UnhandledErrors();
const reason = new Error('aborted');

interface World {
  readonly clock: ManualClock;
  readonly registry: Registry;
  readonly owner: Owner;
  readonly controller: AbortController;
}

function world(): World {
  const clock = new ManualClock();
  const registry = new Registry({ keys: 'duplicate', clock, logErrors: false });
  const owner = new Owner();
  const controller = new AbortController();
  const { signal } = controller;
  const asleep = (milliseconds: number): Promise<void> =>
    new Promise((resolve) => {
      clock.setTimer(resolve, milliseconds);
    });
  registry.subscribe('work', () => passing(3), { owner });
  registry.subscribe('work', () => passing(2), { owner, signal, concurrency: 1 });
  registry.subscribe('work', () => asleep(30), { signal, overflow: 'latest' });
  registry.subscribe('work', async () => from([1, 2]).pipe(concatMap((n) => of(n))), { owner });
  registry.subscribe('work', () => from(passing(4)), { once: true, owner });
  registry.subscribe('work', async () => {
    await passing(1);
    throw new Error('a handler');
  });
  return { clock, registry, owner, controller };
}

type Operation = (world: World) => Promise<unknown>;

const OPERATIONS: [string, Operation][] = [
  ['settled', ({ registry }) => registry.dispatch('work', 1).settled()],
  [
    'settled of several that wait for each other',
    ({ registry }) =>
      Promise.all([1, 2, 3].map((message) => registry.dispatch('work', message).settled())),
  ],
  [
    'settled of one in turns',
    ({ registry }) => registry.dispatch('work', 1, { yieldEvery: 2 }).settled(),
  ],
  [
    'settled of one with a timeout',
    ({ registry }) => registry.dispatch('work', 1, { timeout: 10 }).settled(),
  ],
  [
    'settled with a signal and a timeout',
    ({ registry, controller: { signal } }) =>
      registry.dispatch('work', 1).settled({ signal, timeout: 50 }),
  ],
  [
    'whenIdle',
    ({ registry, controller: { signal } }) => {
      registry.emit('work', 1);
      return registry.whenIdle({ signal });
    },
  ],
  [
    'drain',
    ({ registry, controller: { signal } }) => {
      registry.dispatch('work', 1, { yieldEvery: 1 });
      return registry.drain({ signal, timeout: 1_000 });
    },
  ],
  [
    'drain that cuts',
    ({ registry }) => {
      registry.dispatch('work', 1, { yieldEvery: 1 });
      registry.emit('work', 2);
      return registry.drain({ timeout: 10 });
    },
  ],
  [
    'whenRegistered',
    async ({ registry, clock, controller: { signal } }) => {
      clock.setTimer(() => {
        if (!registry.closed) registry.register('name', 1);
      }, 30);
      await registry.whenRegistered('name', { signal, timeout: 100 });
    },
  ],
  [
    'locks, held and waited for',
    ({ registry, controller: { signal } }) =>
      Promise.all([
        registry.lock('l', () => passing(5)),
        registry.lock('l', () => passing(3), { signal, timeout: 1_000 }),
        registry.lock('l', () => registry.lock('m', () => passing(2)), { signal }),
      ]),
  ],
];

const ENDS: [string, (world: World) => unknown][] = [
  ['the registry closes', ({ registry }) => registry.close()],
  ['the owner terminates', ({ owner }) => owner.terminate()],
  ['the signal aborts', ({ controller }) => controller.abort(reason)],
  ['the registry drains', ({ registry }) => registry.drain({ timeout: 10 })],
  [
    'everything ends at once',
    ({ registry, owner, controller }) => {
      controller.abort(reason);
      owner.terminate();
      registry.close();
    },
  ],
];

function scene(operation: Operation, end: (world: World) => unknown): Scene {
  const made = world();
  const { clock, registry, controller } = made;
  return {
    clock,
    operation: operation(made),
    end: () => end(made),
    leavesNothing: async () => {
      registry.close();
      // A promise cannot be stopped: it is waited for.
      for (let i = 0; i < 3; i++) {
        await new Promise((resolve) => setImmediate(resolve));
        clock.advance(1_000);
      }
      await registry.whenIdle();
      const { entries, keys, owners, inFlight } = registry.stats();
      expect({ entries, keys, owners, inFlight }).toEqual({
        entries: 0,
        keys: 0,
        owners: 0,
        inFlight: 0,
      });
      expect(clock.pending).toBe(0);
      expect(getEventListeners(controller.signal, 'abort')).toEqual([]);
    },
  };
}

/** How an operation may end, beside being resolved, when something ends before it is over. */
const REFUSALS: Record<string, readonly string[]> = {
  'settled with a signal and a timeout, the signal aborts': ['the reason'],
  'settled with a signal and a timeout, everything ends at once': ['the reason'],
  'whenIdle, the signal aborts': ['the reason'],
  'whenIdle, everything ends at once': ['the reason'],
  'drain, the signal aborts': ['the reason'],
  'drain, everything ends at once': ['the reason'],
  'whenRegistered, the registry closes': ['RegistryClosedError'],
  'whenRegistered, the signal aborts': ['the reason'],
  'whenRegistered, everything ends at once': ['the reason'],
  'locks, held and waited for, the registry closes': ['RegistryClosedError'],
  'locks, held and waited for, the signal aborts': ['the reason'],
  'locks, held and waited for, everything ends at once': ['RegistryClosedError', 'the reason'],
};

describe.each(ENDS)('when %s', (how, end) => {
  it.each(OPERATIONS)(
    'at whatever turn, it settles and leaves nothing: %s',
    async (name, run) => {
      const reasons = [reason];
      const { turns, outcomes } = await endAtEveryTurn(() => scene(run, end), { reasons });
      expect(turns).toBeGreaterThan(8);
      const refusals = REFUSALS[`${name}, ${how}`] ?? [];
      expect(outcomes).toEqual([...refusals, 'resolved'].toSorted());
      expect(await unhandled.take()).toEqual([]);
    },
    LIMIT,
  );
});
