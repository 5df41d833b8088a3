import { isDeepStrictEqual } from 'node:util';
import { Exact, Rest, Variable, Wildcard } from '../../lib/match/term.js';

export interface ModelEntry {
  /** Its number among all that were ever registered. */
  readonly id: number;
  readonly key: unknown;
  readonly owner: number;
  value: unknown;
  readonly handler?: (message: unknown) => void;
}

export interface ModelChange {
  readonly type: 'registered' | 'updated' | 'unregistered';
  readonly id: number;
  readonly value: unknown;
  readonly reason?: 'unregistered' | 'terminated';
}

/** A registry written down as plainly as can be: one list, walked from its beginning for everything. */
export class NaiveRegistry {
  entries: ModelEntry[] = [];
  readonly dead = new Set<number>();
  readonly changes: ModelChange[] = [];
  readonly meta: [key: unknown, value: unknown][] = [];
  messages = 0;
  deliveries = 0;
  #registered = 0;

  constructor(readonly unique: boolean) {}

  register(
    key: unknown,
    owner: number,
    value: unknown,
    handler?: ModelEntry['handler'],
  ): ModelEntry | 'dead' | { holder: ModelEntry } {
    if (this.dead.has(owner)) return 'dead';
    const holder = this.lookup(key)[0];
    if (this.unique && holder !== undefined) return { holder };
    const entry = { id: this.#registered++, key, owner, value, handler };
    this.entries.push(entry);
    this.changes.push({ type: 'registered', id: entry.id, value });
    return entry;
  }

  remove(gone: readonly ModelEntry[], reason: 'unregistered' | 'terminated'): number {
    const removed = gone.filter((entry) => this.entries.includes(entry));
    this.entries = this.entries.filter((entry) => !removed.includes(entry));
    for (const { id, value } of removed)
      this.changes.push({ type: 'unregistered', id, value, reason });
    return removed.length;
  }

  update(entry: ModelEntry, value: unknown): boolean {
    if (!this.entries.includes(entry)) return false;
    entry.value = value;
    this.changes.push({ type: 'updated', id: entry.id, value });
    return true;
  }

  terminate(owner: number): void {
    this.dead.add(owner);
    this.remove(this.of(owner), 'terminated');
  }

  lookup(key: unknown): ModelEntry[] {
    return this.entries.filter((entry) => isDeepStrictEqual(entry.key, key));
  }

  of(owner: number): ModelEntry[] {
    return this.entries.filter((entry) => entry.owner === owner);
  }

  match(key: unknown, pattern: unknown, guard: Guard): ModelEntry[] {
    return this.lookup(key).filter(({ value }) => {
      const bound = new Map<unknown, unknown>();
      return fits(pattern, value, bound) && guard.test(bound);
    });
  }

  /** What each entry binds in the first of these heads that fits it. */
  select(heads: readonly Head[]): { entry: ModelEntry; clause: number; bound: unknown[] }[] {
    return this.entries.flatMap((entry) => {
      for (const [clause, { key, owner, value, guard }] of heads.entries()) {
        const bound = new Map<unknown, unknown>();
        const found =
          fits(key, entry.key, bound) &&
          (owner === undefined || owner === entry.owner) &&
          fits(value, entry.value, bound) &&
          guard.test(bound);
        if (found) return [{ entry, clause, bound: inOrder(bound) }];
      }
      return [];
    });
  }

  dispatch(key: unknown, message: unknown): number {
    this.messages++;
    let reached = 0;
    for (const entry of this.lookup(key)) {
      if (entry.handler === undefined || !this.entries.includes(entry)) continue;
      reached++;
      entry.handler(message);
    }
    this.deliveries += reached;
    return reached;
  }

  setMeta(key: unknown, value: unknown): void {
    this.deleteMeta(key);
    this.meta.push([key, value]);
  }

  getMeta(key: unknown): unknown {
    return this.meta.find(([other]) => isDeepStrictEqual(other, key))?.[1];
  }

  deleteMeta(key: unknown): boolean {
    const place = this.meta.findIndex(([other]) => isDeepStrictEqual(other, key));
    if (place >= 0) this.meta.splice(place, 1);
    return place >= 0;
  }

  get stats(): {
    entries: number;
    keys: number;
    owners: number;
    messages: number;
    deliveries: number;
  } {
    const keys = this.entries.filter(
      (entry, place) =>
        this.entries.findIndex(({ key }) => isDeepStrictEqual(key, entry.key)) === place,
    );
    return {
      entries: this.entries.length,
      keys: keys.length,
      owners: new Set(this.entries.map(({ owner }) => owner)).size,
      messages: this.messages,
      deliveries: this.deliveries,
    };
  }
}

/** A guard in the data form, and what it means. */
export interface Guard {
  readonly data: readonly unknown[];
  readonly test: (bound: ReadonlyMap<unknown, unknown>) => boolean;
}

export interface Head {
  readonly key: unknown;
  readonly owner: number | undefined;
  readonly value: unknown;
  readonly guard: Guard;
}

function fits(pattern: unknown, value: unknown, bound: Map<unknown, unknown>): boolean {
  if (pattern instanceof Wildcard) return true;
  if (pattern instanceof Variable) {
    if (bound.has(pattern.name)) return isDeepStrictEqual(bound.get(pattern.name), value);
    bound.set(pattern.name, value);
    return true;
  }
  if (Array.isArray(pattern)) {
    if (!Array.isArray(value)) return false;
    const last: unknown = pattern.at(-1);
    if (!(last instanceof Rest)) {
      return (
        pattern.length === value.length &&
        pattern.every((part, place) => fits(part, value[place], bound))
      );
    }
    const fixed = pattern.length - 1;
    return (
      value.length >= fixed &&
      pattern.slice(0, -1).every((part, place) => fits(part, value[place], bound)) &&
      fits(last.pattern, value.slice(fixed), bound)
    );
  }
  const fields = pattern instanceof Exact ? pattern.fields : pattern;
  if (typeof fields !== 'object' || fields === null) return Object.is(fields, value);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const names = Object.keys(fields);
  if (pattern instanceof Exact && Object.keys(value).length !== names.length) return false;
  return names.every(
    (name) =>
      Object.hasOwn(value, name) &&
      fits(Reflect.get(fields, name), Reflect.get(value, name), bound),
  );
}

function inOrder(bound: ReadonlyMap<unknown, unknown>): unknown[] {
  return [...bound].sort(([a], [b]) => (a as number) - (b as number)).map(([, value]) => value);
}
