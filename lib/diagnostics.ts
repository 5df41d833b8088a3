import { channel } from 'node:diagnostics_channel';
import type { Entry } from './registry/entry.js';
import type { Key } from './registry/key.js';

/**
 * What is published on the channel `nestjs-registry:dispatch` of `node:diagnostics_channel`: each message, before its
 * handlers are called, also when there are none.
 *
 * @example
 * ```ts
 * import { subscribe, unsubscribe } from 'node:diagnostics_channel';
 * import { Registry, type DispatchEvent } from 'nestjs-registry';
 *
 * const seen: unknown[] = [];
 * const onDispatch = (event: unknown): void => {
 *   const { registry, topic } = event as DispatchEvent;
 *   seen.push([registry.name, topic]);
 * };
 * subscribe('nestjs-registry:dispatch', onDispatch);
 * new Registry({ name: 'events', keys: 'duplicate' }).emit('news', 'hello');
 * unsubscribe('nestjs-registry:dispatch', onDispatch);
 * seen; // => [['events', 'news']]
 * ```
 *
 * @publicApi
 */
export interface DispatchEvent {
  /** The registry itself: two applications of one process may have registries of one name. */
  readonly registry: { readonly name: string };
  readonly topic: Key;
  readonly message: unknown;
}

/**
 * What is published on the channel `nestjs-registry:registration` of `node:diagnostics_channel`: each new entry,
 * subscriptions included.
 *
 * @example
 * ```ts
 * import { subscribe, unsubscribe } from 'node:diagnostics_channel';
 * import { Registry, type RegistrationEvent } from 'nestjs-registry';
 *
 * const seen: unknown[] = [];
 * const onRegistration = (event: unknown): void => {
 *   seen.push((event as RegistrationEvent).entry.key);
 * };
 * subscribe('nestjs-registry:registration', onRegistration);
 * new Registry({ name: 'users', keys: 'unique' }).register('ann', 1);
 * unsubscribe('nestjs-registry:registration', onRegistration);
 * seen; // => ['ann']
 * ```
 *
 * @publicApi
 */
export interface RegistrationEvent {
  /** The name of the registry. */
  readonly registry: string;
  readonly entry: Entry;
}

/** Unobserved, a channel costs one check of a boolean. */
export const dispatches = channel('nestjs-registry:dispatch');
export const registrations = channel('nestjs-registry:registration');
export const failures = channel('nestjs-registry:failure');
