import { Crowd } from './crowd.js';
import type { Entry } from './entry.js';
import type { Matching } from './gate.js';
import { contextOf, type MessageContext } from './handler.js';
import type { Key } from './key.js';
import type { Occupant } from './occupant.js';
import type { Owner } from './owner.js';
import type { Slot, SlotHost } from './slot.js';

const NONE: readonly never[] = Object.freeze([]);

/** The entries under one key, in the order of their registration. */
export class Bucket implements Occupant {
  /** The only slot, while there was never another: most keys have one, which needs no arrays. */
  lone: Slot | undefined;
  crowd: Crowd | undefined;
  /** What the dispatcher knows of the patterns that match the key. */
  matching: Matching | undefined;
  #context: MessageContext | undefined;

  constructor(
    readonly key: Key,
    readonly host: SlotHost,
  ) {}

  get occupant(): Occupant {
    return this;
  }

  get size(): number {
    if (this.crowd !== undefined) return this.crowd.size;
    return this.lone === undefined ? 0 : 1;
  }

  /** How many of the slots have a handler. */
  get handlers(): number {
    if (this.crowd !== undefined) return this.crowd.handlers;
    return this.lone?.handler === undefined ? 0 : 1;
  }

  /** Whether something stands before one of the handlers. */
  get gated(): boolean {
    return this.crowd === undefined ? this.lone?.gate !== undefined : this.crowd.gated > 0;
  }

  /** How many of the handlers need a context of each message's own. */
  get scoped(): number {
    if (this.crowd !== undefined) return this.crowd.scoped;
    return this.lone?.gate?.scoped === true ? 1 : 0;
  }

  get slots(): readonly (Slot | undefined)[] {
    return this.crowd?.slots ?? (this.lone === undefined ? NONE : [this.lone]);
  }

  /** What handlers of this topic are told beside the message. */
  get context(): MessageContext {
    return (this.#context ??= contextOf(this.host.name, this.key));
  }

  add(slot: Slot): void {
    if (this.crowd !== undefined) {
      this.crowd.add(slot);
    } else if (this.lone !== undefined) {
      this.crowd = new Crowd(this.lone, slot);
      this.lone = undefined;
    } else {
      this.lone = slot;
      slot.index = 0;
    }
  }

  remove(slot: Slot): void {
    if (this.crowd !== undefined) {
      this.crowd.remove(slot);
    } else {
      this.lone = undefined;
      slot.index = -1;
    }
  }

  first(): Slot | undefined {
    return this.crowd === undefined ? this.lone : this.crowd.first();
  }

  live(): readonly Slot[] {
    return this.crowd?.live() ?? (this.lone === undefined ? NONE : [this.lone]);
  }

  entries(): readonly Entry[] {
    return Object.freeze(this.live().map(({ entry }) => entry));
  }

  ownedBy(owner: Owner): readonly Slot[] {
    if (this.crowd !== undefined) return this.crowd.ownedBy(owner);
    return this.lone?.knownOwner === owner ? [this.lone!] : NONE;
  }

  /** A slot that owned itself silently now has an owner that others can name. */
  adopted(slot: Slot): void {
    this.crowd?.adopted(slot);
  }
}
