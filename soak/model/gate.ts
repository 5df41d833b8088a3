/** What hangs, until it is let go: a promise that nobody settles cannot be stopped, and would be at work for ever. */
export class HangingGate {
  #release: () => void = () => undefined;
  #opened = this.#next();

  /** Settles at the next opening. */
  get opened(): Promise<void> {
    return this.#opened;
  }

  open(): void {
    const release = this.#release;
    this.#opened = this.#next();
    release();
  }

  #next(): Promise<void> {
    return new Promise((resolve) => {
      this.#release = resolve;
    });
  }
}
