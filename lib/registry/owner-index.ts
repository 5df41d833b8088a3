import type { Owner } from './owner.js';
import type { Slot } from './slot.js';

const NONE: readonly never[] = Object.freeze([]);

/** The slots of one bucket by owner, kept once somebody asked for them, so that an owner's part of a giant topic is found at once. */
export class OwnerIndex {
  readonly #slots = new Map<Owner, Set<Slot>>();

  constructor(slots: Iterable<Slot>) {
    for (const slot of slots) this.add(slot);
  }

  of(owner: Owner): readonly Slot[] {
    const owned = this.#slots.get(owner);
    return owned === undefined ? NONE : [...owned];
  }

  /** A slot without a named owner is added once it has one. */
  add(slot: Slot): void {
    const owner = slot.knownOwner;
    if (owner === undefined) return;
    const owned = this.#slots.get(owner);
    if (owned === undefined) this.#slots.set(owner, new Set([slot]));
    else owned.add(slot);
  }

  remove(slot: Slot): void {
    const owner = slot.knownOwner;
    if (owner === undefined) return;
    const owned = this.#slots.get(owner);
    owned?.delete(slot);
    if (owned?.size === 0) this.#slots.delete(owner);
  }
}
