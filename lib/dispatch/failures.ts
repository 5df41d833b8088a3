import { Observable, Subject } from 'rxjs';
import { describe } from '../describe.js';
import { failures } from '../diagnostics.js';
import { completingEach } from '../registry/complete.js';
import type { Entry } from '../registry/entry.js';
import type { Key } from '../registry/key.js';
import { tellSink } from '../sink.js';
import { disarm } from '../thenable.js';

/**
 * A handler threw, rejected, or returned an observable that errored.
 *
 * @example
 * ```ts
 * import { Registry, type Failure } from 'nestjs-registry';
 *
 * const failures: Failure[] = [];
 * const events = new Registry({ name: 'events', keys: 'duplicate', onError: (failure) => failures.push(failure) });
 * events.subscribe('order', function bill() {
 *   throw new Error('no money');
 * });
 * events.emit('order', 1);
 * failures.map(({ handler, topic, message }) => [handler, topic, message]); // => [['bill', 'order', 1]]
 * ```
 *
 * @publicApi
 */
export interface Failure {
  readonly registry: string;
  readonly topic: Key;
  readonly message: unknown;
  /** The subscriber's entry. */
  readonly entry: Entry;
  /** The handler's name, such as `OrdersService.onCreated`. */
  readonly handler: string;
  /** What was thrown, as it was thrown. */
  readonly error: unknown;
}

/** Where failures go: to whoever observes them, and to the one sink that makes sure that none is overlooked. */
export class Failures {
  readonly #subject = new Subject<Failure>();
  readonly #sink: ((failure: Failure) => void) | undefined;

  constructor(sink: ((failure: Failure) => void) | undefined) {
    this.#sink = sink;
  }

  asObservable(): Observable<Failure> {
    return completingEach(this.#subject);
  }

  /** Never throws, whatever was thrown and whatever the sink does. */
  report(failure: Failure): void {
    disarm(failure.error);
    if (failures.hasSubscribers) failures.publish(failure);
    this.#subject.next(failure);
    if (this.#sink !== undefined) tellSink(this.#sink, failure, reportSink);
  }

  complete(): void {
    this.#subject.complete();
  }
}

/** Only text: what was thrown may throw again when it is shown. */
function reportSink({ registry, error }: Failure, thrown: unknown): void {
  console.error(
    `The onError sink of registry '${registry}' threw ${describe(thrown)} while it was told of ${describe(error)}`,
  );
}

/** The sink of a registry that was given none. */
export function logToConsole({ registry, topic, handler, error }: Failure): void {
  console.error(`Handler ${handler} of topic`, topic, `in registry '${registry}' failed:`, error);
}
