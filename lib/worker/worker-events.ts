import type { Key } from '../registry/key.js';
import type { WorkerRef } from './worker-ref.js';

/**
 * Why a worker ends, or ended: `stopped` by `stop(key)`, `idle` for longer than `idleTimeout`, `shutdown` of its supervisor,
 * `terminated` because somebody terminated its owner, `crashed`.
 *
 * @example
 * ```ts
 * import { Registry, WorkerSupervisor, type StopReason } from 'nestjs-registry';
 *
 * const reasons: StopReason[] = [];
 * class Job {
 *   onStop(reason: StopReason): void {
 *     reasons.push(reason);
 *   }
 * }
 * const registry = new Registry({ name: 'jobs', keys: 'unique' });
 * const jobs = new WorkerSupervisor(Job, { registry, key: () => 'job', create: () => new Job() });
 * await jobs.start();
 * await jobs.stop('job');
 * reasons; // => ['stopped']
 * ```
 *
 * @publicApi
 */
export type StopReason = 'stopped' | 'idle' | 'shutdown' | 'terminated' | 'crashed';

/**
 * What happened to a worker.
 *
 * `started`: it runs, after so many restarts. `startFailed`: it never ran; whoever started it knows. `crashed`: in the method;
 * it is restarted after so many milliseconds, or not at all. `gaveUp`: it crashed too often; its name is free. `stopped`: it
 * has ended for good; `completed` is false when something still ran after `shutdownTimeout`. `stopFailed`: `onStop`, or a callback of
 * its owner, threw. `dropped`: a cast that nobody will handle any more.
 *
 * @example
 * ```ts
 * import { Registry, WorkerSupervisor, type SupervisorEvent } from 'nestjs-registry';
 *
 * class Job {}
 * const registry = new Registry({ name: 'jobs', keys: 'unique' });
 * const jobs = new WorkerSupervisor(Job, { registry, key: () => 'job', create: () => new Job() });
 * const log: SupervisorEvent['type'][] = [];
 * jobs.events.subscribe(({ type }) => log.push(type));
 * await jobs.start();
 * await jobs.stop('job');
 * log; // => ['started', 'stopped']
 * ```
 *
 * @publicApi
 */
export type SupervisorEvent =
  | WorkerEvent<'started', { readonly ref: WorkerRef; readonly restarts: number }>
  | WorkerEvent<'startFailed', { readonly error: unknown }>
  | WorkerEvent<
      'crashed',
      {
        readonly method: string;
        readonly error: unknown;
        readonly restartIn: number | undefined;
      }
    >
  | WorkerEvent<'gaveUp', { readonly restarts: number; readonly error: unknown }>
  | WorkerEvent<'stopped', { readonly reason: StopReason; readonly completed: boolean }>
  | WorkerEvent<'stopFailed', { readonly error: unknown }>
  | WorkerEvent<'dropped', { readonly method: string; readonly error: unknown }>;

/**
 * What all events of a supervisor tell.
 *
 * @example
 * ```ts
 * import type { WorkerEvent } from 'nestjs-registry';
 *
 * const event: WorkerEvent<'gaveUp', object> = { type: 'gaveUp', worker: 'UserWorker', key: ['user', 7] };
 * event.key; // => ['user', 7]
 * ```
 *
 * @publicApi
 */
export type WorkerEvent<T extends string, D extends object> = {
  readonly type: T;
  /** The name of the worker's class. */
  readonly worker: string;
  readonly key: Key;
} & D;

/** What becomes an event when it is told which worker it is about. */
export type WorkerNews = {
  [T in SupervisorEvent['type']]: Omit<
    Extract<SupervisorEvent, { readonly type: T }>,
    'worker' | 'key'
  >;
}[SupervisorEvent['type']];
