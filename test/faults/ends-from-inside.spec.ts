import {
  Injectable,
  UseGuards,
  type CanActivate,
  type INestApplicationContext,
  type OnApplicationBootstrap,
  type OnModuleDestroy,
} from '@nestjs/common';
import { Test } from '@nestjs/testing';
import {
  getSupervisorToken,
  getRegistryToken,
  Owner,
  provideWorkers,
  Registered,
  Registry,
  RegistryModule,
  Subscribe,
  Worker,
  type Key,
  type WorkerSupervisor,
} from 'nestjs-registry';
import { ManualClock } from '../support/manual-clock.js';
import { turns } from '../support/turns.js';
import { UnhandledErrors } from '../support/unhandled.js';

const unhandled = new UnhandledErrors();

/** What is done in one of the places; set before. */
class Deed {
  place = '';
  deed: () => unknown = () => undefined;
  done = 0;

  /** Does it if this is the place, once. */
  in(place: string): unknown {
    if (place !== this.place || this.done++ > 0) return undefined;
    return this.deed();
  }
}

@Injectable()
class Guard implements CanActivate {
  constructor(readonly deed: Deed) {}

  async canActivate(): Promise<boolean> {
    await this.deed.in('a guard');
    return true;
  }
}

@Injectable()
class Handlers implements OnApplicationBootstrap, OnModuleDestroy {
  constructor(
    readonly deed: Deed,
    readonly registry: Registry,
  ) {}

  @Subscribe('topic')
  async handle(): Promise<void> {
    await this.deed.in('a handler');
  }

  @Subscribe('topic', { enhancers: true })
  @UseGuards(Guard)
  async guarded(): Promise<void> {
    await this.deed.in('a guarded handler');
  }

  onApplicationBootstrap(): void {
    // Nest waits for the hook before it closes: not awaited.
    void this.deed.in('a hook of the start');
  }

  onModuleDestroy(): void {
    void this.deed.in('a hook of the end');
  }
}

@Worker({ registry: 'names', shutdownTimeout: 100, idleTimeout: 1_000, logErrors: false })
@Registered((key: Key) => key)
class Working {
  constructor(readonly deed: Deed) {}

  async onStart(_key: Key): Promise<void> {
    await this.deed.in('onStart');
  }

  async onStop(): Promise<void> {
    await this.deed.in('onStop');
  }

  async ask(): Promise<void> {
    await this.deed.in('a message of a worker');
  }

  @Subscribe('topic')
  async hear(): Promise<void> {
    await this.deed.in('a subscription of a worker');
  }
}

interface World {
  readonly app: INestApplicationContext;
  readonly clock: ManualClock;
  readonly deed: Deed;
  readonly events: Registry;
  readonly names: Registry;
  readonly workers: WorkerSupervisor<Working>;
}

async function made(): Promise<World> {
  const clock = new ManualClock();
  const options = { clock, logErrors: false, shutdownTimeout: 100 };
  const app = await Test.createTestingModule({
    imports: [
      RegistryModule.forRoot([
        { keys: 'duplicate', ...options },
        { name: 'names', keys: 'unique', ...options },
      ]),
    ],
    providers: [Deed, Guard, Handlers, ...provideWorkers(Working)],
  }).compile();
  return {
    app,
    clock,
    deed: app.get(Deed),
    events: app.get(Registry),
    names: app.get(getRegistryToken('names')),
    workers: app.get(getSupervisorToken(Working)),
  };
}

/** Everything happens that could lead to one of the places. */
async function everything({ app, clock, deed, events, names, workers }: World): Promise<void> {
  const attempt = async (act: () => unknown): Promise<void> => {
    await Promise.resolve()
      .then(act)
      .catch(() => undefined);
  };
  const owner = new Owner();
  await attempt(() => app.init());
  await attempt(() => {
    events.changes().subscribe(() => void deed.in('an observer of changes'));
    events.changes().subscribe({ complete: () => void deed.in('a completion') });
    workers.events.subscribe(() => void deed.in('an observer of workers'));
    owner.onTerminate(() => void deed.in('onTerminate'));
    owner.signal.addEventListener('abort', () => void deed.in('a listener of a signal'));
    events.register('owned', 1, { owner });
  });
  const busy = [
    attempt(async () => (await workers.start('a')).call.ask()),
    attempt(() => events.dispatch('topic', 1).settled()),
    attempt(() => names.lock('l', () => deed.in('a task under a lock'))),
  ];
  await clock.advanceAsync(10);
  busy.push(attempt(() => events.dispatch('topic', 2).settled()));
  await clock.advanceAsync(10);
  await attempt(() => owner.terminate());
  await clock.advanceAsync(200);
  const closed = app.close();
  await turns();
  await clock.advanceAsync(200);
  await turns();
  await clock.advanceAsync(10_000);
  await Promise.all([...busy, closed]);
}

const PLACES = [
  'a handler',
  'a guard',
  'a guarded handler',
  'a subscription of a worker',
  'a message of a worker',
  'onStart',
  'onStop',
  'an observer of changes',
  'a completion',
  'an observer of workers',
  'onTerminate',
  'a listener of a signal',
  'a task under a lock',
  'a hook of the start',
  'a hook of the end',
];

const ENDS: [string, (world: World) => unknown][] = [
  ['the registry', ({ events }) => events.close()],
  ['the registry of the workers', ({ names }) => names.close()],
  ['the supervisor', ({ workers }) => workers.close()],
  ['the worker', ({ workers }) => workers.stop('a')],
  ['the owner of the worker', ({ names }) => names.whereis('a')?.terminate()],
  ['the application', ({ app }) => app.close()],
  ['the application, twice', ({ app }) => Promise.all([app.close(), app.close()])],
  [
    'everything',
    ({ app, events, names, workers }) => {
      events.close();
      names.close();
      return Promise.all([workers.close(), app.close()]);
    },
  ],
];

describe.each(ENDS)('%s can be ended', (_, end) => {
  it.each(PLACES)('from inside %s, and awaited there: all comes to its end', async (place) => {
    const world = await made();
    world.deed.place = place;
    world.deed.deed = () => end(world);
    await everything(world);
    expect(world.deed.done).toBeGreaterThan(0);
    for (const registry of [world.events, world.names]) {
      expect(registry.closed).toBe(true);
      expect(registry.stats()).toMatchObject({ entries: 0, keys: 0, owners: 0, inFlight: 0 });
    }
    expect(world.workers.count()).toBe(0);
    await turns();
    expect(world.clock.pending).toBe(0);
    expect(await unhandled.take()).toEqual([]);
  });
});
