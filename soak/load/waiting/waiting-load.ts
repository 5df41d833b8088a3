import { Arrivals } from './arrivals.js';
import { Locking } from './locking.js';
import type { WaitingParts } from './waiting-parts.js';

/** So many wait at the same time. */
const WAITING = 100;

/** Waits for locks and for names. */
export class WaitingLoad {
  readonly #parts: WaitingParts;
  readonly #locking: Locking;
  readonly #arrivals: Arrivals;
  readonly #underWay = new Set<Promise<void>>();

  constructor(parts: WaitingParts) {
    this.#parts = parts;
    this.#locking = new Locking(parts);
    this.#arrivals = new Arrivals(parts);
  }

  step(): void {
    if (this.#underWay.size >= WAITING || this.#parts.random.chance(0.3)) this.#arrivals.change();
    else if (this.#parts.random.chance(0.5)) this.#follow(this.#locking.take());
    else this.#follow(this.#arrivals.wait());
  }

  async abandoned(): Promise<void> {
    await Promise.all(this.#underWay);
  }

  async end(): Promise<void> {
    this.#arrivals.end();
    await this.abandoned();
    const { checks, registry } = this.#parts;
    checks.equal('nothing is left', [registry.size, this.#underWay.size], [0, 0], 'arrivals');
  }

  #follow(promise: Promise<void>): void {
    this.#underWay.add(promise);
    void promise.finally(() => this.#underWay.delete(promise));
  }
}
