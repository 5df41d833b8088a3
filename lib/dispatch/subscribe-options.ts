import { anOwner } from '../registry/options.js';
import type { Owner } from '../registry/owner.js';
import { anything, type OptionChecks } from '../validate.js';

/**
 * Options of `subscribe`.
 *
 * @example
 * ```ts
 * import { Owner, Registry, type SubscribeOptions } from 'nestjs-registry';
 *
 * const events = new Registry({ name: 'events', keys: 'duplicate' });
 * const options: SubscribeOptions = { owner: new Owner('session'), value: { priority: 1 } };
 * events.subscribe('news', () => undefined, options).entry.value; // => { priority: 1 }
 * ```
 *
 * @publicApi
 */
export interface SubscribeOptions<V = unknown> {
  /** Whose lifetime the subscription is bound to. @default the subscription is its own owner */
  readonly owner?: Owner;
  /** The value of the subscriber's entry. @default undefined */
  readonly value?: V;
}

export const subscribeOptionChecks: OptionChecks = { owner: anOwner, value: anything };
