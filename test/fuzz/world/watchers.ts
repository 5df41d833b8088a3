import type { Change, Entry, Key, PresenceDiff } from 'nestjs-registry';
import { Online } from '../../support/online.js';
import { fault } from '../harness/failures.js';
import type { Reaction } from './steps.js';
import { idOf, type Value } from './entries.js';
import type { World } from './world.js';

interface Watcher {
  readonly stop: () => void;
  /** Throws when what it was told does not add up to what there is. */
  readonly check: () => void;
}

/** Whoever observes: of what they are told, they put together what there is. */
export class Watchers {
  readonly #world: World;
  #all: Watcher[] = [];
  /** What the first observer of all was told of each entry. */
  readonly #stories = new Map<number, string[]>();
  readonly #known = new Map<number, Entry<Value>>();
  /** By key, for how many somebody observes. */
  completed = 0;

  constructor(world: World) {
    this.#world = world;
    world.registry.changes().subscribe((change) => {
      this.#hear(change);
    });
  }

  get size(): number {
    return this.#all.length;
  }

  observe(key: number | undefined, reaction: Reaction): void {
    const { registry } = this.#world;
    const filter = key === undefined ? {} : { key: this.#world.key(key) };
    const subscription = this.#world.neutral(() =>
      registry.changes(filter).subscribe({
        next: (change) => {
          const ended = change.type === 'unregistered' ? idOf(change.entry) : undefined;
          this.#world.after(reaction, 'an observer of changes', ended);
        },
        complete: () => this.completed++,
      }),
    );
    const stop = (): void => {
      subscription.unsubscribe();
    };
    this.#all.push({ stop, check: () => undefined });
  }

  presence(key: number, by: Reaction | undefined, reaction: Reaction): void {
    const { registry } = this.#world;
    const group = (entry: Entry<Value>): Key => {
      if (by !== undefined) this.#world.after(by, 'the groups of presence');
      return ['n', entry.value.n];
    };
    const presence = registry.presence(this.#world.key(key), by === undefined ? {} : { by: group });
    const online = this.#world.neutral(() => new Online(presence));
    const observer = {
      next: ({ joins, leaves }: PresenceDiff<Value>) => {
        const stayed = joins.flatMap(({ entries }) => entries.map(idOf));
        const gone = leaves.flatMap(({ entries }) => entries.map(idOf));
        const ended = gone.find((id) => !stayed.includes(id));
        this.#world.after(reaction, 'an observer of presence', ended);
      },
      error: () => undefined,
    };
    const told = this.#world.neutral(() => presence.subscribe(observer));
    this.#all.push({
      stop: () => {
        online.stop();
        told.unsubscribe();
      },
      check: () => {
        this.#checkPresence(key, by, online);
      },
    });
  }

  leave(pick: number): void {
    const [gone] = this.#all.splice(pick % Math.max(1, this.#all.length), 1);
    gone?.stop();
  }

  leaveAll(): void {
    for (const { stop } of this.#all.splice(0)) stop();
  }

  /** The stories of all entries are whole, and what is known is what there is. */
  check(): void {
    for (const { check } of this.#all) check();
    const there = new Map([...this.#world.registry].map((entry) => [idOf(entry), entry]));
    for (const [id, entry] of there)
      if (this.#known.get(id) !== entry) fault('an entry was not told', { id, entry });
    if (this.#known.size !== there.size) fault('an end was not told', this.#known);
    for (const [id, story] of this.#stories) {
      if (!/^registered( updated)*( unregistered)?$/.test(story.join(' ')))
        fault('a story is not whole', { id, story });
      if (story.includes('unregistered') === there.has(id)) fault('wrongly ended', { id, story });
    }
  }

  #hear(change: Change<Value>): void {
    const id = idOf(change.entry);
    this.#stories.set(id, [...(this.#stories.get(id) ?? []), change.type]);
    if (change.type === 'unregistered') this.#known.delete(id);
    else this.#known.set(id, change.entry);
  }

  #checkPresence(key: number, by: Reaction | undefined, online: Online<Value>): void {
    if (online.errors.length > 0 || online.completed) return;
    const expected = new Map<string, Entry<Value>[]>();
    for (const entry of this.#world.registry.lookup(this.#world.key(key))) {
      const id = by === undefined ? entry.owner.id : String(entry.value.n);
      expected.set(id, [...(expected.get(id) ?? []), entry]);
    }
    const got = new Map(
      [...online.entries].map(([id, entries]) => [
        typeof id === 'string' ? id : String((id as unknown[])[1]),
        entries,
      ]),
    );
    const isSame =
      got.size === expected.size &&
      [...expected].every(([id, entries]) => {
        const online = got.get(id) ?? [];
        return online.length === entries.length && entries.every((entry, i) => entry === online[i]);
      });
    if (!isSame) fault('presence does not add up', { got, expected });
  }
}
