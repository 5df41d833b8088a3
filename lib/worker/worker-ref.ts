import { inspect, type InspectOptions } from 'node:util';
import type { Key } from '../registry/key.js';
import { waitOptionChecks, type WaitOptions } from '../registry/wait.js';
import { checkOptions, type OptionChecks } from '../validate.js';
import type { Calls, Casts } from './callable.js';
import type { Facades } from './facades.js';
import { callTimeout } from './worker-options.js';

/**
 * Where a worker is on its way. `starting` and `restarting` workers have their name, but cannot be looked up yet; calls wait
 * for them.
 *
 * @example
 * ```ts
 * import { Registry, WorkerSupervisor, type WorkerStatus } from 'nestjs-registry';
 *
 * class Job {}
 * const registry = new Registry({ name: 'jobs', keys: 'unique' });
 * const jobs = new WorkerSupervisor(Job, { registry, key: () => 'job', create: () => new Job() });
 * const ref = await jobs.start();
 * const status: WorkerStatus = ref.status;
 * status; // => 'running'
 * ```
 *
 * @publicApi
 */
export type WorkerStatus = 'starting' | 'running' | 'restarting' | 'stopping' | 'stopped';

/** What messages can be sent to: a worker, or whichever has a name. */
export interface MessageTarget {
  readonly key: Key;
  readonly status: WorkerStatus;
  readonly facades: Facades;
  call(method: string, args: readonly unknown[], options: WaitOptions): Promise<unknown>;
  cast(method: string, args: readonly unknown[]): void;
  /** The name, for messages and logs. */
  toString(): string;
}

const NO_OPTIONS: WaitOptions = Object.freeze({});
const optionChecks: OptionChecks = { ...waitOptionChecks, timeout: callTimeout };

/**
 * The address of a worker.
 *
 * One that `start` returned stays with that worker, over its restarts, until it has ended for good. One of `via` reaches
 * whichever worker has the name when the message is sent.
 *
 * A message to a free worker is handled at once, before `call` or `cast` returns; otherwise when its turn comes. Messages
 * of one sender are handled in the order in which they were sent, and one message at a time.
 *
 * @example
 * ```ts
 * import { Registry, WorkerSupervisor } from 'nestjs-registry';
 *
 * class Counter {
 *   #n = 0;
 *   add(n: number): number {
 *     return (this.#n += n);
 *   }
 * }
 * const counters = new WorkerSupervisor(Counter, {
 *   registry: new Registry({ name: 'counters', keys: 'unique' }),
 *   key: (name) => name as string,
 *   create: () => new Counter(),
 * });
 * const visits = await counters.start('visits');
 * visits.cast.add(1);
 * await visits.call.add(2); // => 3
 * await counters.via('visits').call.add(3); // => 6
 * await counters.via('likes').call.add(1); // => rejects WorkerNotFoundError
 * ```
 *
 * @publicApi
 */
export class WorkerRef<W extends object = object> {
  readonly #target: MessageTarget;
  readonly #options: WaitOptions;

  /** @internal */
  constructor(target: MessageTarget, options: WaitOptions = NO_OPTIONS) {
    this.#target = target;
    this.#options = options;
  }

  /** The worker's name. */
  get key(): Key {
    return this.#target.key;
  }

  /** Where the worker is on its way; `stopped` also when there is none of this name. */
  get status(): WorkerStatus {
    return this.#target.status;
  }

  /**
   * Sends a message and promises its result: `await ref.call.visit('/home')`. An error that the method throws is the
   * caller's; the worker lives on, unless `crashOn` says otherwise.
   *
   * Rejects with what the method throws, CallTimeoutError (a call that has not begun by then never will), the signal's reason,
   * WorkerNotFoundError, WorkerTerminatedError, MailboxFullError, or DeadlockError.
   */
  get call(): Calls<W> {
    return new this.#target.facades.Call(this.#target, this.#options) as Calls<W>;
  }

  /**
   * Sends a message and waits for nothing: `ref.cast.visit('/home')`. What its method throws is a crash of the worker.
   *
   * @throws WorkerNotFoundError, WorkerTerminatedError or MailboxFullError: then it was not sent. One that was sent and
   * that an ending worker does not handle any more is a `dropped` event of the supervisor.
   */
  get cast(): Casts<W> {
    return new this.#target.facades.Cast(this.#target, this.#options) as Casts<W>;
  }

  /** The same worker, called with another `timeout` than the supervisor's `callTimeout`, or with a `signal`. @throws InvalidOptionError */
  with(options: WaitOptions): WorkerRef<W> {
    checkOptions('ref.with(options)', options, optionChecks);
    return new WorkerRef<W>(this.#target, { ...this.#options, ...options });
  }

  toString(): string {
    return this.#target.toString();
  }

  toJSON(): { key: Key; status: WorkerStatus } {
    return { key: this.key, status: this.status };
  }

  /** @internal */
  [inspect.custom](_depth: number, options: InspectOptions): string {
    return `WorkerRef ${inspect({ key: this.key, status: this.status }, options)}`;
  }
}
