import type { Bucket } from './bucket.js';
import { KeyMap } from './key-map.js';

/** One shard of a registry's tables. */
export class Partition {
  readonly buckets = new KeyMap<Bucket>();
  entries = 0;
}
