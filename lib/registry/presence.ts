import { Observable } from 'rxjs';
import { aFunction, type OptionChecks } from '../validate.js';
import type { ChangeListener } from './change-feed.js';
import { complete, fail, next } from './complete.js';
import type { Entry } from './entry.js';
import type { Key } from './key.js';
import { PresentGroups } from './present-groups.js';
import type { Store } from './store.js';

/**
 * Somebody who is present under a key, with all their entries there, in order of registration. It does not change: after a change
 * there is another one.
 *
 * @example
 * ```ts
 * import { Registry, type Present } from 'nestjs-registry';
 *
 * const rooms = new Registry<{ value: string }>({ name: 'rooms', keys: 'duplicate' });
 * const { owner } = rooms.register('lobby', 'on the phone').entry;
 * let present: Present<string>[] = [];
 * rooms.presence('lobby').subscribe(({ joins }) => (present = [...joins]));
 * present.map(({ id, entries }) => [id === owner.id, entries.length]); // => [[true, 1]]
 * ```
 *
 * @publicApi
 */
export interface Present<V = unknown, I extends Key = Key> {
  /** What `by` gave, or the `id` of the owner. */
  readonly id: I;
  /** At least one. */
  readonly entries: readonly Entry<V>[];
}

/**
 * What changed about who is present: delete the ids of all `leaves`, then set those of all `joins`.
 *
 * @example
 * ```ts
 * import { Registry, type PresenceDiff } from 'nestjs-registry';
 *
 * const rooms = new Registry<{ value: string }>({ name: 'rooms', keys: 'duplicate' });
 * const diffs: PresenceDiff<string>[] = [];
 * const ann = rooms.register('lobby', 'away');
 * rooms.presence('lobby').subscribe((diff) => diffs.push(diff));
 * ann.update(() => 'back');
 * ann.unregister();
 * const shown = ({ leaves, joins }: PresenceDiff<string>) =>
 *   [leaves, joins].map((side) => side.flatMap(({ entries }) => entries.map(({ value }) => value)));
 * diffs.map(shown); // => [[[], ['away']], [['away'], ['back']], [['back'], []]]
 * ```
 *
 * @publicApi
 */
export interface PresenceDiff<V = unknown, I extends Key = Key> {
  /** Who has come, and of who has changed what they are now. */
  readonly joins: readonly Present<V, I>[];
  /** Who has gone, and of who has changed what they were before. */
  readonly leaves: readonly Present<V, I>[];
}

/**
 * Options of `presence`.
 *
 * @example
 * ```ts
 * import { Registry, type PresenceOptions } from 'nestjs-registry';
 *
 * const byUser: PresenceOptions<{ user: number }, number> = { by: ({ value }) => value.user };
 * const rooms = new Registry<{ value: { user: number } }>({ name: 'rooms', keys: 'duplicate' });
 * rooms.register('lobby', { user: 7 });
 * const ids: number[] = [];
 * rooms.presence('lobby', byUser).subscribe(({ joins }) => ids.push(...joins.map(({ id }) => id)));
 * ids; // => [7]
 * ```
 *
 * @publicApi
 */
export interface PresenceOptions<V = unknown, I extends Key = Key> {
  /** Who an entry stands for: entries with equal ids are one present. @default the `id` of the owner */
  readonly by?: (entry: Entry<V>) => I;
}

export const presenceOptionChecks: OptionChecks = { by: aFunction };

/** What `registry.presence` returns. */
export function observePresence(
  store: Store,
  key: Key,
  by: (entry: Entry) => Key = ({ owner }) => owner.id,
): Observable<PresenceDiff> {
  return new Observable((observer) => {
    const groups = new PresentGroups(by);
    const tell = (diff: () => PresenceDiff | undefined): void => {
      if (observer.closed) return;
      let told: PresenceDiff | undefined;
      try {
        told = diff();
      } catch (error) {
        fail(observer, error);
        return;
      }
      if (told !== undefined) next(observer, told);
    };
    // Telling what has expired may run code of others. From then on none runs until the state is taken and told.
    const bucket = store.findSettled(key);
    const listener: ChangeListener = {
      next: (change) => {
        tell(() => groups.apply(change));
      },
      complete: () => {
        complete(observer);
      },
    };
    observer.add(store.changes.listen(listener, key));
    store.changes.inTurn(() => {
      tell(() => groups.begin(bucket?.entries() ?? []));
    });
  });
}
