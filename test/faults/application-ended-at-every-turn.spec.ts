import {
  Injectable,
  Module,
  Scope,
  UseGuards,
  UseInterceptors,
  type CanActivate,
  type CallHandler,
  type ExecutionContext,
  type INestApplicationContext,
  type ModuleMetadata,
  type NestInterceptor,
  type OnApplicationBootstrap,
  type OnModuleInit,
} from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { Test } from '@nestjs/testing';
import { from, mergeMap, type Observable } from 'rxjs';
import {
  getSupervisorToken,
  provideWorkers,
  Registered,
  Registry,
  RegistryModule,
  RequestOwner,
  Subscribe,
  Worker,
  WorkerSupervisor,
  type Key,
} from 'nestjs-registry';
import { ManualClock } from '../support/manual-clock.js';
import { passing } from '../support/passing.js';
import { UnhandledErrors } from '../support/unhandled.js';
import { endAtEveryTurn, type Scene } from './every-turn.js';

const unhandled = new UnhandledErrors();

class Slow {
  readonly #clock: ManualClock;

  constructor(clock: ManualClock) {
    this.#clock = clock;
  }

  /** What takes more than its turn. */
  async work(): Promise<void> {
    await passing(2);
    await new Promise<void>((resolve) => {
      this.#clock.setTimer(resolve, 10);
    });
  }
}

@Injectable()
class SlowGuard implements CanActivate {
  async canActivate(): Promise<boolean> {
    await passing(3);
    return true;
  }
}

@Injectable()
class SlowInterceptor implements NestInterceptor {
  intercept(_context: ExecutionContext, next: CallHandler): Observable<unknown> {
    return from(passing(2)).pipe(mergeMap(() => next.handle()));
  }
}

/** Takes its time to be made for a message. */
class Scoped {}

@Injectable({ scope: Scope.REQUEST })
class RequestHandler {
  constructor(
    readonly scoped: Scoped,
    readonly owner: RequestOwner,
    readonly slow: Slow,
  ) {}

  @Subscribe('scoped')
  async onScoped(): Promise<string> {
    await this.slow.work();
    return 'scoped';
  }
}

@Injectable()
class GuardedHandler {
  constructor(readonly slow: Slow) {}

  @Subscribe('guarded', { enhancers: true })
  @UseGuards(SlowGuard)
  @UseInterceptors(SlowInterceptor)
  async onGuarded(): Promise<string> {
    await this.slow.work();
    return 'guarded';
  }

  @Subscribe('guarded', { concurrency: 1 })
  async onGuardedInOrder(): Promise<void> {
    await passing(4);
  }
}

@Worker({ registry: 'workers', shutdownTimeout: 200 })
@Registered((key: Key) => key)
class SlowWorker {
  constructor(readonly slow: Slow) {}

  async onStart(_key: Key): Promise<void> {
    await passing(3);
  }

  async onStop(): Promise<void> {
    await passing(3);
  }

  @Subscribe('worked')
  async work(): Promise<string> {
    await this.slow.work();
    return 'worked';
  }
}

@Injectable()
class Starter implements OnModuleInit, OnApplicationBootstrap {
  constructor(
    readonly registry: Registry,
    readonly slow: Slow,
  ) {}

  async onModuleInit(): Promise<void> {
    await this.slow.work();
    await this.registry.dispatch('scoped', 1).settled();
  }

  async onApplicationBootstrap(): Promise<void> {
    await this.registry.dispatch('guarded', 1).settled();
    await this.slow.work();
  }
}

interface World {
  readonly clock: ManualClock;
  readonly app: INestApplicationContext;
}

/** Not initialised. */
async function made(served: boolean): Promise<World> {
  const clock = new ManualClock();
  const options = { clock, logErrors: false, shutdownTimeout: 500 };
  const metadata: ModuleMetadata = {
    imports: [
      RegistryModule.forRootAsync({
        useFactory: async () => {
          await passing(2);
          return { keys: 'duplicate', ...options };
        },
      }),
      RegistryModule.forRoot({ name: 'workers', keys: 'unique', ...options }),
    ],
    providers: [
      {
        provide: Scoped,
        scope: Scope.REQUEST,
        useFactory: async () => {
          await passing(3);
          return new Scoped();
        },
      },
      { provide: Slow, useValue: new Slow(clock) },
      RequestHandler,
      GuardedHandler,
      Starter,
      ...provideWorkers(SlowWorker),
    ],
  };
  if (!served) return { clock, app: await Test.createTestingModule(metadata).compile() };
  class AppModule {}
  Module(metadata)(AppModule);
  return {
    clock,
    app: await NestFactory.create(AppModule, { logger: false, abortOnError: false }),
  };
}

const registryOf = ({ app }: World): Registry => app.get(Registry);
const workersOf = ({ app }: World): WorkerSupervisor<SlowWorker> =>
  app.get(getSupervisorToken(SlowWorker));

type Deed = (world: World) => unknown;

const close: Deed = ({ app }) => app.close();
const closeTwice: Deed = ({ app }) => Promise.all([app.close(), app.close()]);
const closeRegistry: Deed = (world) => registryOf(world).close();
const stopWorkers: Deed = (world) => workersOf(world).close();

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
  ['closing', 'the application closes', close, close, []],
  ['closing', 'the application closes twice at once', close, closeTwice, []],
  ['a request-scoped handler', 'a registry closes', scoped, closeRegistry, []],
  ['a guarded handler', 'a registry closes', guarded, closeRegistry, []],
  ['a worker', 'a registry closes', worker, closeRegistry, ['RegistryClosedError']],
  ['closing', 'a registry closes', close, closeRegistry, []],
  ['a worker', 'its workers are stopped', worker, stopWorkers, ['WorkerTerminatedError']],
  ['closing', 'its workers are stopped', close, stopWorkers, []],
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
  // The closing of an application with a server does not wait until it is initialised.
  const world = await made(operation === init);
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
);
