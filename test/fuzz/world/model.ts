import { PATTERNS } from './steps.js';

/** Under which key or pattern something is registered. */
export interface Place {
  readonly key: number;
  readonly pattern: number | undefined;
}

interface SubscriberModel {
  readonly once: boolean;
  readonly filtered: boolean;
  /** Whose abort ends it: only once subscribing is over. */
  signal: number | undefined;
}

export interface ModelEntry {
  readonly id: number;
  readonly place: Place;
  /** Nothing when it owns itself. */
  readonly owner: number | undefined;
  n: number;
  /** Rises with every update. */
  version: number;
  readonly subscriber: SubscriberModel | undefined;
  readonly ttl: number | undefined;
  readonly sliding: boolean;
  deadline: number;
}

/** What there is, written down as plainly as can be: one list, in order of registration. */
export class Model {
  readonly dead = new Set<number>();
  readonly aborted = new Set<number>();
  /** From the moment that closing begins, nothing can be changed; until it is over, messages still go to nobody. */
  closed = false;
  shut = false;
  messages = 0;
  deliveries = 0;
  #entries: ModelEntry[] = [];
  readonly #now: () => number;

  constructor(
    readonly unique: boolean,
    now: () => number,
  ) {
    this.#now = now;
  }

  /** Those whose time is not up. */
  get entries(): readonly ModelEntry[] {
    const now = this.#now();
    return this.#entries.filter(({ deadline }) => deadline > now);
  }

  add(entry: Omit<ModelEntry, 'deadline' | 'version'>): void {
    const deadline = entry.ttl === undefined ? Infinity : this.#now() + entry.ttl;
    this.#entries.push({ ...entry, deadline, version: 0 });
  }

  find(id: number): ModelEntry | undefined {
    return this.entries.find((entry) => entry.id === id);
  }

  remove(gone: readonly (ModelEntry | undefined)[]): number {
    const removed = this.entries.filter((entry) => gone.includes(entry));
    this.#entries = this.#entries.filter((entry) => !removed.includes(entry));
    return removed.length;
  }

  update(entry: ModelEntry, n: number): void {
    entry.n = n;
    entry.version++;
  }

  touch(entry: ModelEntry): void {
    entry.deadline = this.#now() + entry.ttl!;
  }

  at(place: Place): readonly ModelEntry[] {
    return this.entries.filter(({ place: other }) => isSame(place, other));
  }

  under(key: number, owner?: number): readonly ModelEntry[] {
    return this.at({ key, pattern: undefined }).filter(
      (entry) => owner === undefined || entry.owner === owner,
    );
  }

  of(owner: number): readonly ModelEntry[] {
    return this.entries.filter((entry) => entry.owner === owner);
  }

  boundTo(signal: number): readonly ModelEntry[] {
    return this.entries.filter(({ subscriber }) => subscriber?.signal === signal);
  }

  /** To whom a message would go. */
  audience(key: number): readonly ModelEntry[] {
    return this.entries.filter(
      ({ place, subscriber }) =>
        subscriber !== undefined &&
        (place.pattern === undefined
          ? place.key === key
          : PATTERNS[place.pattern]![1].includes(key)),
    );
  }

  get stats(): { entries: number; keys: number; owners: number } {
    const { entries } = this;
    const places = new Set(entries.map(({ place }) => `${place.pattern ?? `key ${place.key}`}`));
    const owners = new Set(entries.map(({ id, owner }) => owner ?? `self ${id}`));
    return { entries: entries.length, keys: places.size, owners: owners.size };
  }
}

/** All subscribers of equal patterns are in one place. */
function isSame(a: Place, b: Place): boolean {
  return a.pattern === b.pattern && (a.pattern !== undefined || a.key === b.key);
}
