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
  type Key,
  type WorkerSupervisor,
} from 'nestjs-registry';
import { ManualClock } from '../support/manual-clock.js';
import { passing } from '../support/passing.js';

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

export interface World {
  readonly clock: ManualClock;
  readonly app: INestApplicationContext;
}

/** Not initialised; the closing of one that is `served` by HTTP does not wait until it is. */
export async function slowApplication(served: boolean): Promise<World> {
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

export const registryOf = ({ app }: World): Registry => app.get(Registry);
export const workersOf = ({ app }: World): WorkerSupervisor<SlowWorker> =>
  app.get(getSupervisorToken(SlowWorker));
