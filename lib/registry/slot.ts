import { describe } from '../describe.js';
import { Bucket } from './bucket.js';
import type { UnregisterReason } from './changes.js';
import type { Endings } from './endings.js';
import type { Entry } from './entry.js';
import type { Gate } from './gate.js';
import type { Handler } from './handler.js';
import { Hold, Holding, type Held } from './holding.js';
import type { Key } from './key.js';
import type { Occupant } from './occupant.js';
import { Owner } from './owner.js';

/** What a slot needs of the store that it is in. */
export interface SlotHost {
  /** What the registry is called. */
  readonly name: string;
  readonly endings: Endings;
  detach(slot: Slot): void;
  remove(slot: Slot, reason: UnregisterReason): boolean;
  announce(slot: Slot, reason: UnregisterReason, detail: unknown): void;
  /** Whether its time is up, though it has not ended yet. */
  isDue(slot: Slot): boolean;
}

/**
 * The place of one registration in the tables: under its key, and among what its owner holds. Its entry may be replaced;
 * the slot stays until the registration ends.
 *
 * There may be millions: what only some need is in a subclass, or beside the slots, or made when it is needed.
 */
export abstract class Slot implements Held, Occupant {
  /** Its position in the bucket; `-1` before it is added and after it has ended. */
  index = -1;
  /** The bucket that it is in, or the store in whose table it stands by itself. */
  #home: Bucket | SlotHost;
  #hold: Hold | undefined;
  /** Its entry, once somebody has asked for it. */
  protected made: Entry | undefined;

  constructor(
    readonly key: Key,
    home: Bucket | SlotHost,
    /** Rises by one with every registration in the registry: iterations stop at what came after them. */
    readonly sequence: number,
  ) {
    this.#home = home;
  }

  abstract get value(): unknown;

  /** Only a subscriber has one. */
  abstract get handler(): Handler | undefined;

  /** Replaces the entry; whoever holds the old one keeps it as it was. */
  abstract replace(value: unknown): void;

  get host(): SlotHost {
    return this.#home instanceof Bucket ? this.#home.host : this.#home;
  }

  /** A subscriber always has one. */
  get bucket(): Bucket | undefined {
    return this.#home instanceof Bucket ? this.#home : undefined;
  }

  get occupant(): Occupant {
    return this.bucket ?? this;
  }

  /** Stands before the handler, if anything does. */
  get gate(): Gate | undefined {
    return undefined;
  }

  get active(): boolean {
    return this.index >= 0;
  }

  /** Registered without an owner: then an owner that ends with it is made when somebody asks for it. */
  get ownsItself(): boolean {
    return this.#hold === undefined || this.#hold.holding.ownerOf === this;
  }

  get owner(): Owner {
    return (this.#hold ??= this.#holdItself()).holding.owner;
  }

  /** The owner if there is one that others can name: asking does not make one. */
  get knownOwner(): Owner | undefined {
    return this.#hold?.holding.owner;
  }

  /** What its owner, if others can name it, holds in the same store. */
  get holding(): Holding | undefined {
    return this.#hold?.holding;
  }

  get entry(): Entry {
    return (this.made ??= this.entryWith(this.value));
  }

  protected entryWith(value: unknown): Entry {
    return Object.freeze({ key: this.key, owner: this.owner, value });
  }

  // ── By itself under its key ────────────────────────────────────────────────────────────────────────────────────────

  get size(): number {
    return this.active ? 1 : 0;
  }

  get slots(): readonly Slot[] {
    return [this];
  }

  first(): Slot {
    return this;
  }

  live(): readonly Slot[] {
    return [this];
  }

  entries(): readonly Entry[] {
    return Object.freeze([this.entry]);
  }

  ownedBy(owner: Owner): readonly Slot[] {
    return this.knownOwner === owner ? [this] : [];
  }

  /** Takes its place under its key. */
  enter(): void {
    if (this.#home instanceof Bucket) this.#home.add(this);
    else this.index = 0;
  }

  /** Leaves it, and tells whether nothing is left there. */
  exit(): boolean {
    const { bucket } = this;
    if (bucket === undefined) this.index = -1;
    else bucket.remove(this);
    return bucket === undefined || bucket.size === 0;
  }

  /** Another entry is about to come under its key: from now on it is in a bucket. */
  moveTo(bucket: Bucket): void {
    this.#home = bucket;
    bucket.add(this);
  }

  // ── Coming and going ───────────────────────────────────────────────────────────────────────────────────────────────

  /** Gives it to `owner`, which is alive. */
  belongTo(owner: Owner): void {
    this.#hold = owner.hold(this, this.host);
  }

  /** Its owner holds it no more, and is still known. */
  letGo(): void {
    if (this.#hold !== undefined) this.owner.release(this.#hold);
  }

  /** Calls `ending` when the registration ends, at once when it has; the function it returns takes that back. */
  onEnd(ending: () => void): () => void {
    if (this.active) return this.host.endings.add(this, ending);
    ending();
    return () => undefined;
  }

  /** Called by the store, once, when the slot is out of all tables. */
  end(detail: unknown): void {
    this.host.endings.run(this);
    if (this.#hold?.holding.ownerOf === this) this.owner.terminate(detail);
  }

  leave(): void {
    this.host.detach(this);
  }

  tellEnd(reason: unknown): void {
    this.host.announce(this, 'terminated', reason);
  }

  #holdItself(): Hold {
    const owner = new Owner(`of ${describe(this.key)}`);
    if (!this.active) {
      owner.terminate();
      return new Hold(this, new Holding(owner, this.host, this), 0);
    }
    const hold = owner.hold(this, this.host, this);
    this.#hold = hold;
    this.bucket?.adopted(this);
    return hold;
  }
}
