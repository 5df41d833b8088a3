import { Inject, type InjectionToken } from '@nestjs/common';
import { Registry } from '../registry.js';
import { InvalidOptionError } from '../errors.js';
import { aNonEmptyString } from '../validate.js';
import type { RegistryName } from './registries.interface.js';

/** The name of a registry that was given none. */
export const DEFAULT_REGISTRY = 'default';

const PREFIX = 'Registry:';

/**
 * The injection token of the registry called `name`, for `app.get`, `overrideProvider` and custom providers. The token of
 * the default registry is the class `Registry` itself.
 *
 * @throws InvalidOptionError when `name` is no non-empty string.
 *
 * @example
 * ```ts
 * import { getRegistryToken, Registry } from 'nestjs-registry';
 *
 * getRegistryToken('events'); // => 'Registry:events'
 * getRegistryToken() === Registry; // => true
 * ```
 *
 * @publicApi
 */
export function getRegistryToken(name: RegistryName = DEFAULT_REGISTRY): InjectionToken {
  if (!aNonEmptyString.test(name)) {
    throw new InvalidOptionError('name', aNonEmptyString.expected, name, 'getRegistryToken(name)');
  }
  return name === DEFAULT_REGISTRY ? Registry : `${PREFIX}${String(name)}`;
}

/** Whether a token is one that `getRegistryToken` makes. */
export function isRegistryToken(token: unknown): boolean {
  return token === Registry || (typeof token === 'string' && token.startsWith(PREFIX));
}

/** The name of the registry that has this token. */
export function nameOf(token: unknown): string {
  return typeof token === 'string' ? token.slice(PREFIX.length) : DEFAULT_REGISTRY;
}

/**
 * Injects the registry called `name`. `@InjectRegistry()` injects the default one, as the type `Registry` alone does.
 *
 * @throws InvalidOptionError when `name` is no non-empty string.
 *
 * @example
 * ```ts
 * import { Injectable, Module } from '@nestjs/common';
 * import { NestFactory } from '@nestjs/core';
 * import { InjectRegistry, Registry, RegistryModule } from 'nestjs-registry';
 *
 * @Injectable()
 * class Rooms {
 *   constructor(@InjectRegistry('rooms') readonly registry: Registry) {}
 * }
 *
 * @Module({ imports: [RegistryModule.forRoot({ name: 'rooms', keys: 'duplicate' })], providers: [Rooms] })
 * class AppModule {}
 *
 * const app = await NestFactory.createApplicationContext(AppModule, { logger: false });
 * app.get(Rooms).registry.name; // => 'rooms'
 * await app.close();
 * ```
 *
 * @publicApi
 */
export function InjectRegistry(name: RegistryName = DEFAULT_REGISTRY): ReturnType<typeof Inject> {
  return Inject(getRegistryToken(name));
}
