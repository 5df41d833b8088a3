import { Module, type DynamicModule, type Provider } from '@nestjs/common';
import { InvalidOptionError } from '../errors.js';
import type { RegistryOptions } from '../registry.js';
import {
  aBoolean,
  aFunction,
  aNonEmptyString,
  anything,
  checkOptions,
  passes,
  type OptionChecks,
} from '../validate.js';
import { callSite } from './call-site.js';
import { DEFAULT_REGISTRY, getRegistryToken } from './inject-registry.decorator.js';
import { RegistryCoreModule } from './registry-core.module.js';
import { RegistryDirectory } from './registry-directory.js';
import {
  ASYNC_OPTIONS_TYPE,
  ConfigurableModuleClass,
  MODULE_OPTIONS_TOKEN,
  OPTIONS_TYPE,
  type RegistryModuleExtras,
} from './registry.module-definition.js';

/**
 * Options of `RegistryModule.forRoot`.
 *
 * @example
 * ```ts
 * import { RegistryModule, type RegistryModuleOptions } from 'nestjs-registry';
 *
 * const options: RegistryModuleOptions = { name: 'rooms', keys: 'duplicate', isGlobal: false };
 * RegistryModule.forRoot(options).global; // => false
 * ```
 *
 * @publicApi
 */
export type RegistryModuleOptions = typeof OPTIONS_TYPE;

/**
 * Options of `RegistryModule.forRootAsync`.
 *
 * @example
 * ```ts
 * import { RegistryModule, type RegistryModuleAsyncOptions } from 'nestjs-registry';
 *
 * const options: RegistryModuleAsyncOptions = {
 *   name: 'rooms',
 *   useFactory: async () => ({ keys: 'duplicate', partitions: 4 }),
 * };
 * RegistryModule.forRootAsync(options).exports; // => ['Registry:rooms']
 * ```
 *
 * @publicApi
 */
export type RegistryModuleAsyncOptions = typeof ASYNC_OPTIONS_TYPE;

/**
 * Gives an application its registries. Each is configured once, by one call, and can be injected everywhere unless
 * `isGlobal: false`.
 *
 * `@Registered` providers and `@Subscribe` handlers are wired before any `onModuleInit` of the application runs. At its
 * end, `beforeApplicationShutdown` completes every `messages` and `changes` observable (an open SSE stream would keep the
 * server from closing), and `onApplicationShutdown` terminates the providers' owners and closes the registries, after
 * every module's own hook.
 *
 * @example
 * ```ts
 * import { Module } from '@nestjs/common';
 * import { NestFactory } from '@nestjs/core';
 * import { getRegistryToken, RegistryModule } from 'nestjs-registry';
 *
 * @Module({
 *   imports: [
 *     RegistryModule.forRoot([
 *       { name: 'workers', keys: 'unique', partitions: 4 },
 *       { name: 'events', keys: 'duplicate' },
 *     ]),
 *     RegistryModule.forRootAsync({ name: 'rooms', useFactory: () => ({ keys: 'duplicate' }) }),
 *   ],
 * })
 * class AppModule {}
 *
 * const app = await NestFactory.createApplicationContext(AppModule, { logger: false });
 * app.get(getRegistryToken('workers')).keysMode; // => 'unique'
 * app.get(getRegistryToken('rooms')).keysMode; // => 'duplicate'
 * await app.close();
 * ```
 *
 * @publicApi
 */
@Module({})
export class RegistryModule extends ConfigurableModuleClass {
  /**
   * One registry, or several at once.
   *
   * @throws InvalidOptionError for a wrong `name` or `isGlobal`. At the start of the application: InvalidOptionError for
   * any other option, DuplicateRegistryError when a name is configured twice.
   */
  static override forRoot(
    options: RegistryModuleOptions | readonly RegistryModuleOptions[],
  ): DynamicModule {
    const place = callSite();
    const configure = (each: RegistryModuleOptions): DynamicModule =>
      withRegistry(super.forRoot(checkModuleOptions('forRoot', each)), each, place);
    if (!isList(options)) return configure(options);
    const imports = options.map(configure);
    return { module: RegistryModule, imports, exports: imports };
  }

  /**
   * One registry whose options come from a factory (`useFactory`, `useClass`, `useExisting`); `name` and `isGlobal` are
   * given here.
   *
   * @throws as `forRoot`.
   */
  static override forRootAsync(options: RegistryModuleAsyncOptions): DynamicModule {
    const place = callSite();
    return withRegistry(super.forRootAsync(checkAsyncOptions(options)), options, place);
  }
}

/** Adds the registry itself, and what all registries of the application share. */
function withRegistry(
  definition: DynamicModule,
  { name = DEFAULT_REGISTRY }: RegistryModuleExtras,
  place: string,
): DynamicModule {
  const token = getRegistryToken(name);
  const registry: Provider = {
    provide: token,
    inject: [RegistryDirectory, MODULE_OPTIONS_TOKEN],
    useFactory: (directory: RegistryDirectory, options: RegistryOptions) =>
      directory.create(name, options, place),
  };
  return {
    ...definition,
    imports: [...(definition.imports ?? []), RegistryCoreModule],
    providers: [...(definition.providers ?? []), registry],
    exports: [token],
  };
}

function isList(
  options: RegistryModuleOptions | readonly RegistryModuleOptions[],
): options is readonly RegistryModuleOptions[] {
  return passes(Array.isArray, options);
}

function checkModuleOptions<T extends RegistryModuleExtras>(method: string, options: T): T {
  const where = `RegistryModule.${method}(options)`;
  if (typeof options !== 'object' || options === null) {
    throw new InvalidOptionError('options', 'an object', options, where);
  }
  const { isGlobal = true, name = DEFAULT_REGISTRY, then } = readExtras(options, where);
  // Nest would wait for what has one.
  if (typeof then === 'function')
    throw new InvalidOptionError('then', 'absent: forRootAsync awaits options', then, where);
  if (!aBoolean.test(isGlobal))
    throw new InvalidOptionError('isGlobal', aBoolean.expected, isGlobal, where);
  if (!aNonEmptyString.test(name))
    throw new InvalidOptionError('name', aNonEmptyString.expected, name, where);
  return options;
}

/** Reading runs code of whoever made the options: a getter, a proxy. */
function readExtras(
  options: RegistryModuleExtras & { readonly then?: unknown },
  where: string,
): RegistryModuleExtras & { readonly then: unknown } {
  try {
    return { isGlobal: options.isGlobal, name: options.name, then: options.then };
  } catch (error) {
    throw new InvalidOptionError('options', 'readable', error, where, error);
  }
}

const asyncOptionChecks: OptionChecks = {
  name: aNonEmptyString,
  isGlobal: aBoolean,
  imports: anything,
  inject: anything,
  provideInjectionTokensFrom: anything,
  useFactory: aFunction,
  useClass: aFunction,
  useExisting: anything,
};

function checkAsyncOptions(options: RegistryModuleAsyncOptions): RegistryModuleAsyncOptions {
  const where = 'RegistryModule.forRootAsync(options)';
  checkOptions(where, checkModuleOptions('forRootAsync', options), asyncOptionChecks);
  const { useFactory, useClass, useExisting } = options;
  const given = [useFactory, useClass, useExisting].filter((source) => source !== undefined);
  if (given.length !== 1) {
    const expected = 'given by exactly one of useFactory, useClass and useExisting';
    throw new InvalidOptionError('the source of the options', expected, given, where);
  }
  return options;
}
