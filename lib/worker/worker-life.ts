import { describe } from '../describe.js';
import { InvalidArgumentError, WorkerTerminatedError } from '../errors.js';
import type { Key } from '../registry/key.js';
import { isThenable } from '../thenable.js';
import { Deferred } from './deferred.js';
import { Exit } from './exit.js';
import { Mailbox } from './mailbox.js';
import { Cast, Hook, type Message } from './message.js';
import type { Restarts } from './restarts.js';
import type { StopReason } from './worker-events.js';
import type { WorkerHost } from './worker-host.js';
import { WorkerOwner } from './worker-owner.js';
import type { WorkerCell } from './worker-cell.js';
import type { WorkerRef, WorkerStatus } from './worker-ref.js';

const NONE: readonly never[] = Object.freeze([]);

/**
 * A worker's way from its start to its end, restarts included. Its name is its own all that time: an entry while it runs,
 * otherwise reserved.
 */
export abstract class WorkerLife extends Mailbox<WorkerHost> {
  status: WorkerStatus = 'starting';
  abstract readonly ref: WorkerRef;
  /** Itself, whole. */
  abstract readonly cell: WorkerCell;
  #owner: WorkerOwner | undefined;
  #restarts: Restarts | undefined;
  #started: Deferred<WorkerRef> | undefined;
  #ended: Deferred<void> | undefined;
  /** Of the run that is ending or has ended; none while it starts or runs. */
  #exit: Exit | undefined;

  constructor(
    host: WorkerHost,
    public key: Key,
    /** For the next start; nobody needs what a worker was started with that has none. */
    public args: readonly unknown[],
  ) {
    super(host);
  }

  override get open(): boolean {
    return this.status === 'running';
  }

  /** How often it has been restarted. */
  get restarts(): number {
    return this.#restarts?.count ?? 0;
  }

  /** Settles when the start that is under way, or is to come, has succeeded, or will never. */
  get started(): Promise<WorkerRef> {
    this.#started ??= new Deferred();
    return this.#started.promise;
  }

  /** Resolves when it has ended for good. */
  get ended(): Promise<void> {
    this.#ended ??= new Deferred();
    if (this.status === 'stopped') this.#ended.resolve();
    return this.#ended.promise;
  }

  override toString(): string {
    return `${this.host.name} ${describe(this.key)}`;
  }

  // ── Starting ───────────────────────────────────────────────────────────────────────────────────────────────────────

  /** The caller has reserved the name. */
  protected async boot(): Promise<void> {
    let hasRun = false;
    try {
      const made = this.host.create();
      const instance = isThenable(made) ? await made : made;
      assertInstance(instance, this.host.name);
      // If it was stopped meanwhile, it has no instance, and there is nothing to undo.
      if (this.#isBooting) {
        this.instance = instance;
        if (this.host.hasOnStart) await this.#hook('onStart', this.args);
        hasRun = true;
        if (this.#isBooting) this.#enter();
      }
    } catch (error) {
      this.#bootFailed(error, hasRun);
      return;
    }
    this.#proceed();
  }

  get #isBooting(): boolean {
    return this.status === 'starting' || this.status === 'restarting';
  }

  /** Makes the worker visible, and goes on with what waits. */
  #enter(): void {
    const { status, host } = this;
    const owner = new WorkerOwner(this.cell, host.name);
    this.#owner = owner;
    try {
      host.subscribe(this.cell, this.instance!, owner);
      // Whoever computed a topic, or was told of a subscription, may have ended it.
      if (this.#exit !== undefined) {
        this.#endOwner(this.#exit.reason);
        return;
      }
      // Before it is registered: whoever observes that may send a message, or end the worker.
      this.status = 'running';
      host.register(this.cell, owner);
    } catch (error) {
      if (this.#exit !== undefined) {
        this.#endOwner(error);
        return;
      }
      this.status = status;
      throw error;
    }
    if (this.#owner !== owner) return;
    if (host.options.restart === 'temporary') this.args = NONE;
    host.tell(this.cell, { type: 'started', ref: this.ref, restarts: this.restarts });
    if (this.#owner !== owner) return;
    this.#started?.resolve(this.ref);
    this.#started = undefined;
    this.resume();
  }

  #bootFailed(error: unknown, hasRun: boolean): void {
    if (this.status === 'restarting') {
      this.#crash('onStart', error, hasRun);
    } else if (this.status === 'starting') {
      this.#started?.reject(error);
      this.#leave(new Exit('crashed', error, undefined, hasRun));
      this.host.tell(this.cell, { type: 'startFailed', error });
      this.#proceed();
    } else {
      // It was stopped meanwhile.
      this.#exit!.hasRun = hasRun;
      this.#proceed();
    }
  }

  // ── Ending ─────────────────────────────────────────────────────────────────────────────────────────────────────────

