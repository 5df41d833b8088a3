import type { Change } from './changes.js';
import type { Entry } from './entry.js';
import { captureKey, type Key } from './key.js';
import { KeyMap } from './key-map.js';
import type { Present, PresenceDiff } from './presence.js';

interface Member {
  entry: Entry;
  group: Group;
  /** Rises with every registration, and stays over updates. */
  readonly order: number;
}

/** The entries of one id, in order of registration. */
class Group {
  readonly id: Key;
  readonly #members: Member[] = [];
  #present: Present | undefined;

  constructor(id: Key) {
    this.id = id;
  }

  get size(): number {
    return this.#members.length;
  }

  /** What was told of it last: an array to be spread, empty when nothing was. */
  get told(): readonly Present[] {
    return this.#present === undefined ? [] : [this.#present];
  }

  /** What is to be told of it now: nothing when it has become empty. */
  renewed(): readonly Present[] {
    const entries = Object.freeze(this.#members.map(({ entry }) => entry));
    this.#present = entries.length === 0 ? undefined : Object.freeze({ id: this.id, entries });
    return this.told;
  }

  add(member: Member): void {
    // Only one that an update has moved here is not the last.
    let place = this.#members.length;
    while (place > 0 && this.#members[place - 1]!.order > member.order) place--;
    this.#members.splice(place, 0, member);
  }

  remove(member: Member): void {
    this.#members.splice(this.#members.indexOf(member), 1);
  }
}

/** Who is present under one key, as one observer has been told. */
export class PresentGroups {
  readonly #by: (entry: Entry) => Key;
  readonly #groups = new KeyMap<Group>();
  /** By their entries as they were told last. */
  readonly #members = new Map<Entry, Member>();
  #joined = 0;

  constructor(by: (entry: Entry) => Key) {
    this.#by = by;
  }

  /** Everybody who is there at the start. */
  begin(entries: readonly Entry[]): PresenceDiff {
    const groups = new Set<Group>();
    for (const entry of entries) {
      const group = this.#groupOf(entry);
      this.#join(entry, group);
      groups.add(group);
    }
    return { joins: [...groups].flatMap((group) => group.renewed()), leaves: [] };
  }

  /** Nothing for an entry that was gone, but had not been told to be, when the observer came. */
  apply(change: Change): PresenceDiff | undefined {
    switch (change.type) {
      case 'registered':
        return this.#registered(change.entry);
      case 'updated':
        return this.#updated(change.previous, change.entry);
      case 'unregistered':
        return this.#unregistered(change.entry);
    }
  }

  #registered(entry: Entry): PresenceDiff {
    const group = this.#groupOf(entry);
    const leaves = group.told;
    this.#join(entry, group);
    return { joins: group.renewed(), leaves };
  }

  #updated(previous: Entry, entry: Entry): PresenceDiff {
    const member = this.#members.get(previous)!;
    const before = member.group;
    const after = this.#groupOf(entry);
    const groups = before === after ? [before] : [before, after];
    const leaves = groups.flatMap((group) => group.told);
    this.#members.delete(previous);
    this.#members.set(entry, member);
    member.entry = entry;
    if (before !== after) {
      this.#leave(member);
      member.group = after;
      after.add(member);
    }
    return { joins: groups.flatMap((group) => group.renewed()), leaves };
  }

  #unregistered(entry: Entry): PresenceDiff | undefined {
    const member = this.#members.get(entry);
    if (member === undefined) return undefined;
    const leaves = member.group.told;
    this.#members.delete(entry);
    this.#leave(member);
    return { joins: member.group.renewed(), leaves };
  }

  /** The group in which an entry belongs; it is there, but perhaps empty. */
  #groupOf(entry: Entry): Group {
    const id = captureKey(this.#by(entry));
    return this.#groups.getOrInsert(id, () => new Group(id));
  }

  #join(entry: Entry, group: Group): void {
    const member = { entry, group, order: this.#joined++ };
    this.#members.set(entry, member);
    group.add(member);
  }

  #leave(member: Member): void {
    member.group.remove(member);
    if (member.group.size === 0) this.#groups.delete(member.group.id);
  }
}
