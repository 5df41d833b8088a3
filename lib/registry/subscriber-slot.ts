import type { Bucket } from './bucket.js';
import type { Gate } from './gate.js';
import type { Handler } from './handler.js';
import { Slot } from './slot.js';

/** The slot of a subscriber. Hardly any has a value: one that has keeps it in its entry. */
export class SubscriberSlot extends Slot {
  readonly #handler: Handler;

  constructor(bucket: Bucket, sequence: number, handler: Handler) {
    super(bucket.key, bucket, sequence);
    this.#handler = handler;
  }

  override get handler(): Handler {
    return this.#handler;
  }

  override get value(): unknown {
    return this.made?.value;
  }

  override replace(value: unknown): void {
    this.made = this.entryWith(value);
  }
}

/** The slot of a subscriber that is choosy, or slow. */
export class GatedSlot extends SubscriberSlot {
  readonly #gate: Gate;

  constructor(bucket: Bucket, sequence: number, handler: Handler, gate: Gate) {
    super(bucket, sequence, handler);
    this.#gate = gate;
  }

  override get gate(): Gate {
    return this.#gate;
  }
}
