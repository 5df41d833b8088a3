import type { Entry } from './entry.js';
import type { Matching } from './gate.js';
import type { MessageContext } from './handler.js';
import type { Key } from './key.js';
import type { Owner } from './owner.js';
import { OwnerIndex } from './owner-index.js';
import type { Slot } from './slot.js';

/** Up to this many slots are walked rather than indexed, and up to this many holes are left open. */
export const FEW = 32;
const NONE: readonly never[] = Object.freeze([]);

/**
 * The entries under one key, in the order of their registration.
 *
 * A removed slot leaves a hole, so removal takes constant time and a loop that is under way sees it at once. Holes are
 * closed in a new array when they outnumber the slots: a loop goes on over the array it began with. It must take the
 * array's length before it begins (what is added later is not its business) and skip holes and ended slots.
 */
export class Bucket {
  slots: (Slot | undefined)[] = [];
  /** How many of the slots have a handler. */
  handlers = 0;
  /** How many of these need a context of each message's own. */
  scoped = 0;
  /** What the dispatcher knows of the patterns that match the key. */
  matching: Matching | undefined;
  #size = 0;
  /** Before this position there are only holes. */
  #start = 0;
  #owners: OwnerIndex | undefined;
  #context: MessageContext | undefined;

  constructor(
    readonly key: Key,
    readonly registry: string,
  ) {}

  get size(): number {
    return this.#size;
  }

  /** What handlers of this topic are told beside the message. */
  get context(): MessageContext {
    return (this.#context ??= Object.freeze({ registry: this.registry, topic: this.key }));
  }

  add(slot: Slot): void {
    slot.index = this.slots.length;
    // An array that grows by push keeps room for 17 elements; most buckets of names have one.
    if (this.slots.length === 0) this.slots = [slot];
    else this.slots.push(slot);
    this.#size++;
    if (slot.handler !== undefined) this.handlers++;
    if (slot.gate?.scoped === true) this.scoped++;
    this.#owners?.add(slot);
  }

  remove(slot: Slot): void {
    this.slots[slot.index] = undefined;
    slot.index = -1;
    this.#size--;
    if (slot.handler !== undefined) this.handlers--;
    if (slot.gate?.scoped === true) this.scoped--;
    this.#owners?.remove(slot);
    const holes = this.slots.length - this.#size;
    if (holes > FEW && holes > this.#size) this.#closeHoles();
  }

  /** The first slot in order, if any. */
  first(): Slot | undefined {
    while (this.#start < this.slots.length && this.slots[this.#start] === undefined) this.#start++;
    return this.slots[this.#start];
  }

  /** The slots of this moment. */
  live(): Slot[] {
    return this.slots.filter((slot) => slot !== undefined);
  }

  /** The entries of this moment. */
  entries(): readonly Entry[] {
    if (this.#size === 0) return NONE;
    return Object.freeze(this.live().map((slot) => slot.entry));
  }

  /** The slots of one owner, in order, in time proportional to their number (the first time: to the bucket's size). */
  ownedBy(owner: Owner): readonly Slot[] {
    if (this.#size <= FEW) return this.live().filter((slot) => slot.knownOwner === owner);
    this.#owners ??= new OwnerIndex(this.live());
    return this.#owners.of(owner);
  }

  /** A slot that owned itself silently now has an owner that others can name. */
  adopted(slot: Slot): void {
    this.#owners?.add(slot);
  }

  #closeHoles(): void {
    this.slots = this.live();
    this.#start = 0;
    this.slots.forEach((slot, index) => {
      slot!.index = index;
    });
  }
}
