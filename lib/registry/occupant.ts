import type { Entry } from './entry.js';
import type { Key } from './key.js';
import type { Owner } from './owner.js';
import type { Slot } from './slot.js';

/**
 * What stands in the table under a key: a bucket, or, where there is one entry without a handler, as most are, its slot
 * itself, which needs nothing around it.
 */
export interface Occupant {
  readonly key: Key;
  readonly size: number;
  /** What stands there now: a slot that stood by itself may be in a bucket since. */
  readonly occupant: Occupant;
  /** The slots, in order of registration, and holes where others were: see `Crowd`. */
  readonly slots: readonly (Slot | undefined)[];
  /** The first slot in order, if any. */
  first(): Slot | undefined;
  /** The slots of this moment. */
  live(): readonly Slot[];
  /** The entries of this moment. */
  entries(): readonly Entry[];
  /** The slots of one owner, in order. */
  ownedBy(owner: Owner): readonly Slot[];
}
