import type { Key } from '../registry/key.js';
import type { Owner } from '../registry/owner.js';
import type { ValueOf } from '../registry/types.js';
import { InvalidDecoratorError } from '../errors.js';
import type { Registry } from '../registry.js';
import { aNonEmptyString, anything, checkOptions, type OptionChecks } from '../validate.js';
import type { RegistryName, TypesOf } from './registries.interface.js';
import { computesKey } from './subscribe.decorator.js';

/**
 * Options of `@Registered`.
 *
 * @example
 * ```ts
 * import { Registered, type RegisteredOptions } from 'nestjs-registry';
 *
 * const options: RegisteredOptions = { registry: 'services', value: { weight: 2 } };
 *
 * @Registered('mailer', options)
 * class Mailer {}
 * Mailer.name; // => 'Mailer'
 * ```
 *
 * @publicApi
 */
export interface RegisteredOptions<N extends RegistryName = RegistryName> {
  /** The registry in which the provider is registered. @default the default registry */
  readonly registry?: N;
  /** The entry's value. @default the provider's instance */
  readonly value?: ValueOf<TypesOf<N>>;
}

/**
 * A decorator of classes whose instances are an `S`.
 *
 * @example
 * ```ts
 * import { Registered, type RegisteredDecorator } from 'nestjs-registry';
 *
 * const Payment = (kind: string): RegisteredDecorator<object> => Registered(['payment', kind]);
 *
 * @Payment('card')
 * class CardPayment {}
 * CardPayment.name; // => 'CardPayment'
 * ```
 *
 * @publicApi
 */
export type RegisteredDecorator<S extends object> = (
  target: abstract new (...args: never[]) => S,
) => void;

/**
 * A decorator for a name that is computed from `A`: of classes whose instances are an `A[0]` and a `V`, and of worker
 * classes that are started with arguments of these types, and possibly more.
 *
 * @example
 * ```ts
 * import { Registered, Worker, type NameDecorator } from 'nestjs-registry';
 *
 * const ByUser = (kind: string): NameDecorator<[userId: number]> =>
 *   Registered((userId: number) => [kind, userId]);
 *
 * @Worker()
 * @ByUser('basket')
 * class BasketWorker {
 *   onStart(userId: number, region: string): void {}
 * }
 * BasketWorker.name; // => 'BasketWorker'
 * ```
 *
 * @publicApi
 */
export type NameDecorator<A extends readonly unknown[], V = unknown> = <
  T extends abstract new (...args: never[]) => object,
>(
  target: T & NamedBy<InstanceType<T>, A, V>,
) => void;

/** `unknown` where the key can be computed, so that it takes nothing away from the class. */
type NamedBy<I, A extends readonly unknown[], V> = I extends {
  onStart(...args: infer P): unknown;
}
  ? ((...args: A) => void) extends (...args: P) => void
    ? unknown
    : ItselfNamedBy<I, A, V>
  : A extends readonly [] | readonly [object]
    ? ItselfNamedBy<I, A, V>
    : unknown;

type ItselfNamedBy<I, A extends readonly unknown[], V> = I extends V
  ? A extends readonly []
    ? unknown
    : I extends A[0]
      ? unknown
      : never
  : never;

/** What `@Registered` says of a class. */
export interface RegisteredMetadata {
  readonly key: Key | ((self: object) => Key);
  readonly options: RegisteredOptions;
}

/** Registers an instance that was made for a request or a message. */
export interface Registrar {
  register(instance: object, metadata: RegisteredMetadata): void;
}

/** The property to which a registrar is assigned, to register the instance. */
export const REGISTRAR = Symbol('nestjs-registry:registrar');

const METADATA = Symbol('nestjs-registry:registered');
const optionChecks: OptionChecks = { registry: aNonEmptyString, value: anything };

