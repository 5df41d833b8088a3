import { LinkedList, type Linked } from './linked-list.js';

/** Something that an owner holds. */
export interface Held extends Linked<Held> {
  /** Where it stands among everything its owner ever took on. */
  order: number;
  /** Ends it because its owner has terminated; it takes itself out of its holding. */
  terminate(reason: unknown): void;
}

/** What one owner holds in one place (a registry), in registration order. */
export class Holding extends LinkedList<Held> {
  constructor(readonly place: object) {
    super();
  }
}
