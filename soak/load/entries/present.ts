import type { Key, Registry } from 'nestjs-registry';
import type { Subscription } from 'rxjs';
import type { Checks } from '../../checks.js';
import type { EntryModel, Value } from '../../model/entries.js';
import { aKey, spell } from './keys.js';
import type { EntriesWorld } from './entries-world.js';

/** One who follows who is present under a key, and knows no more than the diffs. */
class Follower {
  readonly #online = new Map<string, readonly Value[]>();
  readonly #subscription: Subscription;

  constructor(
    readonly key: Key,
    registry: Registry<{ value: Value }>,
  ) {
    this.#subscription = registry
      .presence(key, { by: ({ value }) => value.kind })
      .subscribe(({ joins, leaves }) => {
        for (const { id } of leaves) this.#online.delete(id);
        for (const { id, entries } of joins)
          this.#online.set(
            id,
            entries.map(({ value }) => value),
          );
      });
  }

  compare(checks: Checks, model: EntryModel): void {
    const spelled = spell(this.key);
    const values = model.under(spelled).map(({ value }) => value);
    for (const kind of new Set([...this.#online.keys(), ...values.map((value) => value.kind)])) {
      const expected = values.filter((value) => value.kind === kind);
      checks.same('presence agrees', this.#online.get(kind) ?? [], expected, `${kind} ${spelled}`);
    }
  }

  stop(): void {
    this.#subscription.unsubscribe();
  }
}

const FOLLOWERS = 5;

/** Some who follow, one after the other, who is present. */
export class Present {
  readonly #world: EntriesWorld;
  #followers: Follower[] = [];

  constructor(world: EntriesWorld) {
    this.#world = world;
  }

  step(): void {
    const { random, registry, tally, name } = this.#world;
    tally.add(`${name}: observe presence`);
    if (this.#followers.length === FOLLOWERS) this.#followers.shift()!.stop();
    this.#followers.push(new Follower(aKey(random), registry));
  }

  compare(): void {
    for (const follower of this.#followers) follower.compare(this.#world.checks, this.#world.model);
  }

  stop(): void {
    for (const follower of this.#followers) follower.stop();
    this.#followers = [];
  }
}
