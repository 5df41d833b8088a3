import { types } from 'node:util';

/** Whether `await` would wait for it. May throw: reading `then` can run code of whoever made the value. */
export function isThenable<T>(value: T | PromiseLike<T>): value is PromiseLike<T> {
  if ((typeof value !== 'object' && typeof value !== 'function') || value === null) return false;
  return typeof (value as { readonly then?: unknown }).then === 'function';
}

/** Sees to it that a promise ends no process when it rejects: it was thrown or refused, so nobody will await it. */
export function disarm(value: unknown): void {
  if (!types.isPromise(value)) return;
  try {
    // Not by its own `catch`, which may be anything.
    void Promise.prototype.then.call(value, undefined, () => undefined);
  } catch {
    // Whoever made a promise that cannot be awaited hears of it in other ways.
  }
}
