import type { ExpiringSlot } from './expiring-slot.js';

/**
 * Slots by their deadlines: a binary heap. Looking at the first takes constant time, adding and removing logarithmic time.
 *
 * A slot stands under a time that is never later than its deadline. Renewing it moves only the deadline, so it takes
 * constant time; the slot gets its right place when it comes first.
 */
export class DeadlineQueue {
  readonly #slots: ExpiringSlot[] = [];
  /** Beside the slots and not in them: comparing them touches no other memory. */
  readonly #times: number[] = [];

  get size(): number {
    return this.#slots.length;
  }

  get first(): ExpiringSlot | undefined {
    return this.#slots[0];
  }

  /** Before this time no slot is due. */
  get next(): number {
    return this.#times.length === 0 ? Infinity : this.#times[0]!;
  }

  add(slot: ExpiringSlot): void {
    this.#rise(slot, slot.deadline, this.#slots.length);
  }

  /** Takes out a slot that is there. */
  remove(slot: ExpiringSlot): void {
    const { place } = slot;
    const last = this.#slots.pop()!;
    const time = this.#times.pop()!;
    if (last === slot) return;
    // Only one of these moves it: it stood below another branch.
    this.#sink(last, time, place);
    this.#rise(last, time, last.place);
  }

  /** The first has been renewed: moves it to where its deadline belongs. */
  postponeFirst(): void {
    const first = this.#slots[0]!;
    this.#sink(first, first.deadline, 0);
  }

  /** Puts `slot` at `place`, or above as far as it is earlier. */
  #rise(slot: ExpiringSlot, time: number, place: number): void {
    let at = place;
    while (at > 0) {
      const above = (at - 1) >> 1;
      if (!this.#isEarlier(slot, time, above)) break;
      this.#put(this.#slots[above]!, this.#times[above]!, at);
      at = above;
    }
    this.#put(slot, time, at);
  }

  /** Puts `slot` at `place`, or below as far as it is later. */
  #sink(slot: ExpiringSlot, time: number, place: number): void {
    const { length } = this.#slots;
    let at = place;
    for (let below = 2 * at + 1; below < length; below = 2 * at + 1) {
      const right = below + 1;
      if (right < length && this.#isEarlier(this.#slots[right]!, this.#times[right]!, below))
        below = right;
      if (this.#isEarlier(slot, time, below)) break;
      this.#put(this.#slots[below]!, this.#times[below]!, at);
      at = below;
    }
    this.#put(slot, time, at);
  }

  #put(slot: ExpiringSlot, time: number, place: number): void {
    this.#slots[place] = slot;
    this.#times[place] = time;
    slot.place = place;
  }

  /** Of two that are due at once the one that was registered first is earlier. */
  #isEarlier(slot: ExpiringSlot, time: number, place: number): boolean {
    const other = this.#times[place]!;
    return time < other || (time === other && slot.sequence < this.#slots[place]!.sequence);
  }
}
