import { registrations } from '../diagnostics.js';
import { OwnerTerminatedError, RegistryClosedError, TerminationCallbackError } from '../errors.js';
import { Bucket } from './bucket.js';
import { ChangeFeed } from './change-feed.js';
import type { UnregisterReason } from './changes.js';
import type { Clock } from './clock.js';
import { FEW } from './crowd.js';
import type { Entry } from './entry.js';
import { ExpiringSlot, type Lifespan } from './expiring-slot.js';
import { Expiry } from './expiry.js';
import type { Gate } from './gate.js';
import type { Handler } from './handler.js';
import { captureKey, type Key } from './key.js';
import { hashKey } from './key-hash.js';
import { KeyMap } from './key-map.js';
import type { Owner } from './owner.js';
import { Partition } from './partition.js';
import type { Reservation } from './reservation.js';
import { GatedSlot, Slot, type SlotHost } from './slot.js';
import { ValueIndexes, type Places } from './value-indexes.js';
import { Waiters } from './waiters.js';

const NONE: readonly never[] = Object.freeze([]);

/** What a store is made from; validated by the registry. */
export interface StoreOptions {
  readonly name: string;
  readonly unique: boolean;
  readonly partitions: number;
  /** The paths of the fields of values that are indexed. */
  readonly index: readonly string[];
  readonly clock: Clock;
  /** Is told what callbacks throw where nobody called who could catch it. */
  readonly report: (slot: Slot, error: unknown) => void;
}

/**
 * The entries of one registry, in partitions. Every write goes through `add`, `remove` or `replace`, each of which leaves
 * all tables right before any code of the user runs.
 *
 * The tables may still hold entries whose time is up: whoever shows entries settles `expiry` first. Those never have handlers.
 */
export class Store implements SlotHost {
  readonly name: string;
  readonly unique: boolean;
  readonly partitions: readonly Partition[];
  readonly changes = new ChangeFeed();
  readonly waiters = new Waiters();
  readonly indexes: ValueIndexes;
  /** Called with each new subscriber when it is in the tables, before anybody is told of it. */
  subscribed: ((slot: Slot) => void) | undefined;
  readonly expiry: Expiry;
  /** The table of a store that has one, which is what most have: then no key is hashed to find it. */
  readonly #only: KeyMap<Bucket> | undefined;
  readonly #reservations = new KeyMap<Reservation>();
  #closed = false;
  #size = 0;
  #owners = 0;
  #sequence = 0;
  /** How many slots have been detached and not announced. */
  #untold = 0;
  /** Whether `close` has removed everything. */
  #emptied = false;

  constructor({ name, unique, partitions, index, clock, report }: StoreOptions) {
    this.name = name;
    this.unique = unique;
    this.partitions = Array.from({ length: partitions }, () => new Partition());
    this.#only = partitions === 1 ? this.partitions[0]!.buckets : undefined;
    this.indexes = new ValueIndexes(index);
    this.expiry = new Expiry(this, clock, report);
  }

  get size(): number {
    return this.#size;
  }

  get owners(): number {
    return this.#owners;
  }

  get closed(): boolean {
    return this.#closed;
  }

  /** @throws InvalidKeyError */
  find(key: unknown): Bucket | undefined {
    const only = this.#only;
    return only === undefined ? this.#partitionOf(key).buckets.get(key) : only.get(key);
  }

  /** As `find`, but nothing in the bucket has expired. @throws InvalidKeyError */
  findSettled(key: unknown): Bucket | undefined {
    const bucket = this.find(key);
    // Who was told may have registered anew, in another bucket.
    const expired = bucket !== undefined && this.expiry.pending && this.expiry.settle(bucket.slots);
    return expired ? this.find(key) : bucket;
  }

