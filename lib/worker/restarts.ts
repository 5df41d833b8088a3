import type { Clock } from '../registry/clock.js';

/** How a worker is restarted after a crash. */
export interface RestartLimits {
  readonly maxRestarts: number;
  readonly maxSeconds: number;
  readonly backoff: {
    readonly initial: number;
    readonly max: number;
    readonly jitter: number;
  };
}

/** The restarts of one worker. */
export class Restarts {
  readonly #clock: Clock;
  readonly #random: () => number;
  readonly #limits: RestartLimits;
  /** When it was restarted lately, by a clock that stands still during back-off: waiting must not make a limit unreachable. */
  #times: number[] = [];
  #waited = 0;
  #count = 0;

  constructor(clock: Clock, random: () => number, limits: RestartLimits) {
    this.#clock = clock;
    this.#random = random;
    this.#limits = limits;
  }

  /** How many there were in all. */
  get count(): number {
    return this.#count;
  }

  /** Counts one more and tells how long to wait before it; `undefined` when there have been too many. */
  next(): number | undefined {
    const { maxRestarts, maxSeconds, backoff } = this.#limits;
    const now = this.#clock.now() - this.#waited;
    this.#times = this.#times.filter((time) => isLately(time, now, maxSeconds));
    if (this.#times.length >= maxRestarts) return undefined;
    // Finite: 0 times Infinity would be no time at all.
    const factor = 2 ** Math.min(this.#times.length, 1_000);
    const exponential = Math.min(backoff.max, backoff.initial * factor);
    const delay = Math.round(exponential * (1 - backoff.jitter * this.#drawn()));
    this.#times.push(now);
    this.#waited += delay;
    this.#count++;
    return delay;
  }

  /** A source that fails must not keep a worker from its restart: nothing is left out then. */
  #drawn(): number {
    try {
      const drawn = this.#random();
      return drawn >= 0 && drawn <= 1 ? drawn : 0;
    } catch {
      return 0;
    }
  }
}

/** What is still to come was before the clock went back. By a clock that tells no number everything was lately. */
function isLately(time: number, now: number, maxSeconds: number): boolean {
  return Number.isNaN(now) || (time <= now && now - time < maxSeconds * 1_000);
}
