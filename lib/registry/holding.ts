import { LinkedList, type Linked } from './linked-list.js';

/** Something that an owner holds. */
export interface Held extends Linked<Held> {
  /** Where it stands among everything its owner ever took on. */
  order: number;
  /** Takes it out of all tables, its holding included. Runs no code of the user. */
  leave(): void;
  /** Tells whoever wants to know that it has left because its owner has terminated. */
  tellEnd(reason: unknown): void;
}

/** What one owner holds in one place (a registry), in registration order. */
export class Holding extends LinkedList<Held> {
  constructor(readonly place: object) {
    super();
  }
}
