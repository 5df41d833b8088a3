import { describe } from '../describe.js';
import type { Bucket } from './bucket.js';
import type { UnregisterReason } from './changes.js';
import type { Entry } from './entry.js';
import type { Gate } from './gate.js';
import type { Handler } from './handler.js';
import type { Held, Holding } from './holding.js';
import { Owner } from './owner.js';

/** What a slot needs of the store that it is in. */
export interface SlotHost {
  detach(slot: Slot): void;
  remove(slot: Slot, reason: UnregisterReason): boolean;
  announce(slot: Slot, reason: UnregisterReason, detail: unknown): void;
  /** Whether its time is up, though it has not ended yet. */
  isDue(slot: Slot): boolean;
}

/**
 * The place of one registration in the tables: under its key, and among what its owner holds. Its entry may be replaced;
 * the slot stays until the registration ends.
 */
export class Slot implements Held {
  /** Its position in the bucket; `-1` before it is added and after it has ended. */
  index = -1;
  order = 0;
  previous: Held | undefined;
  next: Held | undefined;
  holding: Holding | undefined;
  #owner: Owner | undefined;
  #value: unknown;
  #entry: Entry | undefined;
  #endings: Set<() => void> | undefined;

  constructor(
    readonly host: SlotHost,
    readonly bucket: Bucket,
    /** Rises with every registration in the registry: iterations stop at what came after them. */
    readonly sequence: number,
    readonly handler: Handler | undefined,
    readonly gate: Gate | undefined,
    owner: Owner | undefined,
    value: unknown,
  ) {
    this.#owner = owner;
    this.#value = value;
    this.ownsItself = owner === undefined;
  }

  /** Registered without an owner: then an owner that ends with it is made when somebody asks for it. */
  readonly ownsItself: boolean;

  get active(): boolean {
    return this.index >= 0;
  }

  get owner(): Owner {
    if (this.#owner === undefined) {
      this.#owner = new Owner(`of ${describe(this.bucket.key)}`);
      if (this.active) {
        this.holding = this.#owner.hold(this, this.host);
        this.bucket.adopted(this);
      } else {
        this.#owner.terminate();
      }
    }
    return this.#owner;
  }

  /** The owner if there is one that others can name: asking does not make one. */
  get knownOwner(): Owner | undefined {
    return this.#owner;
  }

  get value(): unknown {
    return this.#value;
  }

  get entry(): Entry {
    return (this.#entry ??= Object.freeze({
      key: this.bucket.key,
      owner: this.owner,
      value: this.#value,
    }));
  }

  /** Replaces the entry; whoever holds the old one keeps it as it was. */
  replace(value: unknown): void {
    this.#value = value;
    this.#entry = undefined;
  }

  /** Calls `ending` when the registration ends, at once when it has; the function it returns takes that back. */
  onEnd(ending: () => void): () => void {
    if (!this.active) {
      ending();
      return () => undefined;
    }
    this.#endings ??= new Set();
    this.#endings.add(ending);
    return () => {
      this.#endings?.delete(ending);
    };
  }

  /** Called by the store, once, when the slot is out of all tables. */
  end(detail: unknown): void {
    const endings = this.#endings;
    this.#endings = undefined;
    if (endings !== undefined) for (const ending of endings) ending();
    if (this.ownsItself) this.#owner?.terminate(detail);
  }

  leave(): void {
    this.host.detach(this);
  }

  tellEnd(reason: unknown): void {
    this.host.announce(this, 'terminated', reason);
  }
}
