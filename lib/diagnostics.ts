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

/**
 * What is published on the channel `nestjs-registry:call` of `node:diagnostics_channel`: each call and each cast that a worker has
 * taken, before it is handled. What happens to workers is on `nestjs-registry:worker`, as the supervisor's `events` tell it.
 *
 * @example
 * ```ts
 * import { subscribe, unsubscribe } from 'node:diagnostics_channel';
 * import { Registry, WorkerSupervisor, type CallEvent } from 'nestjs-registry';
 *
 * class Counter {
 *   #n = 0;
 *   add(n: number): number {
 *     return (this.#n += n);
 *   }
 * }
 * const registry = new Registry({ name: 'counters', keys: 'unique' });
 * const counters = new WorkerSupervisor(Counter, { registry, key: () => 'visits', create: () => new Counter() });
 *
 * const seen: unknown[] = [];
 * const onCall = (event: unknown): void => {
 *   const { worker, key, method, args } = event as CallEvent;
 *   seen.push([worker, key, method, args]);
 * };
 * subscribe('nestjs-registry:call', onCall);
 * await (await counters.start()).call.add(2); // => 2
 * unsubscribe('nestjs-registry:call', onCall);
 * seen; // => [['Counter', 'visits', 'add', [2]]]
 * ```
 *
 * @publicApi
 */
export interface CallEvent {
  /** The name of the worker's class. */
  readonly worker: string;
  readonly key: Key;
  readonly method: string;
  readonly args: readonly unknown[];
  /** Whether the sender gets a reply: `true` of a call, `false` of a cast. */
  readonly replies: boolean;
}

/** Unobserved, a channel costs one check of a boolean. */
export const dispatches = channel('nestjs-registry:dispatch');
export const registrations = channel('nestjs-registry:registration');
export const failures = channel('nestjs-registry:failure');
export const workers = channel('nestjs-registry:worker');
export const calls = channel('nestjs-registry:call');
