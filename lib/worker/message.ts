import type { AsyncResource } from 'node:async_hooks';
import type { Linked } from '../registry/linked-list.js';
import type { WorkerCell } from './worker-cell.js';

/** Something that a message is waiting for, and the worker that has to bring it about. */
export interface Wait {
  readonly cell: WorkerCell;
}

/** One message on its way through one worker. */
export abstract class Message implements Linked<Message>, Wait {
  previous: Message | undefined;
  next: Message | undefined;
  /** Only while it waits in the mailbox: the asynchronous context of its sender. */
  context: AsyncResource | undefined;
  /** What it asked of workers and has not got yet. */
  waits: Set<Wait> | undefined;
  /** What it started may run on after its end, but is then no part of it. */
  ended = false;

  constructor(
    readonly cell: WorkerCell,
    readonly method: string,
    readonly args: readonly unknown[],
  ) {}

  /** Whether its error goes to somebody who asked, so that the worker can live on. */
  abstract readonly answersErrors: boolean;

  /** What has to settle before it has been handled, given what its method returned. */
  outcomeOf(returned: unknown): unknown {
    return returned;
  }

  abstract resolve(value: unknown): void;

  abstract reject(error: unknown): void;

  waitFor(wait: Wait): void {
    this.waits ??= new Set();
    this.waits.add(wait);
  }

  waitNoLonger(wait: Wait): void {
    this.waits?.delete(wait);
  }
}

/** A message whose outcome nobody awaits. */
export class Cast extends Message {
  get answersErrors(): boolean {
    return false;
  }

  resolve(): void {}

  /** Its error is a crash, which is reported; when it is refused while it waits, the worker reports it. */
  reject(): void {}
}

/** `onStart` or `onStop`: the worker itself awaits it. */
export class Hook extends Message {
  get answersErrors(): boolean {
    return true;
  }

  resolve(): void {}

  reject(): void {}
}
