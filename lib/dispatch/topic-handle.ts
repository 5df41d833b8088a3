import type { Observable } from 'rxjs';
import type { Bucket } from '../registry/bucket.js';
import type { Handler } from '../registry/handler.js';
import { captureKey, type Key } from '../registry/key.js';
import { Registration } from '../registry/registration.js';
import type { Store } from '../registry/store.js';
import type { MessageOf, RegistryTypes, TopicOf, ValueOf } from '../registry/types.js';
import { checkFunction, checkOptions } from '../validate.js';
import type { Dispatch } from './dispatch.js';
import type { Dispatcher } from './dispatcher.js';
import type { MessageStreams } from './message-streams.js';
import { subscribeOptionChecks, type SubscribeOptions } from './subscribe-options.js';

/**
 * A topic, looked up once: publishing through it costs the same whatever its key looks like.
 *
 * @example
 * ```ts
 * import { Registry } from 'nestjs-registry';
 *
 * const events = new Registry({ name: 'events', keys: 'duplicate' });
 * const kitchen = events.topic(['room', 'kitchen']);
 * const heard: unknown[] = [];
 * kitchen.subscribe((message) => heard.push(message));
 * kitchen.emit('hello'); // => 1
 * heard; // => ['hello']
 * ```
 *
 * @publicApi
 */
export class TopicHandle<
  T extends RegistryTypes = RegistryTypes,
  K extends TopicOf<T> = TopicOf<T>,
> {
  /** The captured key. */
  readonly key: Key;
  readonly #store: Store;
  readonly #dispatcher: Dispatcher;
  readonly #streams: MessageStreams;
  #bucket: Bucket | undefined;

  /** @internal */
  constructor(store: Store, dispatcher: Dispatcher, streams: MessageStreams, key: unknown) {
    this.key = captureKey(key);
    this.#store = store;
    this.#dispatcher = dispatcher;
    this.#streams = streams;
  }

  /** How many subscribers there are now. */
  get size(): number {
    return this.#find()?.handlers ?? 0;
  }

  /** As `Registry.dispatch`. */
  dispatch(message: MessageOf<T, K>): Dispatch {
    this.#store.assertOpen('topic.dispatch');
    return this.#dispatcher.dispatch(this.#find(), message);
  }

  /** As `Registry.emit`. */
  emit(message: MessageOf<T, K>): number {
    this.#store.assertOpen('topic.emit');
    return this.#dispatcher.publish(this.#find(), message);
  }

  /** As `Registry.subscribe`. */
  subscribe(
    handler: Handler<MessageOf<T, K>, K>,
    options: SubscribeOptions<ValueOf<T>> = {},
  ): Registration<ValueOf<T>> {
    checkFunction('topic.subscribe(handler)', 'handler', handler);
    checkOptions('topic.subscribe(options)', options, subscribeOptionChecks);
    const slot = this.#dispatcher.subscribe(
      this.key,
      handler as Handler,
      options.owner,
      options.value,
    );
    return new Registration(this.#store, slot);
  }

  /** As `Registry.messages`. */
  messages(): Observable<MessageOf<T, K>> {
    return this.#streams.of(this.key) as Observable<MessageOf<T, K>>;
  }

  /** An emptied bucket has left the table, and another may have taken its place. */
  #find(): Bucket | undefined {
    if (this.#bucket === undefined || this.#bucket.size === 0)
      this.#bucket = this.#store.find(this.key);
    return this.#bucket;
  }
}
