import type { Observable } from 'rxjs';
import type { Entry, Key, Present, PresenceDiff } from 'nestjs-registry';

/** A client of presence, with the one rule that it has: delete who leaves, set who joins. */
export class Online<V = unknown> {
  readonly diffs: PresenceDiff<V>[] = [];
  readonly errors: unknown[] = [];
  completed = false;
  readonly #present = new Map<Key, Present<V>>();
  readonly #subscription;

  constructor(presence: Observable<PresenceDiff<V>>) {
    this.#subscription = presence.subscribe({
      next: (diff) => {
        this.diffs.push(diff);
        for (const { id } of diff.leaves) this.#present.delete(id);
        for (const present of diff.joins) this.#present.set(present.id, present);
      },
      error: (error: unknown) => this.errors.push(error),
      complete: () => (this.completed = true),
    });
  }

  /** Who is there, with the values of their entries. */
  get now(): Record<string, V[]> {
    return Object.fromEntries(
      [...this.#present].map(([id, { entries }]) => [String(id as string), valuesOf(entries)]),
    );
  }

  /** The entries of everybody, as they were told. */
  get entries(): ReadonlyMap<Key, readonly Entry<V>[]> {
    return new Map([...this.#present].map(([id, { entries }]) => [id, entries]));
  }

  /** Each diff as `-id:values +id:values`. */
  get story(): string[] {
    const side = (sign: string, presents: readonly Present<V>[]): string[] =>
      presents.map(
        ({ id, entries }) => `${sign}${String(id as string)}:${valuesOf(entries).join('')}`,
      );
    return this.diffs.map(({ leaves, joins }) =>
      [...side('-', leaves), ...side('+', joins)].join(' '),
    );
  }

  stop(): void {
    this.#subscription.unsubscribe();
  }
}

function valuesOf<V>(entries: readonly Entry<V>[]): V[] {
  return entries.map(({ value }) => value);
}
