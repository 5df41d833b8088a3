import { config, Observable, type Subscriber } from 'rxjs';

/**
 * What an observer's finalizer throws must not keep anything else from going on or ending: other observers, an owner's
 * entries, a handler. It is thrown later, which is what RxJS does with what observers throw.
 */
export function complete(observer: Subscriber<never>): void {
  try {
    observer.complete();
  } catch (error) {
    throwLater(error);
  }
}

/** Tells `observer` a value, in the same way: an operator may end it with any. */
export function next<T>(observer: Subscriber<T>, value: T): void {
  try {
    observer.next(value);
  } catch (error) {
    throwLater(error);
  }
}

/** Ends `observer` with an error, in the same way. */
export function fail(observer: Subscriber<never>, failure: unknown): void {
  try {
    observer.error(failure);
  } catch (error) {
    throwLater(error);
  }
}

function throwLater(error: unknown): void {
  queueMicrotask(() => {
    if (config.onUnhandledError === null) throw error;
    config.onUnhandledError(error);
  });
}

/** The same values; each observer is told and completed as is done here, which a subject does not do. `source` never errors. */
export function completingEach<T>(source: Observable<T>): Observable<T> {
  return new Observable((observer) =>
    source.subscribe({
      next: (value) => {
        next(observer, value);
      },
      complete: () => {
        complete(observer);
      },
    }),
  );
}
