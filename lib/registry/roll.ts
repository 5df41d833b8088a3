import type { Slot } from './slot.js';

/** So many registrations in a row share a chunk. */
const CHUNK = 1_024;

/** The slots of registrations that followed each other, in order, with holes where others have left. */
interface Chunk {
  slots: (Slot | undefined)[];
  size: number;
  /** The sequences by place, once holes have been closed and places do not follow from them any more. */
  sequences: readonly number[] | undefined;
}

/**
 * All slots of a store, in the order of their registration.
 *
 * The place of a slot follows from its sequence, so it needs not be kept. Adding and removing take constant time, and none of
 * it ever takes long: there is no table to be moved. A chunk that most have left is packed, so a few that stay hold no room
 * for the many that went.
 */
export class Roll {
  readonly #chunks = new Map<number, Chunk>();
  /** The chunk of the last registration: it stays, also when all of its slots have left. */
  #last: Chunk | undefined;
  #lastNumber = -1;

  /** Sequences rise by one from slot to slot. */
  add(slot: Slot): void {
    const number = Math.floor(slot.sequence / CHUNK);
    let chunk = this.#last;
    if (chunk === undefined || number !== this.#lastNumber) chunk = this.#begin(number);
    chunk.slots[slot.sequence % CHUNK] = slot;
    chunk.size++;
  }

  remove(slot: Slot): void {
    const number = Math.floor(slot.sequence / CHUNK);
    const chunk = number === this.#lastNumber ? this.#last! : this.#chunks.get(number)!;
    chunk.slots[placeIn(chunk, slot.sequence)] = undefined;
    chunk.size--;
    if (chunk !== this.#last) this.#tidy(number, chunk);
  }

  /**
   * The slots by chunks, holes between them. A loop goes on over the array it was given, so slots in it may have ended, and
   * others may be added behind its end: it looks at their sequences.
   */
  *chunks(): IterableIterator<readonly (Slot | undefined)[]> {
    for (const { slots } of this.#chunks.values()) yield slots;
  }

  #begin(number: number): Chunk {
    const left = this.#last;
    // Only a registry that has filled a chunk has room made for a whole one.
    const slots = left === undefined ? [] : new Array<Slot | undefined>(CHUNK);
    const chunk: Chunk = { slots, size: 0, sequences: undefined };
    this.#chunks.set(number, chunk);
    this.#last = chunk;
    if (left !== undefined) this.#tidy(this.#lastNumber, left);
    this.#lastNumber = number;
    return chunk;
  }

  #tidy(number: number, chunk: Chunk): void {
    if (chunk.size === 0) {
      this.#chunks.delete(number);
    } else if (chunk.size * 4 <= chunk.slots.length) {
      const slots = chunk.slots.filter((slot) => slot !== undefined);
      chunk.slots = slots;
      chunk.sequences = slots.map(({ sequence }) => sequence);
    }
  }
}

function placeIn({ sequences }: Chunk, sequence: number): number {
  if (sequences === undefined) return sequence % CHUNK;
  let low = 0;
  for (let high = sequences.length - 1; low < high;) {
    const middle = (low + high) >> 1;
    if (sequences[middle]! < sequence) low = middle + 1;
    else high = middle;
  }
  return low;
}
