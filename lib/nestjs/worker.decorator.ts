import { InvalidDecoratorError } from '../errors.js';
import { aNonEmptyString, checkOptions, type OptionChecks } from '../validate.js';
import {
  resolveOptions,
  workerOptionChecks,
  type WorkerOptions,
} from '../worker/worker-options.js';
import type { RegistryName } from './registries.interface.js';

/**
 * Options of `@Worker`.
 *
 * @example
 * ```ts
 * import { Registered, Worker, type WorkerDecoratorOptions } from 'nestjs-registry';
 *
 * const options: WorkerDecoratorOptions = { registry: 'users', restart: 'transient', idleTimeout: 60_000 };
 *
 * @Worker(options)
 * @Registered((userId: number) => ['user', userId])
 * class UserWorker {
 *   onStart(userId: number): void {}
 * }
 * UserWorker.name; // => 'UserWorker'
 * ```
 *
 * @publicApi
 */
export interface WorkerDecoratorOptions extends WorkerOptions {
  /** The registry in which the workers have their names; its keys are unique. @default the default registry */
  readonly registry?: RegistryName;
}

/** What `@Worker` says of a class. */
export interface WorkerMetadata {
  readonly options: WorkerDecoratorOptions;
}

const METADATA = Symbol('nestjs-registry:worker');
const optionChecks: OptionChecks = { ...workerOptionChecks, registry: aNonEmptyString };

/**
 * Makes instances of the class workers: started by name, any number of them, each handling one message at a time, restarted
 * when it crashes. `@Registered((…args) => key)` computes the name from what a worker is started with; `provideWorkers` makes
 * the supervisor that starts them; `@Subscribe` methods are subscribed while the worker runs, and called through its mailbox.
 *
 * The constructor is injected like that of any provider of the module. Of all dependencies the same instances are injected
 * into all workers, but of transient ones, of which each worker gets its own.
 *
 * @throws InvalidOptionError, InvalidDecoratorError. At the start of the application: UnsupportedScopeError when a dependency
 * is request-scoped, UnknownRegistryError, NotUniqueError.
 *
 * @example
 * ```ts
 * import { Injectable, Module } from '@nestjs/common';
 * import { NestFactory } from '@nestjs/core';
 * import { getSupervisorToken, provideWorkers, Registered, RegistryModule, Worker, type WorkerSupervisor } from 'nestjs-registry';
 *
 * @Injectable()
 * class Greetings {
 *   of(name: string): string {
 *     return `hello ${name}`;
 *   }
 * }
 *
 * @Worker({ restart: 'transient' })
 * @Registered((name: string) => ['greeter', name])
 * class Greeter {
 *   #name = '';
 *   constructor(private readonly greetings: Greetings) {}
 *   onStart(name: string): void {
 *     this.#name = name;
 *   }
 *   greet(): string {
 *     return this.greetings.of(this.#name);
 *   }
 * }
 *
 * @Module({ imports: [RegistryModule.forRoot({ keys: 'unique' })], providers: [Greetings, ...provideWorkers(Greeter)] })
 * class AppModule {}
 *
 * const app = await NestFactory.createApplicationContext(AppModule, { logger: false });
 * const greeters: WorkerSupervisor<Greeter> = app.get(getSupervisorToken(Greeter));
 * const ann = await greeters.getOrStart('ann');
 * await ann.call.greet(); // => 'hello ann'
 * await app.close();
 * ```
 *
 * @publicApi
 */
export function Worker(
  options: WorkerDecoratorOptions = {},
): (target: abstract new (...args: never[]) => object) => void {
  checkOptions('@Worker(options)', options, optionChecks);
  resolveOptions('@Worker(options)', options);
  return (target) => {
    if (Reflect.hasOwnMetadata(METADATA, target)) {
      throw new InvalidDecoratorError(
        `@Worker on ${target.name}`,
        'the class has this decorator already',
        'Leave one of them out.',
      );
    }
    const metadata: WorkerMetadata = { options };
    Reflect.defineMetadata(METADATA, metadata, target);
  };
}

/** What `@Worker` says of this very class, its parents left aside. */
export function workerMetadata(type: object): WorkerMetadata | undefined {
  return Reflect.getOwnMetadata(METADATA, type) as WorkerMetadata | undefined;
}
