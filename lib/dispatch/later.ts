import { isObservable, type Observable } from 'rxjs';

/** What a handler may return that has not settled yet. */
export type Later = PromiseLike<unknown> | Observable<unknown>;

/** May throw: reading `then` can run code of whoever made the result. */
export function settlesLater(result: unknown): result is Later {
  if ((typeof result !== 'object' && typeof result !== 'function') || result === null) return false;
  return typeof (result as { then?: unknown }).then === 'function' || isObservable(result);
}

export function isRx(result: unknown): result is Observable<unknown> {
  return isObservable(result);
}
