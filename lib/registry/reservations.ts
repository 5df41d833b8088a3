import type { Key } from './key.js';
import { KeyMap } from './key-map.js';

/** Whoever holds a name without having an entry under it: nobody else can register the name meanwhile. */
export interface Reservation {
  /** What is thrown at who tries to. */
  refusal(): Error;
}

/** The captured keys that somebody holds without an entry. */
export class Reservations {
  readonly #holders = new KeyMap<Reservation>();

  of(key: Key): Reservation | undefined {
    return this.#holders.size === 0 ? undefined : this.#holders.get(key);
  }

  /** Keeps a key for `holder`, who has made sure that it is free or its own. */
  reserve(key: Key, holder: Reservation): void {
    this.#holders.getOrInsert(key, () => holder);
  }

  /** Gives a key free that `holder` has reserved; one that is somebody else's stays reserved. */
  release(key: Key, holder: Reservation): void {
    if (this.of(key) === holder) this.#holders.delete(key);
  }
}
