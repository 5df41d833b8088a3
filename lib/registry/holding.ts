import { LinkedList, type Linked } from './linked-list.js';
import type { Owner } from './owner.js';

/** Something that an owner can hold. */
export interface Held {
  /** Takes it out of all tables, its owner's included. Runs no code of the user. */
  leave(): void;
  /** Tells whoever wants to know that it has left because its owner has terminated. */
  tellEnd(reason: unknown): void;
}

/** That an owner holds something. Not part of what is held, because most registrations own themselves, and need none. */
export class Hold implements Linked<Hold> {
  previous: Hold | undefined;
  next: Hold | undefined;

  constructor(
    readonly held: Held,
    readonly holding: Holding,
    /** Where it stands among everything its owner ever took on. */
    readonly order: number,
  ) {}
}

/** What one owner holds in one place (a registry), in registration order. */
export class Holding extends LinkedList<Hold> {
  /** What the same owner holds in another place: most hold something in one only, and need no list. */
  another: Holding | undefined;

  constructor(
    readonly owner: Owner,
    readonly place: object,
    /** What the owner was made for, if it was, and so ends with. */
    readonly ownerOf?: Held,
  ) {
    super();
  }
}
