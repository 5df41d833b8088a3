import { Bucket } from './bucket.js';
import { hashKey } from './key-hash.js';
import type { KeyMap } from './key-map.js';
import type { Occupant } from './occupant.js';
import { Partition } from './partition.js';
import type { Slot } from './slot.js';

/** What stands under each key, in as many partitions as were asked for. */
export class KeyTables {
  readonly partitions: readonly Partition[];
  /** The table where there is one partition, which is what most have: then no key is hashed to find it. */
  readonly #only: KeyMap<Slot | Bucket> | undefined;

  constructor(partitions: number) {
    this.partitions = Array.from({ length: partitions }, () => new Partition());
    this.#only = partitions === 1 ? this.partitions[0]!.table : undefined;
  }

  /** @throws InvalidKeyError */
  find(key: unknown): Slot | Bucket | undefined {
    const only = this.#only;
    return only === undefined ? this.partitionOf(key).table.get(key) : only.get(key);
  }

  /** What handlers there are under `key` are in a bucket. @throws InvalidKeyError */
  topic(key: unknown): Bucket | undefined {
    const found = this.find(key);
    return found instanceof Bucket ? found : undefined;
  }

  /** What stands under all array keys that begin with these elements. */
  *below(prefix: readonly unknown[]): IterableIterator<Occupant> {
    for (const { table } of this.partitions) yield* table.below(prefix);
  }

  partitionOf(key: unknown): Partition {
    const { length } = this.partitions;
    if (length === 1) return this.partitions[0]!;
    const hash = hashKey(key);
    // FNV's low bits are its weakest: fold the high ones in.
    return this.partitions[((hash ^ (hash >>> 15)) >>> 0) % length]!;
  }
}
