import type { Bucket } from './bucket.js';
import { KeyMap } from './key-map.js';
import type { Slot } from './slot.js';

/** One shard of a registry's tables. */
export class Partition {
  readonly table = new KeyMap<Slot | Bucket>();
  entries = 0;
}
