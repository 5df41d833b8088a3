import type { Key } from './key.js';

/**
 * What a registry's one type argument may say: the type of its entries' values, and which messages its topics carry.
 * What is left out is `unknown`.
 *
 * @example
 * ```ts
 * import { Registry } from 'nestjs-registry';
 *
 * interface Events {
 *   'order:created': { id: number };
 *   [room: `room:${string}`]: string;
 * }
 * type UserEvents = { key: readonly ['user', number, 'notified']; message: { text: string } };
 *
 * const events = new Registry<{ topics: Events | UserEvents }>({ name: 'events', keys: 'duplicate' });
 * events.emit('order:created', { id: 1 }); // => 0
 * events.emit('room:kitchen', 'hello'); // => 0
 * events.emit(['user', 7, 'notified'], { text: 'hi' }); // => 0
 * ```
 *
 * @publicApi
 */
export interface RegistryTypes {
  /** The type of the values of entries. */
  readonly value?: unknown;
  /**
   * The topics: an interface from topic to message (template literals for dynamic topics), or a union of
   * `{ key; message }` for structural topics, or a union of both.
   */
  readonly topics?: unknown;
}

/**
 * The type of a registry's values.
 *
 * @example
 * ```ts
 * import type { ValueOf } from 'nestjs-registry';
 *
 * const user: ValueOf<{ value: { name: string } }> = { name: 'Ann' };
 * user.name; // => 'Ann'
 * ```
 *
 * @publicApi
 */
export type ValueOf<T extends RegistryTypes> = T extends { readonly value: infer V } ? V : unknown;

/**
 * The keys that a registry's messages may be published to.
 *
 * @example
 * ```ts
 * import type { TopicOf } from 'nestjs-registry';
 *
 * const topic: TopicOf<{ topics: { 'order:created': number } }> = 'order:created';
 * topic; // => 'order:created'
 * ```
 *
 * @publicApi
 */
export type TopicOf<T extends RegistryTypes> = T extends { readonly topics: infer M }
  ? Extract<KeyIn<M>, Key> | EventClass
  : Key;

/**
 * A class whose instances are messages: it is a topic of every registry, and carries its instances.
 *
 * @example
 * ```ts
 * import { Registry, type EventClass } from 'nestjs-registry';
 *
 * class OrderCreated {
 *   constructor(readonly id: number) {}
 * }
 * const topic: EventClass = OrderCreated;
 * const events = new Registry({ name: 'events', keys: 'duplicate' });
 * events.subscribe(OrderCreated, ({ id }) => `mail for ${id}`);
 * events.emit(OrderCreated, new OrderCreated(7)); // => 1
 * topic.name; // => 'OrderCreated'
 * ```
 *
 * @publicApi
 */
export type EventClass = abstract new (...args: never[]) => object;

/**
 * The message that the topic `K` carries; a class carries its instances.
 *
 * @example
 * ```ts
 * import type { MessageOf } from 'nestjs-registry';
 *
 * const message: MessageOf<{ topics: { 'order:created': number } }, 'order:created'> = 7;
 * message; // => 7
 * ```
 *
 * @publicApi
 */
export type MessageOf<T extends RegistryTypes, K> = T extends { readonly topics: infer M }
  ? K extends EventClass
    ? InstanceType<K>
    : MessageIn<M, K>
  : K extends EventClass
    ? InstanceType<K>
    : unknown;

type KeyIn<M> = M extends Structural ? M['key'] : keyof M;

type MessageIn<M, K> = M extends Structural
  ? K extends M['key']
    ? M['message']
    : never
  : K extends keyof M
    ? M[K]
    : never;

interface Structural {
  readonly key: object;
  readonly message: unknown;
}
