import {
  aBoolean,
  aFunction,
  aPositiveInteger,
  checkOptions,
  type OptionCheck,
  type OptionChecks,
} from '../validate.js';
import type { RestartLimits } from './restarts.js';
import type { SupervisorEvent } from './worker-events.js';

/**
 * How the workers of a class are supervised.
 *
 * @example
 * ```ts
 * import { Registry, WorkerSupervisor, type WorkerOptions } from 'nestjs-registry';
 *
 * const options: WorkerOptions = { restart: 'transient', idleTimeout: 60_000, maxChildren: 10_000 };
 * class Job {}
 * const registry = new Registry({ name: 'jobs', keys: 'unique' });
 * const jobs = new WorkerSupervisor(Job, { registry, key: () => 'job', create: () => new Job(), ...options });
 * jobs.count(); // => 0
 * ```
 *
 * @publicApi
 */
export interface WorkerOptions {
  /**
   * Which ends of a worker bring it back, with the same key and arguments and fresh state: `permanent` every crash, and the
   * termination of its owner by somebody; `transient` crashes, and terminations whose reason is an `Error`; `temporary` none.
   * What was stopped, or was idle for too long, stays ended.
   *
   * @default 'permanent'
   */
  readonly restart?: 'permanent' | 'transient' | 'temporary';
  /** How many restarts of one worker are made within `maxSeconds`; after one crash more it is given up. @default 3 */
  readonly maxRestarts?: number;
  /** The time in which `maxRestarts` are counted; time spent in back-off does not count. @default 5 */
  readonly maxSeconds?: number;
  /**
   * Milliseconds before the first restart, twice as many before each further one within `maxSeconds`, up to `max`; a random
   * part of each, up to `jitter` (0 to 1), is left out.
   *
   * @default { initial: 100, max: 10_000, jitter: 0.5 }
   */
  readonly backoff?: {
    readonly initial?: number;
    readonly max?: number;
    readonly jitter?: number;
  };
  /** A worker that has handled no message for so many milliseconds is stopped. @default Infinity */
  readonly idleTimeout?: number;
  /** How many messages may wait for one worker. @default Infinity */
  readonly mailboxLimit?: number;
  /** How many workers there may be at the same time, those that start, restart or stop included. @default Infinity */
  readonly maxChildren?: number;
  /** Milliseconds after which a call fails that was given no `timeout` of its own. @default 5_000 */
  readonly callTimeout?: number;
  /** How many milliseconds an ending worker has to finish its message and run `onStop`. @default 5_000 */
  readonly shutdownTimeout?: number;
  /** Whether an error that a call throws is a crash, beside being the caller's. @default never */
  readonly crashOn?: (error: unknown) => boolean;
  /** Is told of every crash and whatever else nobody awaits. @default console.error, under Nest its Logger */
  readonly onError?: (event: SupervisorEvent) => void;
  /** `false` leaves those to `events` alone when there is no `onError`. @default true */
  readonly logErrors?: boolean;
}

/** The options of a supervisor, with what was left out. */
export interface ResolvedOptions extends RestartLimits {
  readonly restart: 'permanent' | 'transient' | 'temporary';
  readonly idleTimeout: number;
  readonly mailboxLimit: number;
  readonly maxChildren: number;
  readonly callTimeout: number;
  readonly shutdownTimeout: number;
  readonly crashOn: ((error: unknown) => boolean) | undefined;
}

/** The longest time that Node's timers can wait. */
const MAX_TIMEOUT = 2 ** 31 - 1;

const aLimit: OptionCheck = {
  expected: 'a positive integer, or Infinity',
  test: (value) => value === Infinity || aPositiveInteger.test(value),
};
const aTime: OptionCheck = {
  expected: `a number of milliseconds from 0 to ${MAX_TIMEOUT}`,
  test: (value) => typeof value === 'number' && value >= 0 && value <= MAX_TIMEOUT,
};
export const callTimeout: OptionCheck = {
  expected: `${aTime.expected}, or Infinity`,
  test: (value) => value === Infinity || aTime.test(value),
};

const backoffChecks: OptionChecks = {
  initial: aTime,
  max: aTime,
  jitter: {
    expected: 'a number from 0 to 1',
    test: (value) => typeof value === 'number' && value >= 0 && value <= 1,
  },
};

export const workerOptionChecks: OptionChecks = {
  restart: {
    expected: "'permanent', 'transient' or 'temporary'",
    test: (value) => value === 'permanent' || value === 'transient' || value === 'temporary',
  },
  maxRestarts: {
    expected: 'an integer of 0 or more, or Infinity',
    test: (value) => value === 0 || aLimit.test(value),
  },
  maxSeconds: {
    expected: 'a positive number of seconds',
    test: (value) => typeof value === 'number' && value > 0,
  },
  backoff: {
    expected: 'an object with initial, max and jitter',
    test: (value) => typeof value === 'object' && value !== null,
  },
  idleTimeout: {
    expected: `a number of milliseconds from 1 to ${MAX_TIMEOUT}, or Infinity`,
    test: (value) => value !== 0 && callTimeout.test(value),
  },
  mailboxLimit: aLimit,
  maxChildren: aLimit,
  callTimeout,
  shutdownTimeout: callTimeout,
  crashOn: aFunction,
  onError: aFunction,
  logErrors: aBoolean,
};

/** @throws InvalidOptionError for what `backoff` holds; the options themselves were checked with `workerOptionChecks`. */
export function resolveOptions(where: string, options: WorkerOptions): ResolvedOptions {
  checkOptions(`${where}.backoff`, options.backoff, backoffChecks);
  return {
    restart: options.restart ?? 'permanent',
    maxRestarts: options.maxRestarts ?? 3,
    maxSeconds: options.maxSeconds ?? 5,
    backoff: {
      initial: options.backoff?.initial ?? 100,
      max: options.backoff?.max ?? 10_000,
      jitter: options.backoff?.jitter ?? 0.5,
    },
    idleTimeout: options.idleTimeout ?? Infinity,
    mailboxLimit: options.mailboxLimit ?? Infinity,
    maxChildren: options.maxChildren ?? Infinity,
    callTimeout: options.callTimeout ?? 5_000,
    shutdownTimeout: options.shutdownTimeout ?? 5_000,
    crashOn: options.crashOn,
  };
}
