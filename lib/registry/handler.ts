import type { Key } from './key.js';

/**
 * What a handler is told beside the message: one object for all handlers of a message.
 *
 * @example
 * ```ts
 * import { Registry, type MessageContext } from 'nestjs-registry';
 *
 * const events = new Registry({ name: 'events', keys: 'duplicate' });
 * const heard: string[] = [];
 * events.subscribe('news', (_message, context: MessageContext<'news'>) => {
 *   heard.push(`${context.topic} of ${context.registry}`);
 * });
 * events.emit('news', 'hello');
 * heard; // => ['news of events']
 * ```
 *
 * @publicApi
 */
export interface MessageContext<K extends Key = Key> {
  /** The name of the registry. */
  readonly registry: string;
  /** The topic to which the message was published. */
  readonly topic: K;
  /** What the publisher passed as `request`, if anything. */
  readonly request?: object;
}

/**
 * A subscriber's function. It may return a value, a promise or an RxJS observable; whatever it throws or rejects with is
 * contained and becomes a failed delivery.
 *
 * @example
 * ```ts
 * import { Registry, type Handler } from 'nestjs-registry';
 *
 * const events = new Registry({ name: 'events', keys: 'duplicate' });
 * const greet: Handler = (name, { topic }) => [topic, name];
 * events.subscribe('hello', greet);
 * events.emit('hello', 'ann'); // => 1
 * ```
 *
 * @publicApi
 */
export type Handler<M = unknown, K extends Key = Key, R = unknown> = (
  message: M,
  context: MessageContext<K>,
) => R;

export function contextOf(registry: string, topic: Key): MessageContext {
  return Object.freeze({ registry, topic });
}
