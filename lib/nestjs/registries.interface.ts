import type { Registry } from '../registry.js';
import type { RegistryTypes } from '../registry/types.js';

/**
 * The registries of an application and their types, by name. Declare yours by merging into it; from then on
 * `RegistryOf<'name'>` and `@Subscribe(…, { registry: 'name' })` know them.
 *
 * @example
 * ```ts
 * import { InjectRegistry, type RegistryOf } from 'nestjs-registry';
 *
 * declare module 'nestjs-registry' {
 *   interface Registries {
 *     parcels: { topics: { 'parcel:sent': { id: number } } };
 *   }
 * }
 *
 * class Parcels {
 *   constructor(@InjectRegistry('parcels') private readonly registry: RegistryOf<'parcels'>) {}
 *
 *   send(id: number): number {
 *     return this.registry.emit('parcel:sent', { id });
 *   }
 * }
 * Parcels.name; // => 'Parcels'
 * ```
 *
 * @publicApi
 */
// oxlint-disable-next-line typescript/no-empty-object-type -- filled by the application's declarations
export interface Registries {}

/**
 * The type of the registry called `N`.
 *
 * @example
 * ```ts
 * import { Registry, type RegistryOf } from 'nestjs-registry';
 *
 * declare module 'nestjs-registry' {
 *   interface Registries {
 *     counters: { value: number };
 *   }
 * }
 * const counters: RegistryOf<'counters'> = new Registry({ name: 'counters', keys: 'unique' });
 * counters.register('visits', 1).entry.value; // => 1
 * ```
 *
 * @publicApi
 */
export type RegistryOf<N extends keyof Registries> = Registry<TypesOf<N>>;

/**
 * What is declared for the registry called `N`; nothing is known of an undeclared one.
 *
 * @example
 * ```ts
 * import type { TypesOf, ValueOf } from 'nestjs-registry';
 *
 * declare module 'nestjs-registry' {
 *   interface Registries {
 *     nicks: { value: string };
 *   }
 * }
 * const nick: ValueOf<TypesOf<'nicks'>> = 'ann';
 * nick; // => 'ann'
 * ```
 *
 * @publicApi
 */
export type TypesOf<N> = N extends keyof Registries
  ? Registries[N] extends infer T extends RegistryTypes
    ? T
    : never
  : RegistryTypes;

/**
 * The names that were declared, and any other string: a registry can be used without declaring it.
 *
 * @example
 * ```ts
 * import { getRegistryToken, type RegistryName } from 'nestjs-registry';
 *
 * const name: RegistryName = 'rooms';
 * getRegistryToken(name); // => 'Registry:rooms'
 * ```
 *
 * @publicApi
 */
// oxlint-disable-next-line typescript/no-redundant-type-constituents -- until names are declared, keyof Registries is never
export type RegistryName = keyof Registries | (string & NonNullable<unknown>);
