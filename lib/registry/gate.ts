import type { Bucket } from './bucket.js';
import type { MessageContext } from './handler.js';
import type { Slot } from './slot.js';

/** Stands between the messages of a topic and one handler. The dispatcher makes it; the store only keeps it with the slot. */
export interface Gate {
  /** Whether the handler needs a context of each message's own. */
  readonly scoped: boolean;
  /** Whether its registration ends with the first message that it takes. */
  readonly once: boolean;
  /** Takes a message for the handler of `slot`, now or later; `false` when it is not for that handler. */
  admit(
    slot: Slot,
    message: unknown,
    context: MessageContext,
    outcomes: Outcomes | undefined,
  ): boolean;
}

/** Where the results of the handlers of one message go. */
export interface Outcomes {
  /** A handler has returned `result`, or failed or was dropped at once. */
  add(slot: Slot, result: unknown): void;
  /** A handler will settle later, and `pending` stands for its result; tells the place to settle. */
  expect(slot: Slot, pending: Work): number;
  /** A handler's observable has given a value and goes on. */
  progress(place: number, value: unknown): void;
  /** A handler has settled. */
  settle(place: number, result: unknown): void;
}

/** Something under way that can be cut short. */
export interface Work {
  cut(reason: 'cancelled' | 'timeout' | 'overflow'): void;
}

/** Which slots a message goes to, and what their handlers are told beside it. */
export interface Audience {
  readonly slots: readonly (Slot | undefined)[];
  readonly context: MessageContext;
  /** How many of the handlers need a context of the message's own. */
  readonly scoped: number;
}

/** The patterns that match a key. The dispatcher finds them; the store only keeps them with the bucket. */
export interface Matching {
  /** `false` as soon as a matching pattern has come or gone. */
  readonly valid: boolean;
  readonly none: boolean;
  audience(own: Bucket | undefined): Audience;
}
