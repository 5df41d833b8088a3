import type { Key } from './key.js';

/**
 * What a handler is told beside the message. One frozen object per topic, shared by all its handlers.
 *
 * @publicApi
 */
export interface MessageContext<K extends Key = Key> {
  /** The name of the registry. */
  readonly registry: string;
  /** The topic to which the message was published. */
  readonly topic: K;
}

/**
 * A subscriber's function. It may return a value, a promise or an RxJS observable; whatever it throws or rejects with is
 * contained and becomes a failed delivery.
 *
 * @publicApi
 */
export type Handler<M = unknown, K extends Key = Key, R = unknown> = (
  message: M,
  context: MessageContext<K>,
) => R;
