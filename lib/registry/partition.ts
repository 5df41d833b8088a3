import { Bucket } from './bucket.js';
import type { Key } from './key.js';
import { KeyMap } from './key-map.js';
import type { Occupant } from './occupant.js';
import { Slot, type SlotHost } from './slot.js';

/** One shard of a registry's tables. */
export class Partition {
  readonly table = new KeyMap<Slot | Bucket>();
  entries = 0;

  /**
   * The bucket that one more slot under a captured key goes into; `undefined` when it is to stand there by itself.
   *
   * @throws PartitionFullError; then nothing has changed.
   */
  bucketFor(
    key: Key,
    occupant: Occupant | undefined,
    isSubscriber: boolean,
    host: SlotHost,
  ): Bucket | undefined {
    if (occupant instanceof Bucket || (occupant === undefined && !isSubscriber)) return occupant;
    const bucket = new Bucket(key, host);
    if (occupant instanceof Slot) {
      this.table.replace(key, bucket);
      occupant.moveTo(bucket);
    } else {
      this.table.insert(key, bucket);
    }
    return bucket;
  }
}
