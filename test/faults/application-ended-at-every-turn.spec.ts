import { UnhandledErrors } from '../support/unhandled.js';
import { endAtEveryTurn, LIMIT, type Scene } from './every-turn.js';
import { registryOf, slowApplication, workersOf, type World } from './slow-application.js';

const unhandled = new UnhandledErrors();

type Deed = (world: World) => unknown;

const close: Deed = ({ app }) => app.close();
const closeTwice: Deed = ({ app }) => Promise.all([app.close(), app.close()]);
const closeRegistry: Deed = (world) => registryOf(world).close();

const scoped: Deed = (world) => registryOf(world).dispatch('scoped', 1).settled();
const guarded: Deed = (world) => registryOf(world).dispatch('guarded', 1).settled();
const worker: Deed = async (world) => {
  const ref = await workersOf(world).getOrStart('a');
  const called = ref.call.work();
  await Promise.all([called, registryOf(world).dispatch('worked', 1).settled()]);
};
const init: Deed = ({ app }) => app.init();

/** What is under way, what ends it, and how it may be refused. */
const CASES: [name: string, how: string, operation: Deed, end: Deed, refusals: string[]][] = [
  ['a request-scoped handler', 'the application closes', scoped, close, []],
  ['a guarded handler', 'the application closes', guarded, close, []],
  ['a worker', 'the application closes', worker, close, []],
  ['closing', 'the application closes twice at once', close, closeTwice, []],
  ['a request-scoped handler', 'a registry closes', scoped, closeRegistry, []],
  ['a worker', 'a registry closes', worker, closeRegistry, ['RegistryClosedError']],
  ['closing', 'a registry closes', close, closeRegistry, []],
  ['initialising', 'the application closes', init, close, ['RegistryClosedError']],
  [
    'initialising',
    'a registry closes',
    init,
    closeRegistry,
    ['RegistryClosedError', 'WiringError'],
  ],
];

async function scene(operation: Deed, end: Deed): Promise<Scene> {
  const world = await slowApplication(operation === init);
  const { app, clock } = world;
  if (operation !== init) {
    const initialised = app.init();
    await clock.advanceAsync(100);
    await initialised;
  }
  const registry = registryOf(world);
  const workers = workersOf(world);
  return {
    clock,
    operation: Promise.resolve(operation(world)),
    end: () => end(world),
    leavesNothing: async () => {
      const closed = app.close();
      await clock.advanceAsync(1_000);
      await closed;
      expect(registry.closed).toBe(true);
      expect(registry.stats()).toMatchObject({ entries: 0, keys: 0, owners: 0, inFlight: 0 });
      expect(workers.count()).toBe(0);
      await new Promise((resolve) => setImmediate(resolve));
      expect(clock.pending).toBe(0);
    },
  };
}

it.each(CASES)(
  '%s settles and leaves nothing, at whatever turn %s',
  async (name, how, run, end, refusals) => {
    const { turns, outcomes } = await endAtEveryTurn(() => scene(run, end));
    expect(turns).toBeGreaterThan(16);
    expect([...refusals, 'resolved']).toEqual(expect.arrayContaining([...outcomes]));
    expect(outcomes).toContain('resolved');
    expect(await unhandled.take()).toEqual([]);
  },
  LIMIT,
);
