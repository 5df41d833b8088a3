import type { OnApplicationShutdown, Provider, Type } from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import { InvalidArgumentError } from '../errors.js';
import type { Registry } from '../registry.js';
import { WorkerSupervisor } from '../worker/worker-supervisor.js';
import { callSite } from './call-site.js';
import { getRegistryToken } from './inject-registry.decorator.js';
import { getSupervisorToken } from './inject-supervisor.decorator.js';
import { SupervisorDirectory } from './supervisor-directory.js';
import { defineWorker, type WorkerDefinition } from './worker-definition.js';

/**
 * The providers of a module that has workers of these classes: for each its supervisor, to be injected by
 * `@InjectSupervisor(UserWorker)`, and to be exported by `getSupervisorToken(UserWorker)`.
 *
 * The workers' own dependencies are those of the module. In its `onApplicationShutdown` all its workers are stopped at the same
 * time, within their `shutdownTimeout`.
 *
 * @throws InvalidDecoratorError for a class that cannot be a worker. At the start of the application: DuplicateWorkerError
 * when a class is provided twice, UnknownRegistryError, NotUniqueError, UnsupportedScopeError.
 *
 * @example
 * ```ts
 * import { Module } from '@nestjs/common';
 * import { NestFactory } from '@nestjs/core';
 * import { getSupervisorToken, provideWorkers, Registered, RegistryModule, Worker } from 'nestjs-registry';
 *
 * @Worker()
 * @Registered((name: string) => name)
 * class Room {
 *   onStart(name: string): void {}
 * }
 *
 * @Module({ providers: [...provideWorkers(Room)], exports: [getSupervisorToken(Room)] })
 * class RoomsModule {}
 *
 * @Module({ imports: [RegistryModule.forRoot({ keys: 'unique' }), RoomsModule] })
 * class AppModule {}
 *
 * const app = await NestFactory.createApplicationContext(AppModule, { logger: false });
 * app.get(getSupervisorToken(Room)).count(); // => 0
 * await app.close();
 * ```
 *
 * @publicApi
 */
export function provideWorkers(...types: readonly Type<object>[]): Provider[] {
  const place = callSite();
  return types.flatMap((type) => {
    if (typeof type !== 'function')
      throw new InvalidArgumentError('types', 'worker classes', type, 'provideWorkers(...types)');
    return providersOf(defineWorker(type, place));
  });
}

function providersOf(definition: WorkerDefinition): Provider[] {
  const { type, blueprint, options } = definition;
  const token = getSupervisorToken(type);
  const registry = { token: getRegistryToken(options.registry), optional: true };
  return [
    blueprint,
    {
      provide: token,
      inject: [SupervisorDirectory, ModuleRef, registry],
      useFactory: (directory: SupervisorDirectory, moduleRef: ModuleRef, registry?: Registry) =>
        directory.create(definition, moduleRef, registry),
    },
    {
      provide: Symbol(`closes ${String(token)}`),
      inject: [token],
      useFactory: (supervisor: unknown) => new SupervisorCloser(supervisor),
    },
  ];
}

/** Stops the workers of a module when its turn has come, so that what they depend on is still there. */
class SupervisorCloser implements OnApplicationShutdown {
  readonly #supervisor: unknown;

  constructor(supervisor: unknown) {
    this.#supervisor = supervisor;
  }

  async onApplicationShutdown(): Promise<void> {
    // A test may have put something else in its place.
    if (this.#supervisor instanceof WorkerSupervisor) await this.#supervisor.close();
  }
}