  /** Ends it for good, unless it is ending already; `ended` tells when that is done. */
  stop(reason: StopReason): void {
    if (this.status === 'running') {
      this.#leave(new Exit(reason, undefined, undefined, true));
      this.#proceed();
    } else if (this.status === 'starting' || this.status === 'restarting') {
      this.status = 'stopping';
      const exit = (this.#exit ??= new Exit(reason, undefined, undefined, true));
      exit.finally(reason);
      // Before anybody is told: who hears of a message that is dropped may let time pass.
      if (exit.backingOff) exit.cancelTimer?.();
      this.#refuseAll();
      if (exit.backingOff) this.#gone(exit);
      else this.#limit(exit);
    }
  }

  /** The owner is about to be terminated by somebody: nobody may take the name meanwhile. */
  ownerEnding(owner: WorkerOwner): void {
    if (owner === this.#owner) this.host.reserve(this.cell);
  }

  /** The owner was terminated by somebody. */
  ownerEnded(owner: WorkerOwner, reason: unknown): void {
    if (owner !== this.#owner) return;
    this.#owner = undefined;
    if (reason instanceof Error || this.host.options.restart === 'permanent') {
      this.#crash('terminate', reason, true);
    } else {
      this.#leave(new Exit('terminated', undefined, undefined, true));
      this.#proceed();
    }
  }

  /** Why messages are refused. */
  protected terminated(): WorkerTerminatedError {
    const { reason = 'stopped', error } = this.#exit ?? {};
    return new WorkerTerminatedError(String(this), reason, error);
  }

  protected override end(message: Message): void {
    super.end(message);
    if (this.open) this.host.touch(this.cell);
  }

  protected override rested(): void {
    this.#proceed();
  }

  protected override failed(message: Message, error: unknown): void {
    if (message.answersErrors && !this.host.isCrash(error)) return;
    if (this.open) {
      this.#crash(message.method, error, true);
    } else {
      this.host.tell(this.cell, {
        type: 'crashed',
        method: message.method,
        error,
        restartIn: undefined,
      });
    }
  }

  #crash(method: string, error: unknown, hasRun: boolean): void {
    const restarts = this.host.options.restart !== 'temporary';
    const restartIn = restarts ? (this.#restarts ??= this.host.newRestarts()).next() : undefined;
    this.#leave(new Exit('crashed', error, restartIn, hasRun));
    this.host.tell(this.cell, { type: 'crashed', method, error, restartIn });
    if (restarts && restartIn === undefined)
      this.host.tell(this.cell, { type: 'gaveUp', restarts: this.restarts, error });
    this.#proceed();
  }

  /** From here on nobody finds it; its name stays reserved. `#proceed` has to follow. */
  #leave(exit: Exit): void {
    this.status = exit.restartIn === undefined ? 'stopping' : 'restarting';
    this.#exit = exit;
    this.host.reserve(this.cell);
    this.#endOwner(exit.error ?? exit.reason);
    this.#refuseAll();
  }

  /** Takes the next step of the ending, if there is one and nothing is in its way. */
  #proceed(): void {
    const exit = this.#exit;
    if (exit === undefined || exit.closing) return;
    if (this.running !== undefined) {
      this.#limit(exit);
      return;
    }
    exit.closing = true;
    if (exit.hasRun && this.instance !== undefined && this.host.hasOnStop) void this.#close(exit);
    else this.#gone(exit);
  }

  async #close(exit: Exit): Promise<void> {
    try {
      const closing = this.#hook('onStop', [exit.reason, exit.error]);
      if (closing !== undefined) {
        this.#limit(exit);
        await closing;
      }
    } catch (error) {
      this.host.tell(this.cell, { type: 'stopFailed', error });
    }
    if (exit.completed) this.#gone(exit);
  }

  /** After `shutdownTimeout` it is given up as lost: what runs of it cannot be stopped, but nobody waits for it any more. */
  #limit(exit: Exit): void {
    const { clock, options } = this.host;
    if (exit.cancelTimer !== undefined || options.shutdownTimeout === Infinity) return;
    exit.cancelTimer = clock.setTimer(() => {
      exit.completed = false;
      const { running } = this;
      if (running !== undefined) this.end(running);
      running?.reject(this.terminated());
      this.#gone(exit);
    }, options.shutdownTimeout);
  }

  /** This run is over; what follows is the next one, or nothing. */
  #gone(exit: Exit): void {
    exit.cancelTimer?.();
    exit.closing = true;
    this.instance = undefined;
    if (exit.restartIn !== undefined) {
      exit.backingOff = true;
      exit.cancelTimer = this.host.clock.setTimer(() => {
        this.#exit = undefined;
        void this.boot();
      }, exit.restartIn);
      return;
    }
    this.status = 'stopped';
    this.host.remove(this.cell);
    this.#refuseAll();
    const { reason, completed } = exit;
    this.host.tell(this.cell, { type: 'stopped', reason, completed });
    this.#ended?.resolve();
  }

  #endOwner(reason: unknown): void {
    const owner = this.#owner;
    this.#owner = undefined;
    try {
      owner?.terminate(reason);
    } catch (error) {
      this.host.tell(this.cell, { type: 'stopFailed', error });
    }
  }

  /** Whoever waits for it now waits in vain. */
  #refuseAll(): void {
    if (this.size === 0 && this.#started === undefined) return;
    const error = this.terminated();
    for (const message of this.clear()) {
      message.reject(error);
      if (message instanceof Cast)
        this.host.tell(this.cell, { type: 'dropped', method: message.method, error });
    }
    if (this.status !== 'restarting') this.#started?.reject(error);
  }

  /** Calls `onStart` or `onStop` as a message; a promise where it takes its time. */
  #hook(method: string, args: readonly unknown[]): Promise<void> | undefined {
    const hook = new Hook(this.cell, method, args);
    try {
      const result = this.begin(hook);
      // Looking at it may run code of whoever made it.
      if (isThenable(result)) return this.#untilEnd(hook, result);
    } catch (error) {
      this.end(hook);
      throw error;
    }
    this.end(hook);
    return undefined;
  }

  async #untilEnd(hook: Hook, result: PromiseLike<unknown>): Promise<void> {
    try {
      await result;
    } finally {
      this.end(hook);
    }
  }
}

/** What a factory gives is known to the compiler only where the factory is. */
function assertInstance(made: unknown, worker: string): void {
  if (typeof made === 'object' && made !== null) return;
  throw new InvalidArgumentError(
    'create',
    `a function that makes a ${worker}`,
    made,
    `start of ${worker}`,
  );
}
