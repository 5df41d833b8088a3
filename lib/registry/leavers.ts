/** So many that have left are remembered. */
const REMEMBERED = 1_024;

/** Up to so many keys a table is rebuilt so often that nothing is gained. */
export const FEW_KEYS = 1_024;

/**
 * Keys that have left a table, and are taken out of it only when so many others have left that they are forgotten here.
 *
 * V8 keeps a deleted key in its chain until it rebuilds the whole `Map`, so in a large one a key that comes and goes would
 * take ever longer to find: 35 µs after 20,000 times beside a million others, up to milliseconds in the end. One that
 * returns in time is never deleted.
 */
export class Leavers<T> {
  readonly #waiting = new Set<T>();
  readonly #takeOut: (leaver: T) => void;

  constructor(takeOut: (leaver: T) => void) {
    this.#takeOut = takeOut;
  }

  add(leaver: T): void {
    this.#waiting.add(leaver);
    if (this.#waiting.size > REMEMBERED) this.#forgetFirst();
  }

  /** Takes them all out now. */
  clear(): void {
    while (this.#waiting.size > 0) this.#forgetFirst();
  }

  #forgetFirst(): void {
    for (const first of this.#waiting) {
      this.#waiting.delete(first);
      this.#takeOut(first);
      return;
    }
  }
}
