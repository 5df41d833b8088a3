import type { Clock } from 'nestjs-registry';

/**
 * The machine's clock, but it stands still between two steps, at whole milliseconds. So what a registry is asked and what the
 * model expects are of one moment, and much happens exactly at a deadline. It knows the timers that were set and not cancelled.
 */
export class SoakClock implements Clock {
  #now = Math.floor(performance.now());
  readonly #timers = new Set<NodeJS.Timeout>();

  now(): number {
    return this.#now;
  }

  /** Goes to the present moment. */
  step(): void {
    this.#now = Math.max(this.#now, Math.floor(performance.now()));
  }

  setTimer(run: () => void, milliseconds: number, background = false): () => void {
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      this.step();
      run();
    }, milliseconds);
    if (background) timer.unref();
    this.#timers.add(timer);
    return () => {
      this.#timers.delete(timer);
      clearTimeout(timer);
    };
  }

  /** How many timers wait. */
  get pending(): number {
    return this.#timers.size;
  }
}
