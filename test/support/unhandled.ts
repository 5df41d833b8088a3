import assert from 'node:assert/strict';
import type { EventEmitter } from 'node:events';
import { runInThisContext } from 'node:vm';
import { config } from 'rxjs';

/** The process itself: what a spec has by that name is a copy, whose listeners hear of nothing. */
const host = runInThisContext('process') as EventEmitter;
const EVENTS = ['uncaughtException', 'unhandledRejection'] as const;

/** Where an error went that nobody handled. */
export type Unhandled = readonly [where: (typeof EVENTS)[number] | 'rxjs', error: unknown];

/**
 * What nobody handles while the tests of a file run: the errors that would have ended the process, and those that RxJS
 * would have thrown there. A test fails that leaves any of them untaken.
 */
export class UnhandledErrors {
  #seen: Unhandled[] = [];
  /** The test runner's own, which would fail the test that expects something. */
  readonly #listeners = new Map<string, ((...args: unknown[]) => void)[]>();

  constructor() {
    beforeEach(() => this.#begin());
    afterEach(async () => {
      const left = await this.take();
      this.#end();
      assert.deepEqual(left, [], 'nobody handles this');
    });
  }

  /** Everything up to now, which is then forgotten. */
  async take(): Promise<readonly Unhandled[]> {
    await everythingReported();
    const taken = this.#seen;
    this.#seen = [];
    return taken;
  }

  #begin(): void {
    for (const event of EVENTS) {
      this.#listeners.set(event, host.listeners(event) as ((...args: unknown[]) => void)[]);
      host.removeAllListeners(event);
      host.on(event, (error: unknown) => {
        this.#seen.push([event, error]);
      });
    }
    config.onUnhandledError = (error) => {
      this.#seen.push(['rxjs', error]);
    };
  }

  #end(): void {
    for (const event of EVENTS) {
      host.removeAllListeners(event);
      for (const listener of this.#listeners.get(event) ?? []) host.on(event, listener);
    }
    config.onUnhandledError = null;
  }
}

/** The engine reports when all microtasks have run, RxJS by a timer that is set before this one and is as short. */
export async function everythingReported(): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
  await new Promise((resolve) => setTimeout(resolve, 1));
  await new Promise((resolve) => setImmediate(resolve));
}
