import type { Observable } from 'rxjs';
import { describe } from '../describe.js';
import { InvalidArgumentError, InvalidOptionError, NotUniqueError } from '../errors.js';
import { Registry } from '../registry.js';
import { storeOptionChecks } from '../registry/options.js';
import { tamed, type Clock } from '../registry/clock.js';
import { completingEach } from '../registry/complete.js';
import { captureKey, type Key } from '../registry/key.js';
import { aFunction, anything, checkOptions, type OptionChecks } from '../validate.js';
import type { StartArgs } from './callable.js';
import { Via } from './via.js';
import type { SupervisorEvent } from './worker-events.js';
import { WorkerHost } from './worker-host.js';
import { resolveOptions, workerOptionChecks, type WorkerOptions } from './worker-options.js';
import { WorkerRef } from './worker-ref.js';
import type { WorkerSubscription } from './worker-subscription.js';

/**
 * How a supervisor is made.
 *
 * @example
 * ```ts
 * import { Registry, WorkerSupervisor, type WorkerSupervisorOptions } from 'nestjs-registry';
 *
 * class Room {
 *   onStart(floor: number, name: string): void {}
 * }
 * const options: WorkerSupervisorOptions<Room> = {
 *   registry: new Registry({ name: 'rooms', keys: 'unique' }),
 *   key: (floor, name) => ['room', floor, name],
 *   create: () => new Room(),
 *   restart: 'transient',
 * };
 * const ref = await new WorkerSupervisor(Room, options).start(1, 'kitchen');
 * ref.key; // => ['room', 1, 'kitchen']
 * ```
 *
 * @publicApi
 */
export interface WorkerSupervisorOptions<W extends object> extends WorkerOptions {
  /** Where the workers have their names; its keys are unique. */
  readonly registry: Registry;
  /** A worker's name, from what it is started with. */
  readonly key: (...args: StartArgs<W>) => Key;
  /** A new instance, for every start and restart. */
  readonly create: () => W | PromiseLike<W>;
  /** The topics that each worker is subscribed to while it runs; asked for once, at the first start. @default none */
  readonly subscriptions?: () => readonly WorkerSubscription<W>[];
  /** The value of the workers' entries. @default the worker's ref */
  readonly value?: unknown;
  /** The source of time. @default the registry's */
  readonly clock?: Clock;
  /** The source of the jitter of back-off, from 0 to 1; one that throws or gives anything else leaves nothing out. @default Math.random */
  readonly random?: () => number;
}

const optionChecks: OptionChecks = {
  ...workerOptionChecks,
  registry: { expected: 'a Registry', test: (value) => value instanceof Registry },
  key: aFunction,
  create: aFunction,
  subscriptions: aFunction,
  value: anything,
  clock: storeOptionChecks['clock']!,
  random: aFunction,
};

/**
 * Starts workers of one class, gives each its name in a registry, restarts those that crash, and stops them.
 *
 * A name is reserved from `start` until the worker has ended for good, restarts and back-off included; it can be looked up
 * while the worker runs. A slow start, a crash or a worker that is given up harms no other worker. A million idle workers
 * cost some hundred bytes each, and no timers.
 *
 * @example
 * ```ts
 * import { Registry, WorkerSupervisor } from 'nestjs-registry';
 *
 * class UserWorker {
 *   #pages: string[] = [];
 *   async onStart(userId: number): Promise<void> {}
 *   visit(page: string): number {
 *     return this.#pages.push(page);
 *   }
 * }
 *
 * const users = new WorkerSupervisor(UserWorker, {
 *   registry: new Registry({ name: 'users', keys: 'unique' }),
 *   key: (userId) => ['user', userId],
 *   create: () => new UserWorker(),
 * });
 * const ann = await users.getOrStart(7);
 * await ann.call.visit('/home'); // => 1
 * await users.via(['user', 7]).call.visit('/basket'); // => 2
 * await users.stop(['user', 7]); // => true
 * await ann.call.visit('/home'); // => rejects WorkerTerminatedError
 * ```
 *
 * @publicApi
 */
export class WorkerSupervisor<W extends object> implements AsyncDisposable {
  /** The name of the workers' class. */
  readonly name: string;
  readonly #host: WorkerHost;
  readonly #key: (...args: StartArgs<W>) => Key;

