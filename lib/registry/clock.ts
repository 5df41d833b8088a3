import { describe } from '../describe.js';
import { disarm } from '../thenable.js';

/**
 * The source of time. Everything in the library that waits asks a clock, so a test can hand in one that it moves by hand.
 *
 * Neither function may throw: it would be thrown at whoever is being served. What cancelling a timer throws goes to the
 * console. By a clock that jumps all the same nothing ends before the clock says so; calls and idle workers wait twice
 * their time at most, everything else as long as its timer.
 *
 * @example
 * ```ts
 * import { Registry, type Clock } from 'nestjs-registry';
 *
 * let now = 0;
 * const frozen: Clock = { now: () => now, setTimer: () => () => undefined };
 * new Registry({ name: 'tests', keys: 'unique', clock: frozen }).name; // => 'tests'
 * ```
 *
 * @publicApi
 */
export interface Clock {
  /** Milliseconds since a fixed point; never goes backwards. */
  now(): number;
  /**
   * Calls `run` once, `milliseconds` from now; the function it returns cancels that. A `background` timer, which only
   * cleans up, need not keep the process alive.
   */
  setTimer(run: () => void, milliseconds: number, background?: boolean): () => void;
}

/** The machine's monotonic clock and Node's timers. */
export const systemClock: Clock = {
  now: () => performance.now(),
  setTimer(run, milliseconds, background = false) {
    const timer = setTimeout(run, milliseconds);
    if (background) timer.unref();
    return () => {
      clearTimeout(timer);
    };
  },
};

/** A clock that was passed in. Timers are cancelled in the middle of everything: what that throws must end nothing. */
export function tamed(clock: Clock): Clock {
  return {
    now: () => clock.now(),
    setTimer(run, milliseconds, background) {
      const cancel = clock.setTimer(run, milliseconds, background);
      return () => {
        try {
          cancel();
        } catch (error) {
          disarm(error);
          console.error(`The clock threw ${describe(error)} when a timer was cancelled`);
        }
      };
    },
  };
}
