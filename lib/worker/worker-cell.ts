import { calls } from '../diagnostics.js';
import { AlreadyStartedError, DeadlockError, MailboxFullError } from '../errors.js';
import type { Reservation } from '../registry/reservations.js';
import type { WaitOptions } from '../registry/wait.js';
import { Call, Notice } from './call.js';
import { currentMessage } from './current-message.js';
import { ringOf } from './deadlock.js';
import type { Timed } from './timeout-queue.js';
import { Cast, type Message, type Wait } from './message.js';
import type { WorkerHost } from './worker-host.js';
import { WorkerLife } from './worker-life.js';
import { WorkerRef, type MessageTarget } from './worker-ref.js';

/** One worker as others see it: it takes messages, and can be waited for. */
export class WorkerCell
  extends WorkerLife
  implements MessageTarget, Reservation, Timed<WorkerCell>, Wait
{
  previous: WorkerCell | undefined;
  next: WorkerCell | undefined;
  deadline = 0;
  readonly ref: WorkerRef = new WorkerRef(this);

  get facades(): MessageTarget['facades'] {
    return this.host.facades;
  }

  /** Whoever waits for its start or its end waits for this worker. */
  override get cell(): this {
    return this;
  }

  isOf(host: WorkerHost): boolean {
    return this.host === host;
  }

  refusal(): Error {
    return new AlreadyStartedError(String(this), this.status, this.ref);
  }

  call(method: string, args: readonly unknown[], options: WaitOptions): Promise<unknown> {
    const { timeout = this.host.options.callTimeout, signal } = options;
    if (signal?.aborted === true) return Promise.reject(signal.reason as Error);
    const caller = unfinishedMessage();
    const refused = this.#announced(method, args, caller, true);
    if (refused !== undefined) return Promise.reject(refused);
    const call = new Call(this, method, args, caller);
    this.receive(call);
    return call.reply(timeout, signal, this.host.deadlines);
  }

  cast(method: string, args: readonly unknown[]): void {
    const refused = this.#announced(method, args, undefined, false);
    if (refused !== undefined) throw refused;
    this.receive(new Cast(this, method, args));
  }

  /** Handles a published message; returns or throws what its handler does, or a promise of it where that takes time. */
  handle(method: string, args: readonly unknown[]): unknown {
    const refused = this.#refused(undefined);
    if (refused !== undefined) throw refused;
    const notice = new Notice(this, method, args, undefined);
    this.receive(notice);
    return notice.result();
  }

  start(): Promise<WorkerRef> {
    // First it is waited for: then a start that asks for whoever waits is known to be a deadlock.
    const started = this.whenRunning();
    void this.boot();
    return started;
  }

  /** Rejects when it ends without running again. */
  whenRunning(): Promise<WorkerRef> {
    return this.#awaited(this.started);
  }

  whenEnded(): Promise<void> {
    return this.#awaited(this.ended);
  }

  /** Whether the running code is part of what has to end before this worker can. */
  get awaitsCaller(): boolean {
    const caller = unfinishedMessage();
    return caller !== undefined && ringOf(caller, this) !== undefined;
  }

  /** Tells of a message that is to be taken, and why it is not: whoever is told may have ended the worker. */
  #announced(
    method: string,
    args: readonly unknown[],
    caller: Message | undefined,
    replies: boolean,
  ): Error | undefined {
    const refused = this.#refused(caller);
    if (refused !== undefined || !calls.hasSubscribers) return refused;
    calls.publish({ worker: this.host.name, key: this.key, method, args, replies });
    return this.#refused(caller);
  }

  /** Why a message cannot be taken; one that is handled at once always can. */
  #refused(caller: Message | undefined): Error | undefined {
    if (this.free) return undefined;
    if (this.status === 'stopping' || this.status === 'stopped') return this.terminated();
    if (this.size >= this.host.options.mailboxLimit)
      return new MailboxFullError(String(this), this.size);
    return caller === undefined ? undefined : this.#deadlock(caller);
  }

  #deadlock(caller: Message): DeadlockError | undefined {
    const ring = ringOf(caller, this);
    return ring === undefined ? undefined : new DeadlockError(ring.map(String));
  }

  #awaited<T>(promise: Promise<T>): Promise<T> {
    const caller = unfinishedMessage();
    return caller === undefined ? promise : this.#awaitedBy(caller, promise);
  }

  async #awaitedBy<T>(caller: Message, promise: Promise<T>): Promise<T> {
    const deadlock = this.#deadlock(caller);
    if (deadlock !== undefined) throw deadlock;
    caller.waitFor(this);
    try {
      return await promise;
    } finally {
      caller.waitNoLonger(this);
    }
  }
}

/** The message on whose behalf the running code runs. What a message started and left behind is no part of it. */
function unfinishedMessage(): Message | undefined {
  const message = currentMessage.getStore();
  return message === undefined || message.ended ? undefined : message;
}
