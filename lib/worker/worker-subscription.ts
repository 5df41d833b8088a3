import type { SubscribeOptions } from '../dispatch/subscribe-options.js';
import type { Registry } from '../registry.js';
import type { Key } from '../registry/key.js';

/**
 * A topic whose messages go to a method of each worker, through its mailbox, while it runs.
 *
 * @example
 * ```ts
 * import { Registry, WorkerSupervisor, type WorkerSubscription } from 'nestjs-registry';
 *
 * class User {
 *   id = 0;
 *   onStart(id: number): void {
 *     this.id = id;
 *   }
 *   onNews(text: string): string {
 *     return `${this.id} heard ${text}`;
 *   }
 * }
 * const events = new Registry({ name: 'events', keys: 'duplicate' });
 * const subscription: WorkerSubscription<User> = {
 *   registry: events,
 *   topics: (self) => ['news for', self.id],
 *   method: 'onNews',
 * };
 * const users = new WorkerSupervisor(User, {
 *   registry: new Registry({ name: 'users', keys: 'unique' }),
 *   key: (id) => ['user', id],
 *   create: () => new User(),
 *   subscriptions: () => [subscription],
 * });
 * await users.start(7);
 * const [delivery] = await events.dispatch(['news for', 7], 'peace').settled();
 * delivery?.status === 'delivered' && delivery.value; // => '7 heard peace'
 * ```
 *
 * @publicApi
 */
export interface WorkerSubscription<W extends object = object> {
  /** Where the messages are published. */
  readonly registry: Registry;
  /** Each of these topics, or the one that is computed from the started worker. */
  readonly topics: readonly Key[] | ((self: W) => Key);
  /** The method that handles a message; it is given the message and its context. */
  readonly method: string;
  /** As for any subscriber; the owner is the worker's own. */
  readonly options?: Omit<SubscribeOptions, 'owner'>;
}
