/** An API that is handed callbacks in every way that there is, to show that each is found. */
import type { EventEmitter } from 'node:events';
import type { Observable } from 'rxjs';

export interface Options {
  readonly callback?: () => void;
  readonly nested: { readonly inner?: (value: number) => boolean };
  readonly list: readonly (() => void)[];
  readonly signal?: AbortSignal;
  readonly text: string;
}

export interface Hooks {
  onStart(): void;
}

export interface Data {
  readonly value: number;
}

export class Api<T> {
  readonly data: Data = { value: 1 };

  constructor(readonly given: (value: T) => void) {}

  take(callback: () => void, data: Data, options?: Options): void {
    callback();
    options?.callback?.();
    void data;
  }

  generic<F extends (value: T) => T>(change: F | T): F | T {
    return change;
  }

  classes(type: new () => object, topic: abstract new () => object): void {
    void [type, topic];
  }

  emitter(source: Pick<EventEmitter, 'once'>): void {
    void source;
  }

  ownObject(other: Api<T>): void {
    void other;
  }

  /** @internal */
  hidden(callback: () => void): void {
    callback();
  }

  get observed(): Observable<T> {
    throw new TypeError('It is only looked at.');
  }

  get signal(): AbortSignal {
    throw new TypeError('It is only looked at.');
  }
}

export function decorate(key: string | ((self: object) => { readonly later: () => void })) {
  return (target: () => void): void => {
    void [key, target];
  };
}
