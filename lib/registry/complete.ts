import { config, Observable, type Subscriber } from 'rxjs';

/**
 * What an observer's finalizer throws must not keep anything else from ending: other observers, an owner's entries, a handler.
 * It is thrown later, which is what RxJS does with what observers throw.
 */
export function complete(observer: Subscriber<never>): void {
  try {
    observer.complete();
  } catch (error) {
    queueMicrotask(() => {
      if (config.onUnhandledError === null) throw error;
      config.onUnhandledError(error);
    });
  }
}

/** The same values; each observer is completed as `complete` does it, which a subject does not. `source` never errors. */
export function completingEach<T>(source: Observable<T>): Observable<T> {
  return new Observable((observer) =>
    source.subscribe({
      next: (value) => {
        observer.next(value);
      },
      complete: () => {
        complete(observer);
      },
    }),
  );
}
