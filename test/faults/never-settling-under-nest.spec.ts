import {
  Catch,
  createParamDecorator,
  Inject,
  Injectable,
  Scope,
  UseFilters,
  UseGuards,
  UseInterceptors,
  UsePipes,
  type ModuleMetadata,
  type Type,
} from '@nestjs/common';
import { NEVER } from 'rxjs';
import {
  getSupervisorToken,
  provideWorkers,
  Registered,
  Registry,
  RegistryModule,
  Subscribe,
  Worker,
  type Failure,
  type WorkerSupervisor,
} from 'nestjs-registry';
import { brief } from '../support/events.js';
import { ManualClock } from '../support/manual-clock.js';
import { startApp } from '../support/start-app.js';
import { turns } from '../support/turns.js';
import { UnhandledErrors } from '../support/unhandled.js';

const unhandled = new UnhandledErrors();
const never = (): Promise<never> => new Promise(() => undefined);

class Dependency {}

/** A handler around which `decorate` has something run that never settles. */
function around(decorate: MethodDecorator): Type[] {
  @Injectable()
  class Handler {
    @Subscribe('topic', { enhancers: true })
    @decorate
    handle(): string {
      throw new Error('a handler');
    }
  }
  return [Handler];
}

const NeverAParameter = createParamDecorator(never);

@Injectable()
class HandlerOfAParameter {
  @Subscribe('topic', { enhancers: true })
  handle(@NeverAParameter() _parameter: unknown): void {}
}

@Injectable({ scope: Scope.REQUEST })
class HandlerOfADependency {
  constructor(@Inject(Dependency) readonly dependency: unknown) {}

  @Subscribe('topic')
  handle(): void {}
}

@Injectable({ scope: Scope.REQUEST })
class RequestScoped {
  @Subscribe('topic')
  handle(): Promise<never> {
    return never();
  }
}

@Catch()
class NeverAFilter {
  catch(): Promise<never> {
    return never();
  }
}

const UNSETTLED: [string, ModuleMetadata['providers']][] = [
  ['a guard', around(UseGuards({ canActivate: never }))],
  ['an interceptor', around(UseInterceptors({ intercept: never }))],
  ['an interceptor’s observable', around(UseInterceptors({ intercept: () => NEVER }))],
  ['a pipe', around(UsePipes({ transform: never }))],
  ['a filter', around(UseFilters(new NeverAFilter()))],
  ['a parameter decorator', [HandlerOfAParameter]],
  [
    'a factory of a request-scoped provider',
    [{ provide: Dependency, scope: Scope.REQUEST, useFactory: never }, HandlerOfADependency],
  ],
  ['a request-scoped handler', [RequestScoped]],
];

async function start(providers: ModuleMetadata['providers'] = []) {
  const clock = new ManualClock();
  const failures: Failure[] = [];
  const options = {
    clock,
    shutdownTimeout: 100,
    onError: (failure: Failure) => failures.push(failure),
  };
  const app = await startApp({
    imports: [
      RegistryModule.forRoot({ keys: 'duplicate', ...options }),
      RegistryModule.forRoot({ name: 'workers', keys: 'unique', ...options }),
    ],
    providers,
  });
  return { app, clock, failures, registry: app.get(Registry) };
}

describe.each(UNSETTLED)('%s that never settles', (_, providers) => {
  it('is given up by the timeout of a dispatch, and others are delivered', async () => {
    const { app, clock, registry } = await start(providers);
    registry.subscribe('topic', () => 'fine');
    const settled = registry.dispatch('topic', 1, { timeout: 50 }).settled();
    await clock.advanceAsync(50);
    expect((await settled).map(brief)).toEqual(['timeout', 'fine']);
    const closed = app.close();
    await clock.advanceAsync(0);
    await turns();
    await clock.advanceAsync(100);
    await closed;
    expect(clock.pending).toBe(0);
  });

  it('keeps no application from closing, when its shutdownTimeout is over', async () => {
    const { app, clock, failures, registry } = await start(providers);
    registry.emit('topic', 1);
    let over = false;
    const closed = app.close().then(() => (over = true));
    await turns();
    await clock.advanceAsync(99);
    await turns();
    expect(over).toBe(false);
    await clock.advanceAsync(1);
    await closed;
    expect(registry.closed).toBe(true);
    expect(failures.map(({ error }) => (error as { code?: string }).code)).toEqual(['HANDLER_CUT']);
    expect(clock.pending).toBe(0);
    expect(await unhandled.take()).toEqual([]);
  });
});

describe('a worker of an application', () => {
  @Worker({ registry: 'workers', shutdownTimeout: 100 })
  @Registered((place: string) => place)
  class Stuck {
    #place = '';

    onStart(place: string): unknown {
      this.#place = place;
      return place === 'onStart' ? never() : undefined;
    }

    onStop(): unknown {
      return this.#place === 'onStop' ? never() : undefined;
    }

    ask(): Promise<never> {
      return never();
    }
  }

  it.each(['onStart', 'onStop', 'ask'])(
    'whose %s never settles keeps it from closing no longer than its shutdownTimeout',
    async (place) => {
      const { app, clock } = await start(provideWorkers(Stuck));
      const workers = app.get<WorkerSupervisor<Stuck>>(getSupervisorToken(Stuck));
      const started = workers.start(place).catch(() => undefined);
      await turns();
      const called = (await Promise.race([started, turns()]))?.call.ask().catch(() => undefined);
      let over = false;
      const closed = app.close().then(() => (over = true));
      await turns();
      await clock.advanceAsync(99);
      await turns();
      expect(over).toBe(false);
      await clock.advanceAsync(1);
      await Promise.all([closed, started, called]);
      expect(workers.count()).toBe(0);
      await turns();
      expect(clock.pending).toBe(0);
      expect(await unhandled.take()).toEqual([]);
    },
  );
});

it('a factory of a registry’s options that never settles keeps its own application from starting, and no other', async () => {
  let started = false;
  void startApp({ imports: [RegistryModule.forRootAsync({ useFactory: never })] }).then(
    () => (started = true),
  );
  const { registry } = await start();
  await turns();
  expect(registry.emit('topic', 1)).toBe(0);
  expect(started).toBe(false);
});
