import type { Message } from './message.js';
import type { WorkerCell } from './worker-cell.js';

/**
 * The ring of workers that would wait for each other for ever if `caller`, which is running, waited for `target`: from the
 * caller's worker back to itself.
 */
export function ringOf(caller: Message, target: WorkerCell): readonly WorkerCell[] | undefined {
  if (target === caller.cell) return [target, target];
  // Who waits for whom, as a graph from worker to worker: each is entered once, by the way that reached it first.
  const cameFrom = new Map<WorkerCell, WorkerCell>([[target, caller.cell]]);
  for (const cell of cameFrom.keys()) {
    for (const wait of cell.running?.waits ?? []) {
      if (wait.cell === caller.cell) return pathTo(cell, caller.cell, cameFrom);
      if (!cameFrom.has(wait.cell)) cameFrom.set(wait.cell, cell);
    }
  }
  return undefined;
}

function pathTo(
  last: WorkerCell,
  caller: WorkerCell,
  cameFrom: ReadonlyMap<WorkerCell, WorkerCell>,
): readonly WorkerCell[] {
  const ring = [caller];
  for (let cell = last; cell !== caller; cell = cameFrom.get(cell)!) ring.unshift(cell);
  return [caller, ...ring];
}
