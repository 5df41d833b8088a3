import type { Bucket } from './bucket.js';
import type { Key } from './key.js';
import { PlainSlot } from './plain-slot.js';
import type { SlotHost } from './slot.js';

/** How long an entry lives. */
export interface Lifespan {
  /** In milliseconds. */
  readonly ttl: number;
  /** Whether `touch` begins it anew. */
  readonly sliding: boolean;
}

/** A slot whose registration ends at its deadline. A class of its own, so that slots without one are no larger. */
export class ExpiringSlot extends PlainSlot {
  readonly ttl: number;
  readonly sliding: boolean;
  /** Its time is up when the clock says this, or more. A double from the start: so the engine renews it in its place. */
  deadline = NaN;
  /** Its place in the queue of deadlines, as long as it is there. */
  place = -1;
  #leftTooLate = false;

  constructor(
    key: Key,
    home: Bucket | SlotHost,
    sequence: number,
    value: unknown,
    { ttl, sliding }: Lifespan,
    now: number,
  ) {
    super(key, home, sequence, value);
    this.ttl = ttl;
    this.sliding = sliding;
    this.deadline = now + ttl;
  }

  /** Its time was up before its owner's: then its owner's end is not what ended it. */
  override leave(): void {
    this.#leftTooLate = this.host.isDue(this);
    super.leave();
  }

  override tellEnd(reason: unknown): void {
    if (this.#leftTooLate) this.host.announce(this, 'expired', undefined);
    else super.tellEnd(reason);
  }
}
