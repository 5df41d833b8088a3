import { ConfigurableModuleBuilder } from '@nestjs/common';
import type { RegistryOptions } from '../registry.js';
import type { RegistryName } from './registries.interface.js';

/**
 * What makes the options of `forRootAsync` when it is given a class.
 *
 * @example
 * ```ts
 * import { Injectable } from '@nestjs/common';
 * import { RegistryModule, type RegistryOptions, type RegistryOptionsFactory } from 'nestjs-registry';
 *
 * @Injectable()
 * class RoomsConfig implements RegistryOptionsFactory {
 *   createRegistryOptions(): RegistryOptions {
 *     return { keys: 'duplicate' };
 *   }
 * }
 * RegistryModule.forRootAsync({ name: 'rooms', useClass: RoomsConfig }).exports; // => ['Registry:rooms']
 * ```
 *
 * @publicApi
 */
export interface RegistryOptionsFactory {
  createRegistryOptions(): RegistryOptions | Promise<RegistryOptions>;
}

/**
 * What `forRoot` and `forRootAsync` take beside the registry's own options.
 *
 * @example
 * ```ts
 * import { RegistryModule, type RegistryModuleExtras } from 'nestjs-registry';
 *
 * const extras: RegistryModuleExtras = { name: 'rooms', isGlobal: false };
 * RegistryModule.forRoot({ ...extras, keys: 'duplicate' }).exports; // => ['Registry:rooms']
 * ```
 *
 * @publicApi
 */
export interface RegistryModuleExtras {
  /** The registry's name; its injection token depends on it, so it cannot come from a factory. @default 'default' */
  readonly name?: RegistryName;
  /** Whether every module of the application can inject the registry. @default true */
  readonly isGlobal?: boolean;
}

const extras: RegistryModuleExtras = { name: undefined, isGlobal: true };

export const { ConfigurableModuleClass, MODULE_OPTIONS_TOKEN, OPTIONS_TYPE, ASYNC_OPTIONS_TYPE } =
  new ConfigurableModuleBuilder<RegistryOptions>({ moduleName: 'Registry' })
    .setClassMethodName('forRoot')
    .setFactoryMethodName('createRegistryOptions')
    .setExtras(extras, (definition, { isGlobal = true }) => ({ ...definition, global: isGlobal }))
    .build();
