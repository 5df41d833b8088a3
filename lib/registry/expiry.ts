import { AsyncResource } from 'node:async_hooks';
import { InvalidOptionError } from '../errors.js';
import { MAX_TIMEOUT } from '../validate.js';
import type { Clock } from './clock.js';
import { DeadlineQueue } from './deadline-queue.js';
import { ExpiringSlot } from './expiring-slot.js';
import type { Slot, SlotHost } from './slot.js';

/** How many entries may end in one turn of the event loop because of the timer. */
const PER_TURN = 1_000;
/** After so many milliseconds a clock that has told nonsense is asked again. */
const A_WHILE = 1_000;

/**
 * Ends registrations whose time is up: a timer does, for whoever observes changes, and whoever reads does so first for what
 * would otherwise be seen too late. One timer for a registry, and none when nothing can expire.
 */
export class Expiry {
  readonly #host: SlotHost;
  readonly #clock: Clock;
  readonly #report: (slot: Slot, error: unknown) => void;
  readonly #queue = new DeadlineQueue();
  /** The timer must not run in, nor keep alive, the asynchronous context of whoever happened to register. */
  readonly #context = new AsyncResource('nestjs-registry:expiry');
  #cancelTimer: (() => void) | undefined;
  #timerDue = Infinity;

  /** `report` is told what callbacks throw, because nobody called who could catch it. */
  constructor(host: SlotHost, clock: Clock, report: (slot: Slot, error: unknown) => void) {
    this.#host = host;
    this.#clock = clock;
    this.#report = report;
  }

  /** Whether there is anything that can expire. */
  get pending(): boolean {
    return this.#queue.size > 0;
  }

  /** When an entry begins to live. @throws InvalidOptionError when the clock tells no time: the entry would never end. */
  now(): number {
    const now = this.#clock.now();
    if (Number.isFinite(now)) return now;
    throw new InvalidOptionError(
      'clock',
      'one whose now() tells a number',
      now,
      `registry '${this.#host.name}'`,
    );
  }

  add(slot: ExpiringSlot): void {
    this.#queue.add(slot);
    if (this.#queue.next < this.#timerDue) this.#setTimer();
  }

  remove(slot: ExpiringSlot): void {
    this.#queue.remove(slot);
    if (this.#queue.size === 0) this.#dropTimer();
  }

  isDue(slot: Slot): boolean {
    return slot instanceof ExpiringSlot && slot.deadline <= this.#clock.now();
  }

  /** Whether a registration has not ended; one whose time is up ends now. */
  isActive(slot: Slot): boolean {
    if (this.pending && this.isDue(slot)) this.#end(slot);
    return slot.active;
  }

  /** Begins the time of a slot anew, and tells whether it was not up. */
  renew(slot: ExpiringSlot): boolean {
    const now = this.#clock.now();
    // Not `<=`: by a clock that tells no number nothing is renewed.
    if (!slot.active || !(slot.deadline > now)) return false;
    slot.deadline = now + slot.ttl;
    return true;
  }

  /** Ends those among `slots` whose time is up; tells whether there were any. */
  settle(slots: readonly (Slot | undefined)[]): boolean {
    if (this.#queue.size === 0) return false;
    const now = this.#clock.now();
    if (now < this.#queue.next) return false;
    const due = slots.filter(
      (slot): slot is ExpiringSlot => slot instanceof ExpiringSlot && slot.deadline <= now,
    );
    for (const slot of due) this.#end(slot);
    return due.length > 0;
  }

  /** Ends everything whose time is up. */
  settleAll(): void {
    if (this.#queue.size > 0) this.#settleFirst(Infinity);
  }

  /** Ends the first whose time is up, in order, with no more than `limit` steps. */
  #settleFirst(limit: number): void {
    const now = this.#clock.now();
    for (let step = 0; step < limit && this.#queue.next <= now; step++) {
      const { first } = this.#queue;
      // By a clock that tells the end of time, that of an empty queue has come as well.
      if (first === undefined) return;
      if (first.deadline > this.#queue.next) this.#queue.postponeFirst();
      else this.#end(first);
    }
  }

  #end(slot: Slot): void {
    // Whoever was told of another may have ended this one.
    if (!slot.active) return;
    this.#host.detach(slot);
    try {
      this.#host.announce(slot, 'expired', undefined);
    } catch (error) {
      this.#report(slot, error);
    }
  }

  #setTimer(): void {
    const due = this.#queue.next;
    const wait = this.#wait();
    const cancel = this.#context.runInAsyncScope(() =>
      this.#clock.setTimer(this.#onTimer, wait, true),
    );
    // Only now: where the clock fails, the timer that there was is still needed.
    this.#dropTimer();
    this.#timerDue = due;
    this.#cancelTimer = cancel;
  }

  /** Until the first is due. A clock that has gone back, or tells no number, is asked again when that may be over. */
  #wait(): number {
    const wait = Math.ceil(Math.max(0, this.#queue.next - this.#clock.now()));
    const longest = Math.ceil(Math.max(this.#queue.first!.ttl, A_WHILE));
    return Math.min(Number.isNaN(wait) ? A_WHILE : wait, longest, MAX_TIMEOUT);
  }

  #dropTimer(): void {
    this.#cancelTimer?.();
    this.#cancelTimer = undefined;
    this.#timerDue = Infinity;
  }

  readonly #onTimer = (): void => {
    this.#cancelTimer = undefined;
    this.#timerDue = Infinity;
    this.#settleFirst(PER_TURN);
    if (this.#queue.next < this.#timerDue) this.#setTimer();
  };
}
