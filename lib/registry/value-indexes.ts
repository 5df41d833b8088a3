import { captureKey, shapeOf, type Key } from './key.js';
import { KeyMap } from './key-map.js';
import type { Slot } from './slot.js';

/** The slots whose value has one thing at the indexed path. */
class Shelf {
  readonly slots = new Set<Slot>();

  constructor(readonly key: Key) {}
}

/** Where a value belongs: nowhere (it has no such field), among what is no key, or under a key. */
type Place = 'nowhere' | 'oddments' | { readonly key: Key };

/** The slots of a registry by one field of their values. */
class ValueIndex {
  readonly #steps: readonly string[];
  readonly #shelves = new KeyMap<Shelf>();
  /** What cannot be a key is equal to nothing but itself; it is looked at each time. */
  readonly #oddments = new Set<Slot>();
  /** Where each slot stands: its value may be changed behind the registry's back, its place not. */
  readonly #places = new Map<Slot, Shelf | undefined>();

  constructor(path: string) {
    this.#steps = path.split('.');
  }

  /** Where `value` belongs. May run code of the value (a getter); what throws is looked at again each time. */
  placeOf(value: unknown): Place {
    let field = value;
    try {
      for (const step of this.#steps) {
        if (shapeOf(field) !== 'record' || !Object.hasOwn(field as object, step)) return 'nowhere';
        field = (field as Readonly<Record<string, unknown>>)[step];
      }
      // In an array, because undefined by itself is no key.
      return { key: captureKey([field]) };
    } catch {
      return 'oddments';
    }
  }

  add(slot: Slot, place: Place): void {
    if (place === 'nowhere') return;
    if (place === 'oddments') {
      this.#oddments.add(slot);
      this.#places.set(slot, undefined);
      return;
    }
    const shelf = this.#shelves.getOrInsert(place.key, () => new Shelf(place.key));
    shelf.slots.add(slot);
    this.#places.set(slot, shelf);
  }

  remove(slot: Slot): void {
    if (!this.#places.has(slot)) return;
    const shelf = this.#places.get(slot);
    this.#places.delete(slot);
    this.#oddments.delete(slot);
    shelf?.slots.delete(slot);
    if (shelf?.slots.size === 0) this.#shelves.delete(shelf.key);
  }

  count(value: unknown): number {
    return this.#oddments.size + (this.#shelf(value)?.slots.size ?? 0);
  }

  find(value: unknown): Slot[] {
    return [...(this.#shelf(value)?.slots ?? []), ...this.#oddments];
  }

  #shelf(value: unknown): Shelf | undefined {
    try {
      return this.#shelves.get([value]);
    } catch {
      // What cannot be a key is on no shelf.
      return undefined;
    }
  }
}

/** The places of one value in each index. */
export type Places = readonly Place[];

const NOWHERE: Places = Object.freeze([]);

/** The indexes that a registry was asked to keep, by their paths. */
export class ValueIndexes {
  readonly #byPath: ReadonlyMap<string, ValueIndex>;
  readonly #all: readonly ValueIndex[];

  constructor(paths: readonly string[]) {
    this.#byPath = new Map(paths.map((path) => [path, new ValueIndex(path)]));
    this.#all = [...this.#byPath.values()];
  }

  /** Read before anything is changed, since it may run code of the value. */
  placesOf(value: unknown): Places {
    return this.#all.length === 0 ? NOWHERE : this.#all.map((index) => index.placeOf(value));
  }

  add(slot: Slot, places: Places): void {
    for (let i = 0; i < this.#all.length; i++) this.#all[i]!.add(slot, places[i]!);
  }

  remove(slot: Slot): void {
    for (const index of this.#all) index.remove(slot);
  }

  /** How many slots may have `value` at `path`; `undefined` when there is no such index. */
  count(path: string, value: unknown): number | undefined {
    return this.#byPath.get(path)?.count(value);
  }

  /** The slots that may have `value` at `path`, in order of registration. */
  find(path: string, value: unknown): Slot[] {
    const slots = this.#byPath.get(path)?.find(value) ?? [];
    return slots.sort((a, b) => a.sequence - b.sequence);
  }
}
