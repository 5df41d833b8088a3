import { anOwner } from '../registry/options.js';
import type { Owner } from '../registry/owner.js';
import { aPositiveInteger, aTimeout, type OptionCheck, type OptionChecks } from '../validate.js';

/**
 * Options of `dispatch`.
 *
 * @example
 * ```ts
 * import { Owner, Registry, type DispatchOptions } from 'nestjs-registry';
 *
 * const room = new Registry({ name: 'room', keys: 'duplicate' });
 * const ann = new Owner('ann');
 * room.subscribe('chat', () => 'heard by ann', { owner: ann });
 * room.subscribe('chat', () => 'heard by bob');
 *
 * const everybodyElse: DispatchOptions = { exclude: ann };
 * room.dispatch('chat', 'hello', everybodyElse).size; // => 1
 * ```
 *
 * @publicApi
 */
export interface DispatchOptions {
  /** Whose subscribers are left out: the publisher's own, say. */
  readonly exclude?: Owner;
  /**
   * Milliseconds after which the handlers that have not settled are given up: `dropped: 'timeout'`. An observable is
   * unsubscribed, what waits in a buffer or for its turn is not called. A promise cannot be stopped; if it fails later,
   * that is reported as ever.
   *
   * @default no limit
   */
  readonly timeout?: number;
  /**
   * Gives the event loop a turn after every so many handlers (or filters that refuse): for topics with very many subscribers. The
   * subscribers are those of now, in order; the first of them are called now. Until the dispatch has settled, its `size` grows.
   *
   * @default all handlers are called now
   */
  readonly yieldEvery?: number;
  /**
   * The request that the publisher is serving, as the token `REQUEST` of @nestjs/core injects it. Handlers find it in their context, and
   * request-scoped handlers share its request-scoped providers.
   */
  readonly request?: object;
}

const anObject: OptionCheck = {
  expected: 'an object',
  test: (value) => typeof value === 'object' && value !== null,
};

export const dispatchOptionChecks: OptionChecks = {
  exclude: anOwner,
  timeout: aTimeout,
  yieldEvery: aPositiveInteger,
  request: anObject,
};
