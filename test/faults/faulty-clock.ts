import type { Clock } from 'nestjs-registry';
import { ManualClock } from '../support/manual-clock.js';

/** A clock whose timers keep time, and which tells another one: it jumps, stands still, tells no number, or throws. */
export class FaultyClock implements Clock {
  /** How many timers were set. */
  set = 0;
  /** What it throws instead of telling the time. */
  readError: Error | undefined;
  /** What it throws instead of setting a timer. */
  timerError: Error | undefined;
  readonly #time = new ManualClock();
  #offset = 0;
  #shown: number | undefined;

  get pending(): number {
    return this.#time.pending;
  }

  now(): number {
    if (this.readError !== undefined) throw this.readError;
    return this.#shown ?? this.#time.now() + this.#offset;
  }

  setTimer(run: () => void, milliseconds: number): () => void {
    if (this.timerError !== undefined) throw this.timerError;
    this.set++;
    // As the machine's timers: what is no number, or too long, is no time at all.
    const waits = milliseconds >= 1 && milliseconds <= 2 ** 31 - 1 ? milliseconds : 1;
    return this.#time.setTimer(run, waits);
  }

  /** So much later, or earlier, all at once; no timer notices. */
  jump(milliseconds: number): void {
    this.#offset += milliseconds;
  }

  /** Tells this from now on, whatever time it is. */
  show(time: number): void {
    this.#shown = time;
  }

  /** Tells the time again, as if it had gone on. */
  recover(): void {
    this.#shown = undefined;
    this.readError = undefined;
    this.timerError = undefined;
  }

  advance(milliseconds: number): void {
    this.#time.advance(milliseconds);
  }

  advanceAsync(milliseconds: number): Promise<void> {
    return this.#time.advanceAsync(milliseconds);
  }
}