  /**
   * Registers, and tells who waits for the key and who observes changes. When the key of a unique store is
   * taken: the entry that holds it.
   */
  add(
    operation: string,
    key: unknown,
    owner: Owner | undefined,
    value: unknown,
    handler?: Handler,
    gate?: Gate,
    lifespan?: Lifespan,
  ): Slot | Entry {
    // Reading key and value may run code of the caller (a getter), so nothing is checked or changed before it.
    const found = this.findSettled(key);
    const captured = found?.key ?? captureKey(key);
    const places = this.indexes.placesOf(value);
    this.assertOpen(operation);
    if (owner?.alive === false) throw new OwnerTerminatedError(this.name, captured, owner);
    const reservation = this.reservation(captured);
    if (reservation !== undefined) throw reservation.refusal();
    const now = lifespan === undefined ? 0 : this.expiry.now();

    const partition = this.#partitionOf(captured);
    // A bucket that was emptied meanwhile has left the table; any other is still in it, and need not be looked up again.
    const bucket =
      found !== undefined && found.size > 0
        ? found
        : partition.buckets.getOrInsert(captured, () => new Bucket(captured, this));
    if (this.unique && bucket.size > 0) return bucket.first()!.entry;
    const sequence = this.#sequence++;
    const slot =
      lifespan !== undefined
        ? new ExpiringSlot(bucket, sequence, value, lifespan, now)
        : handler !== undefined && gate !== undefined
          ? new GatedSlot(bucket, sequence, handler, value, gate)
          : new Slot(bucket, sequence, handler, value);
    try {
      // First, because an index may be full; nothing else has changed then.
      this.indexes.add(slot, places);
    } catch (error) {
      this.indexes.remove(slot);
      if (bucket.size === 0) partition.buckets.delete(captured);
      throw error;
    }
    if (owner !== undefined) slot.belongTo(owner);
    bucket.add(slot);
    partition.entries++;
    this.#size++;
    if (slot.holding === undefined || slot.holding.size === 1) this.#owners++;
    if (handler !== undefined) this.subscribed?.(slot);
    if (slot instanceof ExpiringSlot) this.#expire(slot);

    if (this.waiters.size > 0) this.waiters.resolve(captured, slot);
    // Before anybody can end the registration again: its end must not be told first.
    if (this.changes.isHeard(captured))
      this.changes.publish({ type: 'registered', registry: this.name, entry: slot.entry });
    if (registrations.hasSubscribers)
      registrations.publish({ registry: this.name, entry: slot.entry });
    return slot;
  }

  /** Who holds a captured key without an entry. */
  reservation(key: Key): Reservation | undefined {
    return this.#reservations.size === 0 ? undefined : this.#reservations.get(key);
  }

  /** Keeps a captured key for `holder`, who has made sure that it is free or its own. */
  reserve(key: Key, holder: Reservation): void {
    this.#reservations.getOrInsert(key, () => holder);
  }

  /** Gives a key free that `holder` has reserved; one that is somebody else's stays reserved. */
  release(key: Key, holder: Reservation): void {
    if (this.reservation(key) === holder) this.#reservations.delete(key);
  }

  /** Ends one registration; `false` when it has ended already. */
  remove(slot: Slot, reason: UnregisterReason): boolean {
    if (!this.expiry.isActive(slot)) return false;
    this.detach(slot);
    this.announce(slot, reason, undefined);
    return true;
  }

  /**
   * Ends several registrations and tells how many. First all of them are gone, then each is told, even when telling
   * another made a callback throw.
   */
  removeAll(slots: Iterable<Slot>, reason: UnregisterReason): number {
    const active = [...slots].filter((slot) => slot.active);
    for (const slot of active) this.detach(slot);
    const errors: unknown[] = [];
    for (const slot of active) {
      try {
        this.announce(slot, reason, undefined);
      } catch (error) {
        if (!(error instanceof TerminationCallbackError)) throw error;
        errors.push(...error.errors);
      }
    }
    if (errors.length > 0) {
      throw new TerminationCallbackError(errors, 'registrations that owned themselves');
    }
    return active.length;
  }

  /** Takes an active slot out of all tables. Runs no code of the user; `announce` has to follow. */
  detach(slot: Slot): void {
    const { bucket, holding } = slot;
    const partition = this.#partitionOf(bucket.key);
    this.#untold++;
    bucket.remove(slot);
    if (slot instanceof ExpiringSlot) this.expiry.remove(slot);
    this.indexes.remove(slot);
    if (bucket.size === 0) partition.buckets.delete(bucket.key);
    partition.entries--;
    this.#size--;
    slot.letGo();
    if (holding === undefined || holding.size === 0) this.#owners--;
  }

