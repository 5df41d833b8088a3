import { aSignal, aTimeout, type OptionChecks } from '../validate.js';
import type { Clock } from './clock.js';

/**
 * How long to wait.
 *
 * @example
 * ```ts
 * import { Registry, type WaitOptions } from 'nestjs-registry';
 *
 * const users = new Registry({ name: 'users', keys: 'unique' });
 * const options: WaitOptions = { timeout: 1_000, signal: AbortSignal.abort('enough') };
 * await users.whenRegistered('ann', options).catch((reason: unknown) => reason); // => 'enough'
 * ```
 *
 * @publicApi
 */
export interface WaitOptions {
  /** Milliseconds after which waiting fails. @default no limit */
  readonly timeout?: number;
  /** Aborting it ends the waiting; the promise then rejects with the signal's reason. */
  readonly signal?: AbortSignal;
}

export const waitOptionChecks: OptionChecks = { timeout: aTimeout, signal: aSignal };

/** The two ways in which a wait that has begun can be ended from outside. */
export interface Waiting<T> {
  resolve(value: T): void;
  reject(error: unknown): void;
}

/**
 * A promise for something that may come later, limited by a timeout and a signal. `begin` is called unless the signal has
 * aborted already; what it returns is called when the wait ends without the value, so that nothing is left in a queue.
 */
export function wait<T>(
  clock: Clock,
  { timeout, signal }: WaitOptions,
  timedOut: (timeout: number) => Error,
  begin: (waiting: Waiting<T>) => () => void,
): Promise<T> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted === true) {
      reject(signal.reason as Error);
      return;
    }
    let over = false;
    let cancelTimer: (() => void) | undefined;
    const stopWatching = (): void => {
      over = true;
      cancelTimer?.();
      signal?.removeEventListener('abort', onAbort);
    };
    const leave = begin({
      resolve(value) {
        stopWatching();
        resolve(value);
      },
      reject(error) {
        stopWatching();
        reject(error as Error);
      },
    });
    const giveUp = (error: unknown): void => {
      stopWatching();
      leave();
      reject(error as Error);
    };
    function onAbort(): void {
      giveUp(signal?.reason);
    }
    // What is there already ends the wait at once: then nothing must be left behind.
    if (over) return;
    try {
      signal?.addEventListener('abort', onAbort);
      if (timeout === undefined) return;
      cancelTimer = clock.setTimer(() => {
        giveUp(timedOut(timeout));
      }, timeout);
    } catch (error) {
      // Whoever is rejected must not stay in a queue.
      giveUp(error);
    }
  });
}
