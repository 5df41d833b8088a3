import { survivorsOf } from '../../test/support/heap.js';
import type { Checks } from '../checks.js';

/** Of each kind so many are watched until they are looked for, taken evenly from all that come. */
const WATCHED = 500;

interface Kind {
  seen: number;
  /** Only every so many-th is watched; twice as many are passed over whenever there are too many. */
  every: number;
  refs: WeakRef<object>[];
}

/** What should be gone by now, without keeping it. */
export class Remains {
  readonly #kinds = new Map<string, Kind>();

  watch(kind: string, what: object): void {
    let watched = this.#kinds.get(kind);
    if (watched === undefined) this.#kinds.set(kind, (watched = { seen: 0, every: 1, refs: [] }));
    if (watched.seen++ % watched.every !== 0) return;
    watched.refs.push(new WeakRef(what));
    if (watched.refs.length <= WATCHED) return;
    watched.refs = watched.refs.filter((_, at) => at % 2 === 0);
    watched.every *= 2;
  }

  /** Whether all that was watched is collected, but for so few of a kind as an engine may hold of the last ones. */
  async look(checks: Checks, allowed: number): Promise<void> {
    // All together first: each look takes several collections.
    await survivorsOf([...this.#kinds.values()].flatMap(({ refs }) => refs));
    for (const [kind, { refs, seen }] of this.#kinds) {
      const survivors = refs.flatMap((ref) => ref.deref() ?? []);
      checks.that('nobody survives', survivors.length <= allowed, `${refs.length} ${kind}`, () => [
        `at most ${allowed} of ${seen} ${kind} are not collected`,
        survivors,
      ]);
    }
    this.#kinds.clear();
  }
}
