import type { Checks } from '../checks.js';
import { slopeOf, type Checkpoint } from '../heap/growth.js';
import { grownInAll, type Grown } from '../heap/snapshot.js';

/** A key that has left may be remembered, with what leads to it: 1,024 in each table of a large partition. */
const REMEMBERED = 5_000;

/** None of these classes has grown by more than tables may remember. */
export function noClassGrows(
  checks: Checks,
  growing: readonly Grown[],
  classes: ReadonlySet<string>,
): void {
  for (const { name, count } of growing) {
    if (!classes.has(name)) continue;
    checks.that('nobody survives', count <= REMEMBERED, `objects of ${name} in a snapshot`, () => [
      `at most ${REMEMBERED} more`,
      count,
    ]);
  }
}

/** So much tables may grow by without a reason to be seen. */
const TABLES = 2 ** 20;

/** Nothing has grown but the engine's own. */
export function nothingElseGrows(checks: Checks, growing: readonly Grown[]): void {
  const bytes = grownInAll(growing);
  checks.that('the heap is flat', bytes < TABLES, 'between two snapshots', () => [
    `less than ${TABLES} bytes more`,
    bytes,
  ]);
}

/** So much an engine's own tables may take, whatever is done; what a leak takes grows with what is done. */
const NOISE = 4 * 2 ** 20;

/** In the end as much is in use as after the first phase, when everything had been done once. */
export function heapIsFlat(checks: Checks, checkpoints: readonly Checkpoint[]): void {
  const [first, ...others] = checkpoints;
  const last = others.at(-1);
  if (first === undefined || last === undefined) return;
  const grown = slopeOf(checkpoints) * (last.operations - first.operations);
  checks.that('the heap is flat', grown < NOISE, 'with everything undone', () => [
    `less than ${NOISE} bytes more`,
    grown,
  ]);
}
