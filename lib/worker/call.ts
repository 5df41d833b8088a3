import { isObservable, lastValueFrom } from 'rxjs';
import { CallTimeoutError } from '../errors.js';
import type { Linked } from '../registry/linked-list.js';
import type { TimeoutQueue } from './timeout-queue.js';
import { Message } from './message.js';
import type { WorkerCell } from './worker-cell.js';

/** The place of a call in a queue of deadlines. */
export class Expiry implements Linked<Expiry> {
  previous: Expiry | undefined;
  next: Expiry | undefined;
  deadline = 0;

  constructor(
    readonly call: Call,
    readonly queue: TimeoutQueue<Expiry>,
    readonly timeout: number,
  ) {
    queue.push(this);
  }
}

/** Where the deadlines of calls are kept. */
export interface Deadlines {
  add(call: Call, timeout: number): Expiry;
}

/** What is needed only where a reply takes time. */
class Waiting {
  resolve!: (value: unknown) => void;
  reject!: (error: Error) => void;
  expiry: Expiry | undefined;
  signal: AbortSignal | undefined;
  onAbort: (() => void) | undefined;

  stop(): void {
    this.expiry?.queue.remove(this.expiry);
    if (this.onAbort !== undefined) this.signal?.removeEventListener('abort', this.onAbort);
  }
}

/**
 * A message with a reply. A worker that is free has often replied before anybody asks for the promise: then nothing that
 * waits is made at all.
 */
export class Call extends Message {
  #outcome: 'pending' | 'resolved' | 'rejected' = 'pending';
  #result: unknown;
  #caller: Message | undefined;
  #waiting: Waiting | undefined;

  /** `caller` is the message on whose behalf it is made, which waits for it from now on. */
  constructor(
    cell: WorkerCell,
    method: string,
    args: readonly unknown[],
    caller: Message | undefined,
  ) {
    super(cell, method, args);
    this.#caller = caller;
    caller?.waitFor(this);
  }

  get answersErrors(): boolean {
    return true;
  }

  resolve(value: unknown): void {
    if (this.#outcome !== 'pending') return;
    const waiting = this.#settle('resolved');
    if (waiting === undefined) this.#result = value;
    else waiting.resolve(value);
  }

  reject(error: unknown): void {
    if (this.#outcome !== 'pending') return;
    const waiting = this.#settle('rejected');
    if (waiting === undefined) this.#result = error;
    else waiting.reject(error as Error);
  }

  /** Its time is up. */
  expire({ timeout }: Expiry): void {
    const begun = this.context === undefined;
    this.#waiting!.expiry = undefined;
    this.#giveUp(new CallTimeoutError(this.cell.toString(), this.method, timeout, begun));
  }

  /** To be asked for once, right after the message was sent. */
  reply(timeout: number, signal: AbortSignal | undefined, deadlines: Deadlines): Promise<unknown> {
    if (this.#outcome === 'resolved') return Promise.resolve(this.#result);
    if (this.#outcome === 'rejected') return Promise.reject(this.#result as Error);
    const waiting = (this.#waiting = new Waiting());
    const reply = promiseOf(waiting);
    try {
      if (timeout !== Infinity) waiting.expiry = deadlines.add(this, timeout);
      if (signal !== undefined) {
        waiting.signal = signal;
        waiting.onAbort = () => {
          this.#giveUp(signal.reason);
        };
        signal.addEventListener('abort', waiting.onAbort);
      }
    } catch (error) {
      // A clock or a signal that fails.
      this.#giveUp(error);
    }
    return reply;
  }

  /** What a subscriber's handler returns for it: as soon as it can be. */
  result(): unknown {
    if (this.#outcome === 'resolved') return this.#result;
    if (this.#outcome === 'rejected') throw this.#result;
    return promiseOf((this.#waiting = new Waiting()));
  }

  /** The caller waits no longer: what has not begun never will, and a late reply is dropped. */
  #giveUp(error: unknown): void {
    this.cell.withdraw(this);
    this.reject(error);
  }

  /** What waits for the outcome, which has to be told it. */
  #settle(outcome: 'resolved' | 'rejected'): Waiting | undefined {
    this.#outcome = outcome;
    const waiting = this.#waiting;
    // Let go of, or calls that nobody awaits would keep each other reachable for ever, each made by the one before: as its
    // caller, and in the asynchronous context of its promise.
    this.#caller?.waitNoLonger(this);
    this.#caller = undefined;
    this.#waiting = undefined;
    waiting?.stop();
    return waiting;
  }
}

function promiseOf(waiting: Waiting): Promise<unknown> {
  return new Promise((resolve, reject) => {
    waiting.resolve = resolve;
    waiting.reject = reject;
  });
}

/** A published message on its way to a worker that subscribed. */
export class Notice extends Call {
  override get answersErrors(): boolean {
    return false;
  }

  /** As for any subscriber, an observable is awaited, and its last value is the result. */
  override outcomeOf(returned: unknown): unknown {
    return isObservable(returned) ? lastValueFrom(returned, { defaultValue: undefined }) : returned;
  }
}
