import { InvalidOptionError } from '../errors.js';
import type { MessageContext } from '../registry/handler.js';
import type { Key } from '../registry/key.js';
import { anOwner } from '../registry/options.js';
import type { Owner } from '../registry/owner.js';
import {
  aBoolean,
  aFunction,
  anything,
  aPositiveInteger,
  aSignal,
  checkOptions,
  type OptionCheck,
  type OptionChecks,
} from '../validate.js';

/**
 * What happens to a message for which there is no room in a subscriber's buffer:
 *
 * - `error`: it is a failed delivery (`BufferOverflowError`);
 * - `drop-newest`: it is dropped;
 * - `drop-oldest`: the message that has waited longest is dropped in its favour;
 * - `latest`: only the latest message waits; the one that waited is dropped.
 *
 * @example
 * ```ts
 * import { Registry, type OverflowStrategy } from 'nestjs-registry';
 *
 * const positions = new Registry<{ topics: { position: number } }>({ name: 'positions', keys: 'duplicate' });
 * const overflow: OverflowStrategy = 'latest';
 * const drawn: number[] = [];
 * positions.subscribe('position', async (x) => void drawn.push(x), { overflow });
 *
 * for (const x of [1, 2, 3, 4]) positions.emit('position', x);
 * await positions.whenIdle();
 * drawn; // => [1, 4]
 * ```
 *
 * @publicApi
 */
export type OverflowStrategy = 'error' | 'drop-newest' | 'drop-oldest' | 'latest';

/**
 * Options of `subscribe`.
 *
 * @example
 * ```ts
 * import { Owner, Registry, type SubscribeOptions } from 'nestjs-registry';
 *
 * const events = new Registry({ name: 'events', keys: 'duplicate' });
 * const options: SubscribeOptions = { owner: new Owner('session'), value: { priority: 1 }, once: true };
 * events.subscribe('news', () => undefined, options).entry.value; // => { priority: 1 }
 * events.emit('news', 'first'); // => 1
 * events.emit('news', 'second'); // => 0
 * ```
 *
 * @publicApi
 */
export interface SubscribeOptions<V = unknown, M = unknown, K extends Key = Key> {
  /** Whose lifetime the subscription is bound to. @default the subscription is its own owner */
  readonly owner?: Owner;
  /** The value of the subscriber's entry. @default undefined */
  readonly value?: V;
  /**
   * `true` ends the subscription with the first message that it takes, before the handler is called. What the handler
   * returns is still waited for.
   *
   * @default false
   */
  readonly once?: boolean;
  /** Aborting it ends the subscription. One that has aborted already refuses it: `subscribe` throws its reason. */
  readonly signal?: AbortSignal;
  /**
   * Which messages the handler is called with; asked when the message is published. The others are no deliveries. An error that
   * it throws, or another result than a boolean (a promise, say), is a failed delivery.
   */
  readonly filter?: (message: M, context: MessageContext<K>) => boolean;
  /**
   * How many messages may be at this handler at the same time; `1` is strictly one after the other. Further ones wait, in order,
   * and are handled in their publisher's `AsyncLocalStorage` context. A handler is at work until what it returned has settled.
   *
   * @default no limit; 1 when `buffer` or `overflow` is given
   */
  readonly concurrency?: number;
  /** How many messages may wait. @default 1024, and 1 for `overflow: 'latest'` */
  readonly buffer?: number;
  /** What happens to a message when so many wait. @default 'error' */
  readonly overflow?: OverflowStrategy;
}

const STRATEGIES: readonly unknown[] = ['error', 'drop-newest', 'drop-oldest', 'latest'];

const anOverflowStrategy: OptionCheck = {
  expected: STRATEGIES.map((strategy) => `'${String(strategy)}'`).join(' or '),
  test: (value) => STRATEGIES.includes(value),
};

/** Checks of the options that a decorator takes as well. */
export const deliveryOptionChecks: OptionChecks = {
  once: aBoolean,
  signal: aSignal,
  filter: aFunction,
  concurrency: aPositiveInteger,
  buffer: aPositiveInteger,
  overflow: anOverflowStrategy,
};

const optionChecks: OptionChecks = { owner: anOwner, value: anything, ...deliveryOptionChecks };

/** @throws InvalidOptionError */
export function checkSubscribeOptions(where: string, options: SubscribeOptions): void {
  checkOptions(where, options, optionChecks);
  checkBuffer(where, options);
}

/** @throws InvalidOptionError for options that contradict each other. */
export function checkBuffer(
  where: string,
  { buffer, overflow }: Pick<SubscribeOptions, 'buffer' | 'overflow'>,
): void {
  if (overflow === 'latest' && buffer !== undefined && buffer !== 1) {
    throw new InvalidOptionError('buffer', "1 or left out with overflow: 'latest'", buffer, where);
  }
}

/** Whether the options ask for more than calling the handler with every message. */
export function needsGate(options: SubscribeOptions): boolean {
  return (
    options.once === true ||
    options.filter !== undefined ||
    options.concurrency !== undefined ||
    options.buffer !== undefined ||
    options.overflow !== undefined
  );
}
