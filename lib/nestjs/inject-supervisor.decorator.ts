import { forwardRef, Inject, type InjectionToken, type Type } from '@nestjs/common';
import { InvalidArgumentError } from '../errors.js';

const TOKEN = Symbol('nestjs-registry:supervisor');

/**
 * The injection token of the supervisor of a class's workers, for `exports`, `app.get` and `overrideProvider`. It belongs to
 * the class, not to its name.
 *
 * @throws InvalidArgumentError when `type` is no class.
 *
 * @example
 * ```ts
 * import { getSupervisorToken } from 'nestjs-registry';
 *
 * class UserWorker {}
 * String(getSupervisorToken(UserWorker)); // => 'Symbol(WorkerSupervisor of UserWorker)'
 * getSupervisorToken(UserWorker) === getSupervisorToken(class UserWorker {}); // => false
 * ```
 *
 * @publicApi
 */
export function getSupervisorToken(type: Type<object>): InjectionToken {
  if (typeof type !== 'function') {
    const expected =
      'a worker class (undefined here often means that two files import each other: say () => UserWorker)';
    throw new InvalidArgumentError('type', expected, type, 'getSupervisorToken(type)');
  }
  const known = Reflect.getOwnMetadata(TOKEN, type) as symbol | undefined;
  if (known !== undefined) return known;
  const token = Symbol(`WorkerSupervisor of ${type.name}`);
  Reflect.defineMetadata(TOKEN, token, type);
  return token;
}

/**
 * Injects the supervisor of a class's workers; an arrow that tells the class is asked later, where two files import each other.
 *
 * @throws InvalidArgumentError when `type` is no class.
 *
 * @example
 * ```ts
 * import { Injectable, Module } from '@nestjs/common';
 * import { NestFactory } from '@nestjs/core';
 * import { InjectSupervisor, provideWorkers, Registered, RegistryModule, Worker, type WorkerSupervisor } from 'nestjs-registry';
 *
 * @Worker()
 * @Registered((name: string) => name)
 * class Room {
 *   onStart(name: string): void {}
 * }
 *
 * @Injectable()
 * class House {
 *   constructor(@InjectSupervisor(Room) private readonly rooms: WorkerSupervisor<Room>) {}
 *   async open(name: string): Promise<number> {
 *     await this.rooms.getOrStart(name);
 *     return this.rooms.count();
 *   }
 * }
 *
 * @Module({ imports: [RegistryModule.forRoot({ keys: 'unique' })], providers: [House, ...provideWorkers(Room)] })
 * class AppModule {}
 *
 * const app = await NestFactory.createApplicationContext(AppModule, { logger: false });
 * await app.get(House).open('kitchen'); // => 1
 * await app.close();
 * ```
 *
 * @publicApi
 */
export function InjectSupervisor(
  type: Type<object> | (() => Type<object>),
): ReturnType<typeof Inject> {
  return isClass(type)
    ? Inject(getSupervisorToken(type))
    : Inject(forwardRef(() => getSupervisorToken(type())));
}

/** An arrow has no prototype of its own. What is no function is left to be refused. */
function isClass(type: Type<object> | (() => Type<object>)): type is Type<object> {
  return typeof type !== 'function' || Object.hasOwn(type, 'prototype');
}
