import type { MessageContext } from '../registry/handler.js';
import type { Slot } from '../registry/slot.js';
import type { DropReason } from './delivery.js';
import type { Underway } from './in-flight.js';

/** What the turns of one dispatch have in common. */
export interface Round {
  readonly slots: readonly (Slot | undefined)[];
  /** What was added later is not part of it. */
  readonly length: number;
  readonly message: unknown;
  readonly context: MessageContext;
  /** Whether the slot is there and meant. */
  meant(slot: Slot | undefined): slot is Slot;
  /** Lets a slot have the message, if it wants it. */
  reach(slot: Slot): void;
  /** A slot will not have it. */
  drop(slot: Slot, reason: DropReason): void;
  /** All had their turn. */
  over(turns: Turns): void;
}

/**
 * Calls the handlers of a giant topic with a turn of the event loop after every so many. Each turn is asked for in the
 * last one, so the publisher's asynchronous context goes with it.
 */
export class Turns implements Underway {
  previous: Underway | undefined;
  next: Underway | undefined;
  readonly #round: Round;
  readonly #every: number;
  #position = 0;
  #last: Slot | undefined;
  #calling = false;
  #over = false;
  #immediate: NodeJS.Immediate | undefined;

  constructor(round: Round, every: number) {
    this.#round = round;
    this.#every = every;
  }

  get message(): unknown {
    return this.#round.message;
  }

  get context(): MessageContext {
    return this.#round.context;
  }

  readonly waiting = true;
  readonly stoppable = true;

  /** The next that would be called, or the last that was: between two turns there is one. */
  get slot(): Slot {
    return this.#rest()[0] ?? this.#last!;
  }

  get more(): number {
    return Math.max(0, this.#rest().length - 1);
  }

  /** Calls the first handlers now. */
  start(): void {
    const { slots, length } = this.#round;
    let asked = 0;
    this.#calling = true;
    while (this.#position < length && asked < this.#every) {
      const slot = slots[this.#position++];
      if (!this.#round.meant(slot)) continue;
      this.#last = slot;
      this.#round.reach(slot);
      // Also who did not want it: a million filters hold up the event loop as well.
      asked++;
    }
    this.#calling = false;
    if (this.#position < length) {
      this.#immediate = setImmediate(() => {
        this.start();
      });
    } else {
      this.#finish();
    }
  }

  cut(reason: DropReason): void {
    if (this.#over) return;
    clearImmediate(this.#immediate);
    const rest = this.#rest();
    this.#position = this.#round.length;
    for (const slot of rest) this.#round.drop(slot, reason);
    // A handler that is being called has its result to tell yet.
    if (!this.#calling) this.#finish();
  }

  #finish(): void {
    this.#over = true;
    this.#round.over(this);
  }

  #rest(): Slot[] {
    return this.#round.slots
      .slice(this.#position, this.#round.length)
      .filter((slot) => this.#round.meant(slot));
  }
}
