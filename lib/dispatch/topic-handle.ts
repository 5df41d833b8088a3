import type { Observable } from 'rxjs';
import type { Bucket } from '../registry/bucket.js';
import type { Handler } from '../registry/handler.js';
import { captureKey, type Key } from '../registry/key.js';
import { Registration } from '../registry/registration.js';
import type { Store } from '../registry/store.js';
import type { MessageOf, RegistryTypes, TopicOf, ValueOf } from '../registry/types.js';
import { checkFunction, checkOptions } from '../validate.js';
import type { Dispatch } from './dispatch.js';
import { dispatchOptionChecks, type DispatchOptions } from './dispatch-options.js';
import type { Dispatcher } from './dispatcher.js';
import type { MessageStreams } from './message-streams.js';
import { checkSubscribeOptions, type SubscribeOptions } from './subscribe-options.js';

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

  /** How many subscribers there are now, those of matching patterns included. */
  get size(): number {
    return this.#dispatcher.reach(this.key, this.#find());
  }

  /** As `Registry.dispatch`. */
  dispatch(message: MessageOf<T, K>, options?: DispatchOptions): Dispatch {
    if (options !== undefined)
      checkOptions('topic.dispatch(options)', options, dispatchOptionChecks);
    return this.#dispatcher.dispatch('topic.dispatch', this.key, this.#find(), message, options);
  }

  /** As `Registry.emit`. */
  emit(message: MessageOf<T, K>): number {
    return this.#dispatcher.emit('topic.emit', this.key, this.#find(), message);
  }

  /** As `Registry.subscribe`. */
  subscribe(
    handler: Handler<MessageOf<T, K>, K>,
    options: SubscribeOptions<ValueOf<T>, MessageOf<T, K>, K> = {},
  ): Registration<ValueOf<T>> {
    checkFunction('topic.subscribe(handler)', 'handler', handler);
    checkSubscribeOptions('topic.subscribe(options)', options as SubscribeOptions);
    const slot = this.#dispatcher.subscribe(
      this.key,
      handler as Handler,
      options as SubscribeOptions,
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
      this.#bucket = this.#store.tables.topic(this.key);
    return this.#bucket;
  }
}
