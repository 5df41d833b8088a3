import type { Pattern } from '../dispatch/pattern.js';
import {
  checkBuffer,
  deliveryOptionChecks,
  type SubscribeOptions,
} from '../dispatch/subscribe-options.js';
import type { MatchesSome, MessageAt, Subscribable, TopicAt } from '../dispatch/topic-types.js';
import type { Key } from '../registry/key.js';
import type { Handler } from '../registry/handler.js';
import type { MessageOf, TopicOf } from '../registry/types.js';
import { InvalidDecoratorError } from '../errors.js';
import { aNonEmptyString, anything, checkOptions, type OptionChecks } from '../validate.js';
import type { RegistryName, TypesOf } from './registries.interface.js';

/**
 * Options of `@Subscribe`.
 *
 * @example
 * ```ts
 * import { Subscribe, type SubscribeDecoratorOptions } from 'nestjs-registry';
 *
 * const options: SubscribeDecoratorOptions<'events'> = { registry: 'events', concurrency: 1 };
 *
 * class Mailer {
 *   @Subscribe('order:created', options)
 *   onCreated(): void {}
 * }
 * Mailer.name; // => 'Mailer'
 * ```
 *
 * @publicApi
 */
export interface SubscribeDecoratorOptions<
  N extends RegistryName = RegistryName,
  M = never,
  K extends Key = Key,
  E extends Enhancers = false,
> extends Omit<SubscribeOptions<unknown, M, K>, 'owner'> {
  /** The registry whose messages are handled. @default the default registry */
  readonly registry?: N;
  /**
   * Whether guards, interceptors, pipes and filters run around the method, and parameter decorators work: `true` runs those of the method and its
   * class, `'global'` the application's global ones as well. The method is then not checked against the message, may be called later than
   * `dispatch` and `emit` return, and is the one of its class, whatever is put in its place on an instance.
   *
   * @default false
   */
  readonly enhancers?: E;
}

/** Whose enhancers run: those of the class and the method, or before them the application's global ones as well. */
export type EnhancersMode = true | 'global';

type Enhancers = EnhancersMode | false;

/** Computes a topic from the instance. */
export type TopicOfSelf = (self: object) => Key;

/** What `@Subscribe` says of a method: once for each use of the decorator. */
export interface SubscribeMetadata {
  /** Topics and patterns of topics. */
  readonly topics: readonly Key[] | TopicOfSelf;
  readonly enhancers: Enhancers;
  readonly options: SubscribeDecoratorOptions<RegistryName, unknown>;
}

type SubscribeMap = Map<PropertyKey, readonly SubscribeMetadata[]>;

/** Of an untyped registry's messages a handler may expect what it likes. */
type Accepted<M> = unknown extends M ? never : M;

type OptionsFor<N extends RegistryName, K, E extends Enhancers> = SubscribeDecoratorOptions<
  N,
  Accepted<MessageAt<TypesOf<N>, K>>,
  TopicAt<TypesOf<N>, K>,
  E
>;

/** A list of topics is never one structural topic: see the overload for lists. */
type NotAList<K> = K extends readonly unknown[] ? never : unknown;

/** With enhancers the parameters are what their decorators make of the message. */
type HandlerOf<M, K extends Key, E> = E extends false
  ? Handler<Accepted<M>, K>
  : (...parameters: never[]) => unknown;

/**
 * A decorator of methods that can handle messages of the type `M`.
 *
 * @example
 * ```ts
 * import { Subscribe, type HandlerDecorator } from 'nestjs-registry';
 *
 * const OnOrder = (): HandlerDecorator<unknown> => Subscribe('order:created');
 *
 * class Mailer {
 *   @OnOrder()
 *   onCreated(order: { id: number }): number {
 *     return order.id;
 *   }
 * }
 * Mailer.name; // => 'Mailer'
 * ```
 *
 * @publicApi
 */
export type HandlerDecorator<M, K extends Key = Key, E = false> = <H extends HandlerOf<M, K, E>>(
  target: object,
  method: PropertyKey,
  descriptor: TypedPropertyDescriptor<H>,
) => void;

const METADATA = Symbol('nestjs-registry:subscribe');
const optionChecks: OptionChecks = {
  registry: aNonEmptyString,
  value: anything,
  enhancers: {
    expected: "true, false or 'global'",
    test: (value) => value === true || value === false || value === 'global',
  },
  ...deliveryOptionChecks,
};