  /** Tells that a slot has been detached: to observers of changes, and to what was waiting for its end. */
  announce(slot: Slot, reason: UnregisterReason, detail: unknown): void {
    this.#untold--;
    if (this.changes.isHeard(slot.bucket.key)) {
      const { entry } = slot;
      this.changes.publish({ type: 'unregistered', registry: this.name, entry, reason, detail });
    }
    if (this.#emptied) this.#completeChanges();
    slot.end(detail);
  }

  /** `places` are those of `value`, read before the slot was found fit to be changed. */
  replace(slot: Slot, value: unknown, places: Places): void {
    const previous = slot.entry;
    slot.replace(value);
    this.indexes.remove(slot);
    this.indexes.add(slot, places);
    if (this.changes.isHeard(slot.bucket.key)) {
      this.changes.publish({ type: 'updated', registry: this.name, entry: slot.entry, previous });
    }
  }

  isDue(slot: Slot): boolean {
    return this.expiry.isDue(slot);
  }

  /** What `owner` has under `key`, in order of registration, in time proportional to their number. */
  ownedUnder(owner: Owner, key: unknown): readonly Slot[] {
    const owned = this.#ownedUnder(owner, key);
    return this.expiry.settle(owned) ? this.#ownedUnder(owner, key) : owned;
  }

  /** All that `owner` has in this store, in order of registration. */
  heldBy(owner: Owner): readonly Slot[] {
    const held = this.#heldBy(owner);
    return this.expiry.settle(held) ? this.#heldBy(owner) : held;
  }

  /** Every slot that is here now and still there when its turn comes, without copying them. */
  slots(): IterableIterator<Slot> {
    return this.slotsIn(this.#buckets());
  }

  /** The buckets of all array keys that begin with these elements. */
  *below(prefix: readonly unknown[]): IterableIterator<Bucket> {
    for (const { buckets } of this.partitions) yield* buckets.below(prefix);
  }

  /** The slots of buckets as they are now, those left out that end before their turn. */
  slotsIn(buckets: Iterable<Bucket>): IterableIterator<Slot> {
    return slotsBefore(this.#sequence, buckets, this.expiry);
  }

  /** Removes every entry, completes what observes, and refuses all writes from now on. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    try {
      this.removeAll(this.slots(), 'closed');
    } finally {
      this.waiters.rejectAll(new RegistryClosedError(this.name, 'whenRegistered'));
      this.#emptied = true;
      this.#completeChanges();
    }
  }

  assertOpen(operation: string): void {
    if (this.#closed) throw new RegistryClosedError(this.name, operation);
  }

  #ownedUnder(owner: Owner, key: unknown): readonly Slot[] {
    const bucket = this.find(key);
    const holding = owner.holdingIn(this);
    if (bucket === undefined || holding === undefined) return NONE;
    return holding.size <= FEW && holding.size < bucket.size
      ? this.#heldBy(owner).filter((slot) => slot.bucket === bucket)
      : bucket.ownedBy(owner);
  }

  #heldBy(owner: Owner): readonly Slot[] {
    const slots: Slot[] = [];
    for (let hold = owner.holdingIn(this)?.first; hold !== undefined; hold = hold.next)
      slots.push(hold.held as Slot);
    return slots;
  }

  #expire(slot: ExpiringSlot): void {
    try {
      this.expiry.add(slot);
    } catch (error) {
      // A clock that sets no timer: nobody has been told of the entry.
      this.detach(slot);
      this.#untold--;
      throw error;
    }
  }

  /** An observer may have closed the registry while others that ended together were still to be told. */
  #completeChanges(): void {
    if (this.#untold === 0) this.changes.complete();
  }

  *#buckets(): IterableIterator<Bucket> {
    for (const { buckets } of this.partitions) yield* buckets.values();
  }

  #partitionOf(key: unknown): Partition {
    const { length } = this.partitions;
    if (length === 1) return this.partitions[0]!;
    const hash = hashKey(key);
    // FNV's low bits are its weakest: fold the high ones in.
    return this.partitions[((hash ^ (hash >>> 15)) >>> 0) % length]!;
  }
}

function* slotsBefore(
  limit: number,
  buckets: Iterable<Bucket>,
  expiry: Expiry,
): IterableIterator<Slot> {
  for (const { slots } of buckets) {
    for (let i = 0, { length } = slots; i < length; i++) {
      const slot = slots[i];
      if (slot !== undefined && slot.sequence < limit && expiry.isActive(slot)) yield slot;
    }
  }
}
