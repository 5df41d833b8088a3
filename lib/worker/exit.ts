import type { StopReason } from './worker-events.js';

/** How one run of a worker ends, and what comes after it. */
export class Exit {
  /** `onStop` has had its turn, or needs none. */
  closing = false;
  /** Whether everything came to its end in time. */
  completed = true;
  /** What it waits for now is its next start. */
  backingOff = false;
  /** Takes back the timer that limits the ending, or that of the back-off. */
  cancelTimer: (() => void) | undefined;

  constructor(
    public reason: StopReason,
    readonly error: unknown,
    /** Milliseconds from the end of this run to the next start, if there is one. */
    public restartIn: number | undefined,
    /** Whether `onStart` was completed, so that there is something to stop. */
    public hasRun: boolean,
  ) {}

  /** There will be no next start. */
  finally(reason: StopReason): void {
    this.reason = reason;
    this.restartIn = undefined;
  }
}
