import type { StopReason } from './worker-events.js';

/**
 * A worker that has something to do before its first message. The name of the worker can be looked up when it is done; what it
 * throws fails the start, and in a restart is a crash.
 *
 * @example
 * ```ts
 * import type { OnStart } from 'nestjs-registry';
 *
 * class UserWorker implements OnStart {
 *   userId = 0;
 *   async onStart(userId: number): Promise<void> {
 *     this.userId = userId;
 *   }
 * }
 * UserWorker.name; // => 'UserWorker'
 * ```
 *
 * @publicApi
 */
export interface OnStart {
  /** Called with what the worker is started with, at every restart again. */
  onStart(...args: never[]): unknown;
}

/**
 * A worker that has something to release. It has finished its last message by then, can no longer be looked up, and its name
 * is still its own.
 *
 * @example
 * ```ts
 * import type { OnStop, StopReason } from 'nestjs-registry';
 *
 * class UserWorker implements OnStop {
 *   async onStop(reason: StopReason, error?: unknown): Promise<void> {}
 * }
 * UserWorker.name; // => 'UserWorker'
 * ```
 *
 * @publicApi
 */
export interface OnStop {
  /** Called once for every `onStart` that was completed in time, after a crash with the error too. */
  onStop(reason: StopReason, error?: unknown): unknown;
}