/**
 * Calls the method with every message that is published to a topic, or to a topic that a `pattern` matches, from before the first `onModuleInit` of the
 * application until `onApplicationShutdown`. Works on providers and controllers; repeatable; a method that
 * overrides a decorated one is subscribed in its place.
 *
 * A request-scoped one gets an instance for each message, in one context for all handlers of the message. Where its tree is made of
 * plain classes and synchronous factories the handler is called before `dispatch` returns; otherwise Nest makes the instance, and it
 * is called later. An instance that cannot be made is a failed delivery.
 *
 * An array stands for each of its topics: a structural topic is written in an array of its own, `@Subscribe([['user', 7]])`.
 * A function without an own `prototype` (an arrow) computes one topic from the instance; a class is a topic, and its instances are
 * the messages.
 *
 * With `enhancers` guards, interceptors, pipes and filters run around the method and its parameters may be decorated (`@Message`,
 * `@Topic`, `@Ctx`); their errors are failed deliveries.
 *
 * @throws InvalidOptionError, InvalidDecoratorError. At the start of the application: UnknownRegistryError,
 * UnsupportedScopeError, InvalidKeyError, and InvalidDecoratorError for parameters and enhancers that would be ignored.
 *
 * @example
 * ```ts
 * import { Injectable, Module } from '@nestjs/common';
 * import { NestFactory } from '@nestjs/core';
 * import { Registry, RegistryModule, Subscribe } from 'nestjs-registry';
 *
 * @Injectable()
 * class Mailer {
 *   @Subscribe('order:created')
 *   onCreated(order: { id: number }): string {
 *     return `mail for order ${order.id}`;
 *   }
 * }
 *
 * @Module({ imports: [RegistryModule.forRoot({ keys: 'duplicate' })], providers: [Mailer] })
 * class AppModule {}
 *
 * const app = await NestFactory.createApplicationContext(AppModule, { logger: false });
 * const [delivery] = await app.get(Registry).dispatch('order:created', { id: 1 }).settled();
 * delivery?.handler; // => 'Mailer.onCreated'
 * delivery?.status === 'delivered' && delivery.value; // => 'mail for order 1'
 * await app.close();
 * ```
 *
 * @publicApi
 */
export function Subscribe<
  S extends object,
  const K extends TopicOf<TypesOf<N>>,
  N extends RegistryName = 'default',
  E extends Enhancers = false,
>(
  topic: (self: S) => K,
  options?: OptionsFor<N, K, E>,
): HandlerDecorator<MessageOf<TypesOf<N>, K>, K, E>;
export function Subscribe<
  const K extends Subscribable<TypesOf<N>>,
  N extends RegistryName = 'default',
  E extends Enhancers = false,
>(
  topics: readonly (K & MatchesSome<TypesOf<N>, K>)[],
  options?: OptionsFor<N, K, E>,
): HandlerDecorator<MessageAt<TypesOf<N>, K>, TopicAt<TypesOf<N>, K>, E>;
export function Subscribe<
  const K extends Subscribable<TypesOf<N>>,
  N extends RegistryName = 'default',
  E extends Enhancers = false,
>(
  topic: K & NotAList<K> & MatchesSome<TypesOf<N>, K>,
  options?: OptionsFor<N, K, E>,
): HandlerDecorator<MessageAt<TypesOf<N>, K>, TopicAt<TypesOf<N>, K>, E>;
export function Subscribe(
  topic: Key | Pattern,
  options: SubscribeDecoratorOptions<RegistryName, never, Key, Enhancers> = {},
): HandlerDecorator<unknown> {
  checkOptions('@Subscribe(options)', options, optionChecks);
  checkBuffer('@Subscribe(options)', options);
  const { enhancers = false, ...others } = options;
  return (target, method, descriptor) => {
    const where = `@Subscribe on ${ownerName(target)}.${String(method)}`;
    if (typeof target === 'function') {
      throw new InvalidDecoratorError(
        where,
        'the method is static',
        'Decorate a method of the instance.',
      );
    }
    if (typeof descriptor?.value !== 'function') {
      throw new InvalidDecoratorError(where, 'this is not a method', 'Decorate a method.');
    }
    if (Array.isArray(topic) && topic.length === 0) {
      throw new InvalidDecoratorError(
        where,
        'the array of topics is empty',
        'Name at least one topic.',
      );
    }
    const map: SubscribeMap = ownMap(target) ?? new Map();
    // Decorators are evaluated from the last to the first: the first written comes first.
    map.set(method, [
      { topics: topicsOf(topic), enhancers, options: others as SubscribeMetadata['options'] },
      ...(map.get(method) ?? []),
    ]);
    Reflect.defineMetadata(METADATA, map, target);
  };
}

/** What `@Subscribe` says of the methods of a prototype; a child's decorators stand in for its parents'. */
export function subscribeMetadata(prototype: object): SubscribeMap {
  const parent: unknown = Object.getPrototypeOf(prototype);
  const inherited: SubscribeMap =
    typeof parent === 'object' && parent !== null ? subscribeMetadata(parent) : new Map();
  return new Map([...inherited, ...(ownMap(prototype) ?? [])]);
}

/** Whether a key is really a function that computes one: an arrow or a method, never a class. */
export function computesKey(key: unknown): key is (self: object) => Key {
  return typeof key === 'function' && !Object.hasOwn(key, 'prototype');
}

function topicsOf(topic: Key): readonly Key[] | TopicOfSelf {
  if (computesKey(topic)) return topic;
  return Array.isArray(topic) ? [...(topic as readonly Key[])] : [topic];
}

function ownMap(prototype: object): SubscribeMap | undefined {
  return Reflect.getOwnMetadata(METADATA, prototype) as SubscribeMap | undefined;
}

function ownerName(target: object): string {
  return typeof target === 'function' ? target.name : target.constructor.name;
}
