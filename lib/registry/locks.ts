import { AsyncLocalStorage } from 'node:async_hooks';
import { LockReentryError, LockTimeoutError, RegistryClosedError } from '../errors.js';
import type { Clock } from './clock.js';
import { captureKey, type Key } from './key.js';
import { KeyMap } from './key-map.js';
import { LinkedList, type Linked } from './linked-list.js';
import { wait, type Waiting, type WaitOptions } from './wait.js';

class Waiter implements Linked<Waiter> {
  previous: Waiter | undefined;
  next: Waiter | undefined;

  constructor(readonly waiting: Waiting<void>) {}
}

/** One lock key that is held, and who waits for it. */
class Lock {
  readonly queue = new LinkedList<Waiter>();

  constructor(readonly key: Key) {}
}

/** The locks that the running code holds, innermost first. */
interface HeldLock {
  readonly lock: Lock;
  outer: HeldLock | undefined;
  /** Code that the holder started and did not await may run on after the lock is free. */
  released: boolean;
}

/**
 * One for all registries: a lock is held in one of them, and whatever is in use burdens every promise of the process, for ever.
 */
const heldLocks = new AsyncLocalStorage<HeldLock>();

/** The innermost lock that is not released, with what is released cut out, so that no chain of them grows for ever. */
function stillHeld(innermost: HeldLock | undefined): HeldLock | undefined {
  let held = innermost;
  while (held?.released === true) held = held.outer;
  if (held !== undefined) held.outer = stillHeld(held.outer);
  return held;
}

/** Mutual exclusion per lock key, first come, first served. Lock keys are a namespace of their own. */
export class Locks {
  readonly #registry: string;
  readonly #clock: Clock;
  readonly #locks = new KeyMap<Lock>();
  #closed = false;

  constructor(registry: string, clock: Clock) {
    this.#registry = registry;
    this.#clock = clock;
  }

  async run<T>(key: unknown, task: () => T | PromiseLike<T>, options: WaitOptions): Promise<T> {
    const captured = captureKey(key);
    if (this.#closed) throw new RegistryClosedError(this.#registry, 'lock');
    options.signal?.throwIfAborted();
    let lock = this.#locks.get(captured);
    const outer = stillHeld(heldLocks.getStore());
    if (lock === undefined) lock = this.#locks.getOrInsert(captured, () => new Lock(captured));
    else await this.#queueFor(lock, outer, options);

    const held: HeldLock = { lock, outer, released: false };
    try {
      // It may have been closed between the moment the lock was granted and this one.
      if (this.#closed) throw new RegistryClosedError(this.#registry, 'lock');
      return await heldLocks.run(held, task);
    } finally {
      held.released = true;
      this.#passOn(lock);
    }
  }

  /** Those who wait are refused; those who hold a lock finish. */
  close(): void {
    this.#closed = true;
    for (const lock of this.#locks.values()) {
      for (let waiter = lock.queue.first; waiter !== undefined; waiter = lock.queue.first) {
        lock.queue.remove(waiter);
        waiter.waiting.reject(new RegistryClosedError(this.#registry, 'lock'));
      }
    }
  }

  #queueFor(lock: Lock, outer: HeldLock | undefined, options: WaitOptions): Promise<void> {
    for (let held = outer; held !== undefined; held = stillHeld(held.outer)) {
      if (held.lock === lock) throw new LockReentryError(this.#registry, lock.key);
    }
    return wait<void>(
      this.#clock,
      options,
      (timeout) => new LockTimeoutError(this.#registry, lock.key, timeout),
      (waiting) => {
        const waiter = new Waiter(waiting);
        lock.queue.push(waiter);
        return () => {
          lock.queue.remove(waiter);
        };
      },
    );
  }

  /** The lock goes straight to the next in the queue: nobody who comes now can overtake. */
  #passOn(lock: Lock): void {
    const next = lock.queue.first;
    if (next === undefined) {
      this.#locks.delete(lock.key);
    } else {
      lock.queue.remove(next);
      next.waiting.resolve();
    }
  }
}
