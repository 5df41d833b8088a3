import { anOwner } from '../registry/options.js';
import type { Owner } from '../registry/owner.js';
import { anything, type OptionChecks } from '../validate.js';

/** Options of `subscribe`. @publicApi */
export interface SubscribeOptions<V = unknown> {
  /** Whose lifetime the subscription is bound to. @default the subscription is its own owner */
  readonly owner?: Owner;
  /** The value of the subscriber's entry. @default undefined */
  readonly value?: V;
}

export const subscribeOptionChecks: OptionChecks = { owner: anOwner, value: anything };
