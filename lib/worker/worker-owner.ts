import { describe } from '../describe.js';
import { Owner } from '../registry/owner.js';
import type { WorkerCell } from './worker-cell.js';

/** The owner of what a worker registers while it runs; a restarted worker has a new one. Who terminates it ends the worker. */
export class WorkerOwner extends Owner {
  constructor(
    readonly cell: WorkerCell,
    label: string,
  ) {
    super(label);
  }

  override terminate(reason?: unknown): void {
    if (!this.alive) return;
    this.cell.ownerEnding(this);
    try {
      super.terminate(reason);
    } finally {
      this.cell.ownerEnded(this, reason);
    }
  }

  override toString(): string {
    return `worker ${this.label} ${describe(this.cell.key)}`;
  }
}
