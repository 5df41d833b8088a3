import { RegistryError } from 'nestjs-registry';
import type { ManualClock } from '../support/manual-clock.js';

/** One run of an operation that takes time, in a world of its own. */
export interface Scene {
  readonly clock: ManualClock;
  /** Settles when it is over. */
  readonly operation: Promise<unknown>;
  /** Ends something that it needs. */
  readonly end: () => unknown;
  /** Ends all the rest, and fails when something is left. */
  readonly leavesNothing: () => Promise<void>;
}

/** How long a test of it may take: on a busy machine very many runs are slow. */
export const LIMIT = 60_000;

/** So many microtasks, more than anything takes by itself, then timers and immediates have a turn, and so many milliseconds pass. */
const MICROTASKS = 24;
const MILLISECONDS = 20;
/** Whoever has not settled after so many turns (twelve seconds of the clock) hangs. */
const TOO_MANY = 20_000;

/**
 * Runs a scene again and again, and calls its `end` at the first turn, at the second and so on, until the operation is over
 * before: a turn is one microtask, or one of the event loop. Tells how many turns that were, and how it ended, each way once:
 * `resolved`, `the reason` (one of `reasons`), or the name of the error.
 *
 * Fails when anything does not settle, rejects with what is no error of the library, or leaves something behind.
 */
export async function endAtEveryTurn(
  make: () => Scene | Promise<Scene>,
  { reasons = [] as readonly unknown[] } = {},
): Promise<{ readonly turns: number; readonly outcomes: readonly string[] }> {
  const outcomes = new Set<string>();
  for (let at = 0; ; at++) {
    const scene = await make();
    const operation = new Watched(scene.operation);
    const isOver = await turnsUntil(scene.clock, at, () => operation.settled);
    const end = new Watched(Promise.resolve().then(scene.end));
    const all = (): boolean => operation.settled && end.settled;
    if (!(await turnsUntil(scene.clock, TOO_MANY, all)))
      throw new Error(
        `Ended at turn ${at}, ${operation.settled ? 'the end' : 'it'} never settles.`,
      );
    for (const { error } of [operation, end]) {
      if (error === undefined || error instanceof RegistryError || reasons.includes(error))
        continue;
      throw new Error(`Ended at turn ${at}, it rejects with another error.`, { cause: error });
    }
    outcomes.add(nameOf(operation.error, reasons));
    await scene.leavesNothing();
    if (isOver) return { turns: at, outcomes: [...outcomes].toSorted() };
  }
}

class Watched {
  settled = false;
  error: unknown;

  constructor(promise: Promise<unknown>) {
    promise.then(
      () => {
        this.settled = true;
      },
      (error: unknown) => {
        this.settled = true;
        this.error = error;
      },
    );
  }
}

/** Takes up to so many turns; tells whether `over` said so before. */
async function turnsUntil(
  clock: ManualClock,
  limit: number,
  over: () => boolean,
): Promise<boolean> {
  for (let turn = 0; turn < limit; turn++) {
    if (over()) return true;
    if (turn % MICROTASKS < MICROTASKS - 1) {
      await Promise.resolve();
    } else {
      await new Promise((resolve) => setImmediate(resolve));
      clock.advance(MILLISECONDS);
    }
  }
  return over();
}

function nameOf(error: unknown, reasons: readonly unknown[]): string {
  if (error === undefined) return 'resolved';
  return reasons.includes(error) ? 'the reason' : (error as RegistryError).name;
}
