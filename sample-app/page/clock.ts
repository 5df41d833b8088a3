/** Tells the server's time, so that a countdown is right also where the browser's clock is not. */
export class ServerClock {
  #ahead = 0;

  set(now: number): void {
    this.#ahead = now - Date.now();
  }

  now(): number {
    return Date.now() + this.#ahead;
  }

  /** How many milliseconds there are until then, never less than 0. */
  until(time: number): number {
    return Math.max(0, time - this.now());
  }
}

/** `4.2 s` below ten seconds, then `42 s`, then `2 min 5 s`. */
export function duration(milliseconds: number): string {
  const seconds = milliseconds / 1000;
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  const whole = Math.ceil(seconds);
  return whole < 60 ? `${whole} s` : `${Math.floor(whole / 60)} min ${whole % 60} s`;
}

export function timeOfDay(time: number): string {
  return new Date(time).toLocaleTimeString();
}
