const FIRST = 500;
const LONGEST = 8_000;

/**
 * Waits longer after each failure, up to 8 seconds. A random part is taken off, so that the tabs of everybody do not come
 * back at once.
 */
export class BackOff {
  #failures = 0;

  succeeded(): void {
    this.#failures = 0;
  }

  /** How many milliseconds to wait after this failure. */
  failed(): number {
    const most = Math.min(LONGEST, FIRST * 2 ** this.#failures++);
    return most * (1 - Math.random() / 2);
  }
}