/**
 * Registers a singleton provider or controller under `key` while the application lives: from before the first
 * `onModuleInit` until `onApplicationShutdown`. The value is the instance unless `value` is given.
 *
 * Of a request-scoped class each instance is registered when it is made, properties included, until its `RequestOwner` ends:
 * with the HTTP response, or with the last handler of the message. What registering throws (AlreadyRegisteredError,
 * NoLifetimeError) goes to whoever resolves the instance.
 *
 * A function without an own `prototype` (an arrow) computes the key from the instance; a class is a key. A subclass is
 * not registered because its parent is.
 *
 * On a `@Worker` class it says the name of each worker: an arrow computes it from the arguments of `start`. It is registered
 * while the worker runs; its value is the worker's ref unless `value` is given.
 *
 * @throws InvalidOptionError, InvalidDecoratorError. At the start of the application: UnknownRegistryError,
 * UnsupportedScopeError, AlreadyRegisteredError, InvalidKeyError.
 *
 * @example
 * ```ts
 * import { Injectable, Module } from '@nestjs/common';
 * import { NestFactory } from '@nestjs/core';
 * import { Registered, Registry, RegistryModule } from 'nestjs-registry';
 *
 * @Registered(['payment', 'card'])
 * @Injectable()
 * class CardPayment {}
 *
 * @Module({ imports: [RegistryModule.forRoot({ keys: 'unique' })], providers: [CardPayment] })
 * class AppModule {}
 *
 * const app = await NestFactory.createApplicationContext(AppModule, { logger: false });
 * app.get(Registry).get(['payment', 'card'])?.value === app.get(CardPayment); // => true
 * await app.close();
 * ```
 *
 * @publicApi
 */
export function Registered<A extends readonly unknown[], N extends RegistryName = 'default'>(
  key: (...args: A) => Key,
  options: RegisteredOptions<N> & { readonly value: ValueOf<TypesOf<N>> },
): NameDecorator<A>;
export function Registered<A extends readonly unknown[], N extends RegistryName = 'default'>(
  key: (...args: A) => Key,
  options?: RegisteredOptions<N>,
): NameDecorator<A, ValueOf<TypesOf<N>>>;
export function Registered<N extends RegistryName = 'default'>(
  key: Key,
  options: RegisteredOptions<N> & { readonly value: ValueOf<TypesOf<N>> },
): RegisteredDecorator<object>;
export function Registered<N extends RegistryName = 'default'>(
  key: Key,
  options?: RegisteredOptions<N>,
): RegisteredDecorator<ValueOf<TypesOf<N>> & object>;
export function Registered(
  key: unknown,
  options: RegisteredOptions = {},
): RegisteredDecorator<object> {
  checkOptions('@Registered(options)', options, optionChecks);
  return (target) => {
    if (Reflect.hasOwnMetadata(METADATA, target)) {
      throw new InvalidDecoratorError(
        `@Registered on ${target.name}`,
        'the class has this decorator already',
        'Register further keys in its onModuleInit.',
      );
    }
    const metadata: RegisteredMetadata = { key: key as RegisteredMetadata['key'], options };
    Reflect.defineMetadata(METADATA, metadata, target);
    Object.defineProperty(target.prototype, REGISTRAR, {
      set(this: object, registrar: Registrar) {
        registrar.register(this, metadata);
      },
    });
  };
}

/** Registers an instance as its class says. @throws AlreadyRegisteredError, InvalidKeyError, OwnerTerminatedError */
export function register(
  registry: Registry,
  instance: object,
  { key, options }: RegisteredMetadata,
  owner: Owner,
): void {
  const value = 'value' in options ? options.value : instance;
  registry.register(computesKey(key) ? key(instance) : (key as Key), value, { owner });
}

/** What `@Registered` says of this very class, its parents left aside. */
export function registeredMetadata(type: object): RegisteredMetadata | undefined {
  return Reflect.getOwnMetadata(METADATA, type) as RegisteredMetadata | undefined;
}