  /** @throws InvalidOptionError, InvalidArgumentError, NotUniqueError */
  constructor(type: abstract new (...args: never[]) => W, options: WorkerSupervisorOptions<W>) {
    if (typeof type !== 'function' || !isObject(type.prototype))
      throw new InvalidArgumentError('type', 'a class', type, 'new WorkerSupervisor(type)');
    if ('then' in type.prototype) {
      const expected = 'a class without a method then, which would make each instance a promise';
      throw new InvalidArgumentError('type', expected, type, 'new WorkerSupervisor(type)');
    }
    const where = `new WorkerSupervisor(${type.name}, options)`;
    checkOptions(where, options, optionChecks);
    for (const name of ['registry', 'key', 'create'] as const) {
      const { expected, test } = optionChecks[name]!;
      if (!test(options?.[name]))
        throw new InvalidOptionError(name, expected, options?.[name], where);
    }
    const { registry } = options;
    if (registry.keysMode !== 'unique')
      throw new NotUniqueError(registry.name, where, "a registry with keys: 'unique'");
    this.name = type.name;
    this.#key = options.key;
    this.#host = new WorkerHost({
      name: type.name,
      prototype: type.prototype,
      registry,
      create: options.create,
      subscriptions: (options.subscriptions ?? none) as () => readonly WorkerSubscription[],
      value: 'value' in options ? { value: options.value } : undefined,
      clock: options.clock === undefined ? registry.clock : tamed(options.clock),
      random: options.random ?? Math.random,
      options: resolveOptions(where, options),
      report: options.onError ?? (options.logErrors === false ? undefined : logToConsole),
    });
  }

  /**
   * Starts a worker: reserves its name, makes an instance, and runs its `onStart`. When the promise resolves, the worker can
   * be looked up. What `onStart` throws is passed on, and the name is free again.
   *
   * Rejects with AlreadyStartedError when the name is a worker's (it carries the ref), AlreadyRegisteredError when it is
   * something else's, MaxChildrenError, SupervisorClosedError, RegistryClosedError, InvalidKeyError, WorkerTerminatedError when it
   * is stopped meanwhile, what `key`, `create` and `onStart` throw.
   */
  async start(...args: StartArgs<W>): Promise<WorkerRef<W>> {
    return (await this.#host.add(this.#keyOf(args), args).start()) as WorkerRef<W>;
  }

  /**
   * The worker of that name, started if there is none. However many ask at the same time, one is started; a start that fails
   * fails for all who waited for it. A worker that is restarting is waited for; one that is stopping too, and then started anew.
   *
   * Rejects as `start` does, with DeadlockError when the worker could not start before the caller's own message has ended,
   * and with WorkerTerminatedError when a worker that was waited for was given up.
   */
  async getOrStart(...args: StartArgs<W>): Promise<WorkerRef<W>> {
    const key = this.#keyOf(args);
    for (;;) {
      const cell = this.#host.find(key);
      if (cell === undefined) {
        const added = this.#host.add(key, args);
        const running = added.start();
        // Of a worker that runs at once, who asks next gets the ref at once, and must not be served before who started it.
        return (added.status === 'running' ? added.ref : await running) as WorkerRef<W>;
      }
      if (cell.status === 'running') {
        this.#host.touch(cell);
        return cell.ref as WorkerRef<W>;
      }
      if (cell.status !== 'stopping') return (await cell.whenRunning()) as WorkerRef<W>;
      await cell.whenEnded();
    }
  }

  /** Whichever worker has the name `key` when a message is sent. No worker is started. @throws InvalidKeyError */
  via(key: Key): WorkerRef<W> {
    return new WorkerRef<W>(new Via(this.#host, captureKey(key)));
  }

  /**
   * Stops the worker of that name for good: it can no longer be looked up, what waits in its mailbox is refused with
   * WorkerTerminatedError, its running message is finished, `onStop` is run, and its name is free. Limited by `shutdownTimeout`.
   * Tells whether there was such a worker.
   *
   * A worker that stops itself, or is stopped by a worker that it is waiting for, ends when its message does: then the
   * promise does not wait for it.
   *
   * Rejects with InvalidKeyError.
   */
  async stop(key: Key): Promise<boolean> {
    const cell = this.#host.find(key);
    if (cell === undefined) return false;
    cell.stop('stopped');
    if (!cell.awaitsCaller) await cell.whenEnded();
    return true;
  }

  /** The workers of this moment, those that start, restart or stop included, in no promised order. */
  children(): readonly WorkerRef<W>[] {
    return this.#host.children.map((cell) => cell.ref as WorkerRef<W>);
  }

  /** How many workers there are, those that start, restart or stop included. */
  count(): number {
    return this.#host.size;
  }

  /**
   * What happens to the workers, as it happens. Completes when the supervisor has closed; in a Nest application already before
   * its server closes, which open streams would hold up: what shutting down does to workers is no longer told there.
   */
  get events(): Observable<SupervisorEvent> {
    return completingEach(this.#host.events);
  }

  /** @internal */
  completeEvents(): void {
    this.#host.events.complete();
  }

  /**
   * Stops all workers at the same time, each as `stop` does, and starts no more. A second call waits for the same end.
   */
  async close(): Promise<void> {
    this.#host.close();
    const { children } = this.#host;
    for (const cell of children) cell.stop('shutdown');
    const ending = children.filter((cell) => cell.status !== 'stopped' && !cell.awaitsCaller);
    await Promise.all(ending.map((cell) => cell.whenEnded()));
    this.completeEvents();
  }

  /** The same as `close`, for `await using`. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  #keyOf(args: StartArgs<W>): Key {
    return captureKey(this.#key(...args));
  }
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

function none(): readonly never[] {
  return [];
}

function logToConsole(event: SupervisorEvent): void {
  console.error(describeTrouble(event), 'error' in event ? event.error : '');
}

/** One line about an event that nobody else hears of. */
export function describeTrouble(event: SupervisorEvent): string {
  const worker = `Worker ${event.worker} ${describe(event.key)}`;
  if (event.type === 'crashed') {
    const { restartIn } = event;
    const next = restartIn === undefined ? 'is not restarted' : `is restarted in ${restartIn} ms`;
    return `${worker} crashed in ${event.method} and ${next}`;
  }
  if (event.type === 'gaveUp') return `${worker} is given up after ${event.restarts} restarts`;
  if (event.type === 'stopFailed') return `${worker} did not stop cleanly`;
  if (event.type === 'dropped') return `${worker} ended before it handled ${event.method}`;
  return `${worker}: ${event.type}`;
}
