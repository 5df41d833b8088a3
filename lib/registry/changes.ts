import { Observable, Subject } from 'rxjs';
import { anything, checkOptions, type OptionChecks } from '../validate.js';
import type { Entry } from './entry.js';
import { equalKeys } from './equal-keys.js';
import { captureKey, type Key } from './key.js';
import { anOwner } from './options.js';
import type { Owner } from './owner.js';

/**
 * Why an entry is gone: its owner (or whoever holds the registration) took it back, its owner terminated, or the registry
 * was closed.
 *
 * @publicApi
 */
export type UnregisterReason = 'unregistered' | 'terminated' | 'closed';

/**
 * One change of a registry's entries.
 *
 * `entry` is the entry that is there now, or for `unregistered` the one that is gone; `previous` is what an update
 * replaced. `detail` is what the owner's `terminate` was called with.
 *
 * @publicApi
 */
export type Change<V = unknown> =
  | { readonly type: 'registered'; readonly registry: string; readonly entry: Entry<V> }
  | {
      readonly type: 'updated';
      readonly registry: string;
      readonly entry: Entry<V>;
      readonly previous: Entry<V>;
    }
  | {
      readonly type: 'unregistered';
      readonly registry: string;
      readonly entry: Entry<V>;
      readonly reason: UnregisterReason;
      readonly detail: unknown;
    };

/**
 * Which changes to observe: those that fit every field that is given, or those for which a function says `true`.
 *
 * @publicApi
 */
export type ChangeFilter<V = unknown> =
  | { readonly type?: Change['type']; readonly key?: Key; readonly owner?: Owner }
  | ((change: Change<V>) => boolean);

const filterChecks: OptionChecks = {
  type: {
    expected: "'registered', 'updated' or 'unregistered'",
    test: (value) => value === 'registered' || value === 'updated' || value === 'unregistered',
  },
  key: anything,
  owner: anOwner,
};

/** The test that a filter stands for. @throws InvalidOptionError, InvalidKeyError */
export function matcherOf(filter: ChangeFilter): (change: Change) => boolean {
  if (typeof filter === 'function') return filter;
  checkOptions('registry.changes(filter)', filter, filterChecks);
  const { type, owner } = filter;
  const key = filter.key === undefined ? undefined : captureKey(filter.key);
  return (change) =>
    (type === undefined || change.type === type) &&
    (owner === undefined || change.entry.owner === owner) &&
    (key === undefined || equalKeys(change.entry.key, key));
}

/** Tells every observer every change, in the same order: a change made by an observer is told after the current one. */
export class ChangeFeed {
  readonly #subject = new Subject<Change>();
  readonly #waiting: Change[] = [];
  #publishing = false;

  /** Whether anybody listens: a change nobody hears of need not be made into an object. */
  get observed(): boolean {
    return this.#subject.observed;
  }

  publish(change: Change): void {
    this.#waiting.push(change);
    if (this.#publishing) return;
    this.#publishing = true;
    try {
      for (let i = 0; i < this.#waiting.length; i++) this.#subject.next(this.#waiting[i]!);
    } finally {
      this.#waiting.length = 0;
      this.#publishing = false;
    }
  }

  asObservable(): Observable<Change> {
    return this.#subject.asObservable();
  }

  complete(): void {
    this.#subject.complete();
  }
}
