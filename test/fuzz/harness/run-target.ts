import fc from 'fast-check';
import { isStackOverflow } from './failures.js';
import { checkPrototypes } from './prototypes.js';
import { strayErrors } from './stray-errors.js';
import type { Target } from './target.js';

/** So many cases come from one seed; then the next one is taken. */
const CHUNK = 200;

interface Task {
  readonly seed: number;
  readonly path: string | undefined;
  readonly runs: number | undefined;
  readonly milliseconds: number;
  readonly quick: boolean;
  /** What the watchdog reads: how many cases have begun, the seed, and the place of the case under it. */
  readonly board: Int32Array;
}

interface Report {
  readonly runs: number;
  readonly failure?: string;
  readonly seed?: number;
  readonly path?: string;
}

/** Runs cases until there were enough of them, or one fails. */
export async function runTarget(target: Target, task: Task): Promise<Report> {
  const { board, path } = task;
  const strays = strayErrors();
  const runs = task.quick ? target.quick : task.runs;
  const end = performance.now() + task.milliseconds;
  let failed = false;
  const property = fc.asyncProperty(target.cases, async (each) => {
    board[0]!++;
    try {
      await target.run(each);
      // What nobody awaited shows itself in the next turn of the event loop.
      await new Promise((resolve) => setImmediate(resolve));
      strays.check();
      checkPrototypes('first');
    } catch (error) {
      failed = true;
      await strays.forget();
      throw error;
    }
    // While a failure is shrunk, the case to be printed is the one that failed first.
    if (!failed) board[2]!++;
  });
  for (let seed = task.seed; ; seed = (seed + 1) | 0) {
    const left = runs === undefined ? CHUNK : runs - board[0]!;
    if (left <= 0 || (runs === undefined && performance.now() >= end)) return { runs: board[0]! };
    board[1] = seed;
    board[2] = 0;
    const details = await fc.check(property, {
      seed,
      numRuns: Math.min(CHUNK, left),
      ...(path === undefined ? {} : { path, endOnFailure: true }),
    });
    checkPrototypes();
    if (details.failed) return { runs: board[0]!, ...described(details) };
    if (path !== undefined) return { runs: board[0]! };
  }
}

/** The text of a case that cannot tell it itself. */
export function printCase(target: Target, { seed, path }: Task): { text: string } {
  const [each] = fc.sample(target.cases, { seed, path: path!, numRuns: 1 });
  return { text: shown(each) };
}

function described(details: fc.RunDetails<[unknown]>): Omit<Report, 'runs'> {
  const { counterexample, counterexamplePath, errorInstance, numShrinks, seed } = details;
  const overflow = isStackOverflow(errorInstance) ? 'a stack overflow: ' : '';
  const error = errorInstance instanceof Error ? errorInstance.stack : String(errorInstance);
  return {
    failure: `${overflow}${error}\ncounterexample, after ${numShrinks} shrinks:\n${shown(counterexample?.[0])}`,
    seed,
    ...(counterexamplePath === null ? {} : { path: counterexamplePath }),
  };
}

/** Hostile cases can be long; all of them can be made anew. */
function shown(each: unknown): string {
  // One unit that is repeated very often is written once.
  const text = fc
    .stringify(each)
    .replace(
      /(\\u[\da-f]{4}|\\.|[^\\])\1{60,}/gu,
      (run: string, unit: string) => `${unit}⟨${run.length / unit.length} times⟩`,
    );
  return text.length > 20_000 ? `${text.slice(0, 20_000)}… (${text.length} characters)` : text;
}
