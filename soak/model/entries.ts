import type { Key, Owner, Registration } from 'nestjs-registry';

/** An object of its own for each registration and update, so that the value tells the entry. */
export interface Value {
  readonly kind: string;
  readonly n: number;
}

/** One entry, as the model has it. */
export interface Known {
  readonly key: Key;
  readonly spelled: string;
  /** None when it owns itself. */
  readonly owner: Owner | undefined;
  readonly registration: Registration<Value>;
  readonly ttl: number;
  readonly sliding: boolean;
  value: Value;
  /** From this moment on it is gone; never, without a `ttl`. */
  deadline: number;
  /** Its place in the list of all. */
  place: number;
}

const NONE: readonly never[] = [];

/** What a registry must hold: lists in order of registration, and nothing clever. */
export class EntryModel {
  readonly all: Known[] = [];
  readonly expiring = new Set<Known>();
  readonly #byKey = new Map<string, Known[]>();
  readonly #byOwner = new Map<Owner, Set<Known>>();

  get keys(): number {
    return this.#byKey.size;
  }

  /** Those who own themselves are owners, too. */
  get owners(): number {
    return this.#byOwner.size + this.all.filter(({ owner }) => owner === undefined).length;
  }

  groups(): Iterable<readonly Known[]> {
    return this.#byKey.values();
  }

  holdings(): Iterable<readonly [Owner, ReadonlySet<Known>]> {
    return this.#byOwner;
  }

  under(spelled: string): readonly Known[] {
    return this.#byKey.get(spelled) ?? NONE;
  }

  of(owner: Owner): Known[] {
    return [...(this.#byOwner.get(owner) ?? NONE)];
  }

  ownedUnder(owner: Owner, spelled: string): Known[] {
    return this.under(spelled).filter((known) => known.owner === owner);
  }

  add(known: Known): void {
    known.place = this.all.push(known) - 1;
    const others = this.#byKey.get(known.spelled);
    if (others === undefined) this.#byKey.set(known.spelled, [known]);
    else others.push(known);
    if (known.deadline !== Infinity) this.expiring.add(known);
    if (known.owner === undefined) return;
    const held = this.#byOwner.get(known.owner);
    if (held === undefined) this.#byOwner.set(known.owner, new Set([known]));
    else held.add(known);
  }

  has(known: Known): boolean {
    return this.all[known.place] === known;
  }

  remove(known: Known): void {
    const last = this.all.pop()!;
    if (last !== known) {
      this.all[known.place] = last;
      last.place = known.place;
    }
    known.place = -1;
    const others = this.#byKey.get(known.spelled)!;
    if (others.length === 1) this.#byKey.delete(known.spelled);
    else others.splice(others.indexOf(known), 1);
    this.expiring.delete(known);
    if (known.owner === undefined) return;
    const held = this.#byOwner.get(known.owner)!;
    held.delete(known);
    if (held.size === 0) this.#byOwner.delete(known.owner);
  }

  /** What is over at this moment is gone; tells what that is. */
  expire(now: number): Known[] {
    const over = [...this.expiring].filter(({ deadline }) => deadline <= now);
    for (const known of over) this.remove(known);
    return over;
  }
}
