/** What was in use when everything had been undone, after so many operations. */
export interface Checkpoint {
  readonly operations: number;
  readonly heap: number;
}

/** By how many bytes the heap grew with each operation: the slope of the line that fits best. */
export function slopeOf(checkpoints: readonly Checkpoint[]): number {
  const mean = (of: (checkpoint: Checkpoint) => number): number =>
    checkpoints.reduce((sum, each) => sum + of(each), 0) / checkpoints.length;
  const operations = mean((each) => each.operations);
  const heap = mean((each) => each.heap);
  let together = 0;
  let squares = 0;
  for (const each of checkpoints) {
    together += (each.operations - operations) * (each.heap - heap);
    squares += (each.operations - operations) ** 2;
  }
  return squares === 0 ? 0 : together / squares;
}
