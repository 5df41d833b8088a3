import { registrations } from '../diagnostics.js';
import { OwnerTerminatedError, RegistryClosedError, TerminationCallbackError } from '../errors.js';
import { Bucket } from './bucket.js';
import { ChangeFeed } from './change-feed.js';
import type { UnregisterReason } from './changes.js';
import type { Clock } from './clock.js';
import { FEW } from './crowd.js';
import { Endings } from './endings.js';
import type { Entry } from './entry.js';
import { ExpiringSlot, type Lifespan } from './expiring-slot.js';
import { Expiry } from './expiry.js';
import type { Gate } from './gate.js';
import type { Handler } from './handler.js';
import { captureKey } from './key.js';
import { KeyTables } from './key-tables.js';
import type { Owner } from './owner.js';
import { PlainSlot } from './plain-slot.js';
import { Reservations } from './reservations.js';
import { Roll } from './roll.js';
import { Slot, type SlotHost } from './slot.js';
import { GatedSlot, SubscriberSlot } from './subscriber-slot.js';
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
  readonly tables: KeyTables;
  readonly reservations = new Reservations();
  readonly changes = new ChangeFeed();
  readonly endings = new Endings();
  readonly waiters = new Waiters();
  readonly indexes: ValueIndexes;
  /** Called with each new subscriber when it is in the tables, before anybody is told of it. */
  subscribed: ((slot: Slot) => void) | undefined;
  readonly expiry: Expiry;
  readonly #roll = new Roll();
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
    this.tables = new KeyTables(partitions);
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

  /** What stands under `key` and has not expired. @throws InvalidKeyError */
  findSettled(key: unknown): Slot | Bucket | undefined {
    const found = this.tables.find(key);
    if (found === undefined || !this.expiry.pending) return found;
    const expired =
      found instanceof Bucket ? this.expiry.settle(found.slots) : !this.expiry.isActive(found);
    // Who was told may have registered anew.
    return expired ? this.tables.find(key) : found;
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
    const reservation = this.reservations.of(captured);
    if (reservation !== undefined) throw reservation.refusal();
    const now = lifespan === undefined ? 0 : this.expiry.now();

    const partition = this.tables.partitionOf(captured);
    // Reading key and value may have run anything; what is not empty is still there, or in a bucket by now.
    const occupant =
      found !== undefined && found.size > 0 ? found.occupant : this.tables.find(captured);
    if (this.unique && occupant !== undefined) return occupant.first()!.entry;
    const bucket = partition.bucketFor(captured, occupant, handler !== undefined, this);
    const sequence = this.#sequence;
    const slot =
      lifespan !== undefined
        ? new ExpiringSlot(captured, bucket ?? this, sequence, value, lifespan, now)
        : bucket === undefined || handler === undefined
          ? new PlainSlot(captured, bucket ?? this, sequence, value)
          : gate === undefined
            ? new SubscriberSlot(bucket, sequence, handler)
            : new GatedSlot(bucket, sequence, handler, gate);
    if (bucket === undefined) partition.table.insert(captured, slot);
    try {
      // First, because an index may be full; nothing else has changed then.
      this.indexes.add(slot, places);
    } catch (error) {
      this.indexes.remove(slot);
      if (bucket === undefined || bucket.size === 0) partition.table.delete(captured);
      throw error;
    }
    this.#sequence++;
    if (owner !== undefined) slot.belongTo(owner);
    slot.enter();
    if (handler !== undefined && value !== undefined) slot.replace(value);
    this.#roll.add(slot);
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
        // One by one: as arguments they would stand on the stack.
        for (const thrown of error.errors) errors.push(thrown);
      }
    }
    if (errors.length > 0) {
      throw new TerminationCallbackError(errors, 'registrations that owned themselves');
    }
    return active.length;
  }

  /** Takes an active slot out of all tables. Runs no code of the user; `announce` has to follow. */
  detach(slot: Slot): void {
    const { key, holding } = slot;
    const partition = this.tables.partitionOf(key);
    this.#untold++;
    const isEmpty = slot.exit();
    this.#roll.remove(slot);
    if (slot instanceof ExpiringSlot) this.expiry.remove(slot);
    this.indexes.remove(slot);
    if (isEmpty) partition.table.delete(key);
    partition.entries--;
    this.#size--;
    slot.letGo();
    if (holding === undefined || holding.size === 0) this.#owners--;
  }

  /** Tells that a slot has been detached: to observers of changes, and to what was waiting for its end. */
  announce(slot: Slot, reason: UnregisterReason, detail: unknown): void {
    this.#untold--;
    if (this.changes.isHeard(slot.key)) {
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
    if (this.changes.isHeard(slot.key)) {
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

  /** Every slot that is here now and still there when its turn comes, in order of registration, without copying them. */
  slots(): IterableIterator<Slot> {
    return this.#slotsBefore(this.nextSequence);
  }

  /** The sequence of the next registration: who walks slots may meet later ones, which are not of the moment he began. */
  get nextSequence(): number {
    return this.#sequence;
  }

  /** All slots by runs, in order of registration, with holes. A run that is under way may get more slots, and lose some. */
  runs(): IterableIterator<readonly (Slot | undefined)[]> {
    return this.#roll.chunks();
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
    const occupant = this.tables.find(key);
    const holding = owner.holdingIn(this);
    if (occupant === undefined || holding === undefined) return NONE;
    return holding.size <= FEW && holding.size < occupant.size
      ? this.#heldBy(owner).filter((slot) => slot.occupant === occupant)
      : occupant.ownedBy(owner);
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

  *#slotsBefore(end: number): IterableIterator<Slot> {
    for (const slots of this.runs()) {
      for (let i = 0, { length } = slots; i < length; i++) {
        const slot = slots[i];
        if (slot !== undefined && slot.sequence < end && this.expiry.isActive(slot)) yield slot;
      }
    }
  }
}
