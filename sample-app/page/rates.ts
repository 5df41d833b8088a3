/** Makes rates of a number that only grows. */
export class Rates {
  /** A minute, told once a second. */
  static readonly CAPACITY = 60;

  #perSecond: readonly number[] = [];
  #before: { readonly count: number; readonly at: number } | undefined;

  get perSecond(): readonly number[] {
    return this.#perSecond;
  }

  get last(): number {
    return this.#perSecond.at(-1) ?? 0;
  }

  /** @param at in milliseconds */
  count(count: number, at: number): void {
    if (this.#before !== undefined && at > this.#before.at) {
      const rate = ((count - this.#before.count) * 1000) / (at - this.#before.at);
      this.#perSecond = [...this.#perSecond, rate].slice(-Rates.CAPACITY);
    }
    this.#before = { count, at };
  }
}
