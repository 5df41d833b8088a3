import type { Key } from './key.js';
import type { Owner } from './owner.js';

/**
 * One registration as it was when you asked: an immutable `{ key, owner, value }`.
 *
 * An update replaces the entry in the registry; the one you hold does not change.
 *
 * @example
 * ```ts
 * import { Registry, type Entry } from 'nestjs-registry';
 *
 * const users = new Registry<{ value: number }>({ name: 'users', keys: 'unique' });
 * const registration = users.register('ann', 1);
 * const entry: Entry<number> = registration.entry;
 * registration.update(() => 2);
 * entry.value; // => 1
 * registration.entry.value; // => 2
 * ```
 *
 * @publicApi
 */
export interface Entry<V = unknown> {
  /** The captured key: frozen, and independent of what was passed to `register`. */
  readonly key: Key;
  /** Whose lifetime the entry is bound to. */
  readonly owner: Owner;
  /** The data attached to the entry. */
  readonly value: V;
}
