import type { Entry } from '../registry/entry.js';
import type { Slot } from '../registry/slot.js';

/**
 * The outcome of one message at one subscriber: `delivered` with what the handler returned, `failed` with what it threw,
 * or `dropped` because the subscriber ended while the observable that its handler returned was still running.
 *
 * @publicApi
 */
export type Delivery<R = unknown> =
  | {
      readonly status: 'delivered';
      readonly handler: string;
      readonly entry: Entry;
      readonly value: R;
    }
  | {
      readonly status: 'failed';
      readonly handler: string;
      readonly entry: Entry;
      readonly error: unknown;
    }
  | {
      readonly status: 'dropped';
      readonly handler: string;
      readonly entry: Entry;
      readonly reason: DropReason;
    };

/** Why a message was not delivered to the end. @publicApi */
export type DropReason = 'cancelled';

/** Instead of a value: the handler failed. */
export class Failed {
  constructor(readonly error: unknown) {}
}

/** Instead of a value: the delivery was dropped. */
export class Dropped {
  constructor(readonly reason: DropReason) {}
}

/** Instead of a value: the handler has not settled; of an observable that has given values, the last one. */
export class Pending {
  last: { readonly value: unknown } | undefined;
}

/** How deliveries, failures and logs call a subscriber's handler. */
export function handlerName({ handler }: Slot): string {
  const name: unknown = handler?.name;
  return typeof name === 'string' && name !== '' ? name : '(anonymous)';
}
