/** Numbers that look random and follow from a seed alone. */
export class Random {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  /** Another source, whose numbers follow from the seed and a name: what one part of the load draws changes nothing in another. */
  static of(seed: number, name: string): Random {
    let hash = 2_166_136_261 ^ seed;
    for (const letter of name) hash = Math.imul(hash ^ letter.charCodeAt(0), 16_777_619);
    const random = new Random(hash);
    random.next();
    return random;
  }

  /** From 0 up to 1, which it never is. */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let mixed = this.#state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }

  /** An integer from 0 up to `limit`, which it never is. */
  below(limit: number): number {
    return Math.floor(this.next() * limit);
  }

  between(least: number, most: number): number {
    return least + this.below(most - least + 1);
  }

  chance(probability: number): boolean {
    return this.next() < probability;
  }

  /** One of them, of which there is at least one. */
  pick<T>(some: readonly T[]): T {
    return some[this.below(some.length)]!;
  }

  /** One of them, each as likely as its weight says. */
  weighted<T>(some: readonly (readonly [weight: number, what: T])[]): T {
    let left = this.next() * some.reduce((sum, [weight]) => sum + weight, 0);
    for (const [weight, what] of some) {
      left -= weight;
      if (left < 0) return what;
    }
    return some[0]![1];
  }
}
