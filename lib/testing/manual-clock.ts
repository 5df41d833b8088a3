import { InvalidArgumentError } from '../errors.js';
import type { Clock } from '../registry/clock.js';

interface Timer {
  readonly due: number;
  readonly run: () => void;
}

/**
 * A clock that stands still until a test moves it. Hand it to a registry as its `clock`: then timeouts, and whatever else
 * waits, happen when the test says so.
 *
 * @example
 * ```ts
 * import { Registry } from 'nestjs-registry';
 * import { ManualClock } from 'nestjs-registry/testing';
 *
 * const clock = new ManualClock();
 * const events = new Registry({ name: 'events', keys: 'duplicate', clock });
 * events.subscribe('slow', () => new Promise(() => undefined));
 *
 * const dispatch = events.dispatch('slow', 1, { timeout: 60_000 });
 * clock.advance(60_000);
 * const [delivery] = await dispatch.settled();
 * delivery?.status === 'dropped' && delivery.reason; // => 'timeout'
 * ```
 *
 * @publicApi
 */
export class ManualClock implements Clock {
  #now = 0;
  readonly #timers = new Set<Timer>();

  /** Milliseconds since the clock was made: how far it has been moved. */
  now(): number {
    return this.#now;
  }

  /** As `Clock.setTimer`. */
  setTimer(run: () => void, milliseconds: number): () => void {
    const timer = { due: this.#now + milliseconds, run };
    this.#timers.add(timer);
    return () => {
      this.#timers.delete(timer);
    };
  }

  /** How many timers are waiting: a test can show that none was left behind. */
  get pending(): number {
    return this.#timers.size;
  }

  /**
   * Moves on, and runs the timers whose time has come: in the order in which they are due, those due at once in the order in
   * which they were set, and those that they set as well.
   *
   * @throws InvalidArgumentError when `milliseconds` is no number of milliseconds; what a timer throws.
   */
  advance(milliseconds: number): void {
    const end = this.#end(milliseconds);
    for (let timer = this.#next(end); timer !== undefined; timer = this.#next(end))
      this.#run(timer);
    this.#now = end;
  }

  /**
   * As `advance`, but gives promises and immediates a turn before the first timer and after each, so that what they lead to has
   * happened before the next.
   *
   * Rejects as `advance` throws.
   */
  async advanceAsync(milliseconds: number): Promise<void> {
    const end = this.#end(milliseconds);
    await aTurn();
    for (let timer = this.#next(end); timer !== undefined; timer = this.#next(end)) {
      this.#run(timer);
      await aTurn();
    }
    this.#now = end;
  }

  #end(milliseconds: number): number {
    if (!(Number.isFinite(milliseconds) && milliseconds >= 0)) {
      throw new InvalidArgumentError(
        'milliseconds',
        'a number of milliseconds from 0',
        milliseconds,
        'clock.advance(milliseconds)',
      );
    }
    return this.#now + milliseconds;
  }

  #next(end: number): Timer | undefined {
    let next: Timer | undefined;
    for (const timer of this.#timers) {
      if (timer.due <= end && (next === undefined || timer.due < next.due)) next = timer;
    }
    return next;
  }

  #run(timer: Timer): void {
    this.#timers.delete(timer);
    this.#now = timer.due;
    timer.run();
  }
}

function aTurn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
