import type { Bucket } from './bucket.js';
import type { Key } from './key.js';
import { Slot, type SlotHost } from './slot.js';

/** The slot of an entry that has only a value. */
export class PlainSlot extends Slot {
  #value: unknown;

  constructor(key: Key, home: Bucket | SlotHost, sequence: number, value: unknown) {
    super(key, home, sequence);
    this.#value = value;
  }

  override get value(): unknown {
    return this.#value;
  }

  override get handler(): undefined {
    return undefined;
  }

  override replace(value: unknown): void {
    this.#value = value;
    this.made = undefined;
  }
}
