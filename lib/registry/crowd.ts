import type { Handler } from './handler.js';
import type { Owner } from './owner.js';
import { OwnerIndex } from './owner-index.js';
import type { Slot } from './slot.js';

/** Up to this many slots are walked rather than indexed, and up to this many holes are left open. */
export const FEW = 32;

/**
 * The slots of a key that has, or had, several, in the order of their registration.
 *
 * A removed slot leaves a hole, so removal takes constant time and a loop that is under way sees it at once. Holes are
 * closed in new arrays when they outnumber the slots: a loop goes on over the array it began with. It must take the
 * array's length before it begins (what is added later is not its business) and skip holes and ended slots.
 */
export class Crowd {
  slots: (Slot | undefined)[];
  /** At the position of each slot its handler, if it has one that may be called without further ado; not there while none has. */
  calls: (Handler | undefined)[] | undefined;
  /** How many of the slots have a handler. */
  handlers = 0;
  /** How many of these have a gate. */
  gated = 0;
  /** How many of these need a context of each message's own. */
  scoped = 0;
  size = 0;
  /** Before this position there are only holes. */
  #start = 0;
  /** How many loops are under way that see only holes, and so not who leaves once holes are closed. */
  #loops = 0;
  /** Whether holes are to be closed after them. */
  #untidy = false;
  #owners: OwnerIndex | undefined;

  constructor(first: Slot, second: Slot) {
    this.slots = [];
    this.add(first);
    this.add(second);
  }

  add(slot: Slot): void {
    const { handler, gate } = slot;
    slot.index = this.slots.length;
    this.slots.push(slot);
    this.size++;
    if (handler !== undefined) {
      this.handlers++;
      if (gate !== undefined) this.gated++;
      if (gate?.scoped === true) this.scoped++;
    }
    const call = gate === undefined ? handler : undefined;
    if (this.calls !== undefined) this.calls.push(call);
    else if (call !== undefined) this.calls = this.slots.map((each) => callOf(each));
    this.#owners?.add(slot);
  }

  remove(slot: Slot): void {
    const { index, handler, gate } = slot;
    this.slots[index] = undefined;
    slot.index = -1;
    this.size--;
    if (handler !== undefined) {
      this.handlers--;
      if (gate !== undefined) this.gated--;
      if (gate?.scoped === true) this.scoped--;
    }
    if (this.calls !== undefined) this.calls[index] = undefined;
    this.#owners?.remove(slot);
    this.#tidy();
  }

  /** A loop over `calls` begins. */
  enter(): void {
    this.#loops++;
  }

  /** It is over. */
  leave(): void {
    if (--this.#loops === 0 && this.#untidy) this.#tidy();
  }

  /** The first slot in order, if any. */
  first(): Slot | undefined {
    while (this.#start < this.slots.length && this.slots[this.#start] === undefined) this.#start++;
    return this.slots[this.#start];
  }

  live(): Slot[] {
    return this.slots.filter((slot) => slot !== undefined);
  }

  /** The slots of one owner, in order, in time proportional to their number (the first time: to the crowd's size). */
  ownedBy(owner: Owner): readonly Slot[] {
    if (this.size <= FEW) return this.live().filter((slot) => slot.knownOwner === owner);
    this.#owners ??= new OwnerIndex(this.live());
    return this.#owners.of(owner);
  }

  /** A slot that owned itself silently now has an owner that others can name. */
  adopted(slot: Slot): void {
    this.#owners?.add(slot);
  }

  #tidy(): void {
    const holes = this.slots.length - this.size;
    const many = holes > FEW && holes > this.size;
    this.#untidy = many && this.#loops > 0;
    if (many && this.#loops === 0) this.#closeHoles();
  }

  #closeHoles(): void {
    this.slots = this.live();
    this.#start = 0;
    if (this.calls !== undefined) this.calls = this.slots.map((each) => callOf(each));
    this.slots.forEach((slot, index) => {
      slot!.index = index;
    });
  }
}

function callOf(slot: Slot | undefined): Handler | undefined {
  return slot?.gate === undefined ? slot?.handler : undefined;
}
