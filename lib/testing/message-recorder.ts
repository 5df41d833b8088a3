import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { dispatches, type DispatchEvent } from '../diagnostics.js';
import { Pattern } from '../dispatch/pattern.js';
import type { MatchesSome, MessageAt, Subscribable, TopicAt } from '../dispatch/topic-types.js';
import { InvalidArgumentError, RecorderStoppedError, WaitTimeoutError } from '../errors.js';
import { Registry } from '../registry.js';
import { systemClock } from '../registry/clock.js';
import { equalKeys } from '../registry/equal-keys.js';
import { captureKey, type Key } from '../registry/key.js';
import type { RegistryTypes } from '../registry/types.js';
import { wait, waitOptionChecks, type WaitOptions } from '../registry/wait.js';
import { checkOptions } from '../validate.js';

/**
 * A message that was published while it was being recorded.
 *
 * @example
 * ```ts
 * import { Registry } from 'nestjs-registry';
 * import { recordMessages, type RecordedMessage } from 'nestjs-registry/testing';
 *
 * const events = new Registry({ name: 'events', keys: 'duplicate' });
 * const recorder = recordMessages(events);
 * events.emit('news', 'hello');
 * const [recorded]: readonly RecordedMessage[] = recorder.messages;
 * recorded; // => { topic: 'news', message: 'hello' }
 * recorder.stop();
 * ```
 *
 * @publicApi
 */
export interface RecordedMessage<M = unknown, K extends Key = Key> {
  readonly topic: K;
  readonly message: M;
}

/**
 * What was published in one registry since `recordMessages` was called.
 *
 * @example
 * ```ts
 * import { pattern, Registry } from 'nestjs-registry';
 * import { recordMessages, type MessageRecorder } from 'nestjs-registry/testing';
 *
 * const events = new Registry({ name: 'events', keys: 'duplicate' });
 * const recorder: MessageRecorder = recordMessages(events);
 * events.emit('order:created', 1);
 * events.emit('order:paid', 2);
 * recorder.of(pattern('order:*')); // => [1, 2]
 * recorder.stop();
 * ```
 *
 * @publicApi
 */
export class MessageRecorder<T extends RegistryTypes = RegistryTypes> implements Disposable {
  readonly #registry: Registry<T>;
  readonly #messages: RecordedMessage[] = [];
  readonly #waiting = new Map<(recorded: RecordedMessage) => void, (error: Error) => void>();
  readonly #listener: (event: unknown) => void;
  #stopped = false;

  /** @internal Made by `recordMessages`. */
  constructor(registry: Registry<T>) {
    this.#registry = registry;
    this.#listener = (event) => {
      const { registry: publisher, topic, message } = event as DispatchEvent;
      if (publisher === this.#registry) this.#record({ topic: captureKey(topic), message });
    };
    subscribe(dispatches.name, this.#listener);
  }

  /** All of them, in the order in which they were published. */
  get messages(): readonly RecordedMessage[] {
    return [...this.#messages];
  }

  /** The messages of one topic, or of the topics that a pattern matches. @throws InvalidKeyError */
  of<const K extends Subscribable<T>>(topic: K & MatchesSome<T, K>): readonly MessageAt<T, K>[] {
    const isMeant = matcherOf(topic);
    return this.#messages
      .filter((recorded) => isMeant(recorded.topic))
      .map(({ message }) => message as MessageAt<T, K>);
  }

  /**
   * The first message of a topic, or of the topics that a pattern matches, that is published from now on; `timeout` is real time.
   *
   * Rejects with WaitTimeoutError, the signal's reason, RecorderStoppedError, InvalidKeyError or InvalidOptionError.
   */
  async next<const K extends Subscribable<T>>(
    topic: K & MatchesSome<T, K>,
    options: WaitOptions = {},
  ): Promise<RecordedMessage<MessageAt<T, K>, TopicAt<T, K>>> {
    checkOptions('recorder.next(options)', options, waitOptionChecks);
    const isMeant = matcherOf(topic);
    if (this.#stopped) throw new RecorderStoppedError(this.#registry.name);
    const late = (timeout: number): Error =>
      new WaitTimeoutError(this.#registry.name, topic, timeout);
    const recorded = await wait<RecordedMessage>(systemClock, options, late, (waiting) => {
      const tell = (candidate: RecordedMessage): void => {
        if (!isMeant(candidate.topic)) return;
        this.#waiting.delete(tell);
        waiting.resolve(candidate);
      };
      this.#waiting.set(tell, (error) => {
        waiting.reject(error);
      });
      return () => {
        this.#waiting.delete(tell);
      };
    });
    return recorded as RecordedMessage<MessageAt<T, K>, TopicAt<T, K>>;
  }

  /** Waits until every handler of the registry has settled. Rejects as `registry.whenIdle`. */
  async settled(options: WaitOptions = {}): Promise<void> {
    await this.#registry.whenIdle(options);
  }

  /** Forgets what was recorded. */
  clear(): void {
    this.#messages.length = 0;
  }

  /** Records no more; what was recorded stays. Whoever waits for the next message gets a RecorderStoppedError. */
  stop(): void {
    unsubscribe(dispatches.name, this.#listener);
    this.#stopped = true;
    for (const reject of this.#waiting.values())
      reject(new RecorderStoppedError(this.#registry.name));
    this.#waiting.clear();
  }

  /** The same as `stop`, for `using`. */
  [Symbol.dispose](): void {
    this.stop();
  }

  #record(recorded: RecordedMessage): void {
    this.#messages.push(recorded);
    for (const tell of [...this.#waiting.keys()]) tell(recorded);
  }
}

/**
 * Records every message that is published in `registry` from now on, also those that nobody has subscribed to, without being
 * a subscriber: `emit` and `dispatch` tell what they would without it. Call `stop()` at the end of the test, or use `using`.
 *
 * @throws InvalidArgumentError
 *
 * @example
 * ```ts
 * import { Registry } from 'nestjs-registry';
 * import { recordMessages } from 'nestjs-registry/testing';
 *
 * const events = new Registry<{ topics: { 'order:created': { id: number } } }>({ name: 'events', keys: 'duplicate' });
 * const recorder = recordMessages(events);
 *
 * events.subscribe('order:created', async ({ id }) => `mailed ${id}`);
 * events.emit('order:created', { id: 7 }); // => 1
 * await recorder.settled();
 * recorder.of('order:created'); // => [{ id: 7 }]
 * recorder.stop();
 * ```
 *
 * @publicApi
 */
export function recordMessages<T extends RegistryTypes>(registry: Registry<T>): MessageRecorder<T> {
  if (!(registry instanceof Registry)) {
    throw new InvalidArgumentError('registry', 'a Registry', registry, 'recordMessages(registry)');
  }
  return new MessageRecorder(registry);
}

function matcherOf(topic: unknown): (other: Key) => boolean {
  if (Pattern.is(topic)) return (other) => topic.matches(other);
  const captured = captureKey(topic);
  return (other) => equalKeys(captured, other);
}
