/** A value that counts how often it is looked at: its field `n` is a getter. */
export class Reads {
  readonly #of = new Map<number, number>();

  value(n: number, others: object = {}): object {
    const count = (): void => {
      this.#of.set(n, (this.#of.get(n) ?? 0) + 1);
    };
    return Object.defineProperty({ ...others }, 'n', {
      enumerable: true,
      get() {
        count();
        return n;
      },
    });
  }

  /** The numbers of the values that were looked at, in their order. */
  get numbers(): number[] {
    return [...this.#of.keys()].sort((a, b) => a - b);
  }

  /** How often the one that was looked at most was. */
  get most(): number {
    return Math.max(0, ...this.#of.values());
  }

  forget(): void {
    this.#of.clear();
  }
}
