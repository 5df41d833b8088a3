import { inspect } from 'node:util';
import type { Checks } from '../checks.js';
import type { SoakClock } from '../clock.js';

/** A message to a worker, as its sender numbers them. */
export interface Mail {
  readonly from: string;
  readonly to: number;
  readonly n: number;
  readonly cast: boolean;
}

/** After so many milliseconds what is stopped, and still does something, is given up as lost. */
export const SHUTDOWN_TIMEOUT = 100;
/** Timers and the clock are not exact. */
const INEXACT = 5;

/** One run of a worker, from the beginning of its `onStart` to the end of its `onStop`. */
export class Life {
  /** It has started, and has not begun to stop. */
  visible = false;
  /** What it is handling. */
  #busy: Mail | undefined;
  /** Since when it has been doing what it does. */
  #since: number | undefined;
  /** When what it did last began, and when that ended. */
  #last: { readonly began: number; readonly ended: number } | undefined;
  /** What it did last took so long that it may have been given up, of which it is not told. */
  #late = false;
  readonly #checks: Checks;
  readonly #clock: SoakClock;

  constructor(
    readonly id: number,
    checks: Checks,
    clock: SoakClock,
  ) {
    this.#checks = checks;
    this.#clock = clock;
    this.#since = clock.now();
  }

  /** Whether it may have been given up as lost. */
  get mayBeLost(): boolean {
    return this.#late || this.#isLate;
  }

  /** Whether it does nothing at the moment. */
  get free(): boolean {
    return this.#since === undefined;
  }

  /** Its `onStart` is complete. */
  runs(): void {
    this.visible = true;
    this.end();
  }

  begin(mail: Mail): void {
    const { visible } = this;
    const busy = this.#busy;
    const where = `worker ${this.id}`;
    this.#checks.that('one message at a time', busy === undefined, where, () => [
      `the end of ${busy?.from} ${busy?.n}`,
      mail,
    ]);
    this.#checks.that('messages are for running workers', visible, where, () => [
      'a worker that has started and is not stopping',
      mail,
    ]);
    this.#busy = mail;
    this.#since = this.#clock.now();
    this.#late = false;
  }

  end(): void {
    this.#late = this.#isLate;
    if (this.#since !== undefined) this.#last = { began: this.#since, ended: this.#clock.now() };
    this.#busy = undefined;
    this.#since = undefined;
  }

  /** Its `onStop` begins. Where that follows on something, it may have been stopped in the middle of that, and has what is left of the time. */
  stops(): void {
    const now = this.#clock.now();
    this.visible = false;
    this.#since = this.#last?.ended === now ? this.#last.began : now;
  }

  /** For whoever has to find out. */
  [inspect.custom](): string {
    const now = this.#clock.now();
    const since = this.#since === undefined ? 'free' : `at it for ${now - this.#since} ms`;
    const what = this.#busy === undefined ? '' : `, handling ${this.#busy.n} of ${this.#busy.from}`;
    return `a run of worker ${this.id}, ${this.visible ? 'visible' : 'hidden'}, ${since}${what}`;
  }

  get #isLate(): boolean {
    if (this.#since === undefined) return false;
    return this.#clock.now() - this.#since >= SHUTDOWN_TIMEOUT - INEXACT;
  }
}
