import type { Entry } from '../registry/entry.js';
import type { Work } from '../registry/gate.js';
import type { Slot } from '../registry/slot.js';

/**
 * The outcome of one message at one subscriber: `delivered` with what the handler returned, `failed` with what it threw,
 * or `dropped`: not handled, or not to the end.
 *
 * @example
 * ```ts
 * import { Registry, type Delivery } from 'nestjs-registry';
 *
 * const events = new Registry({ name: 'events', keys: 'duplicate' });
 * events.subscribe('sum', function add(numbers) {
 *   return (numbers as number[]).reduce((a, b) => a + b);
 * });
 * const [delivery]: readonly Delivery[] = await events.dispatch('sum', [1, 2]).settled();
 * delivery?.handler; // => 'add'
 * delivery?.status === 'delivered' && delivery.value; // => 3
 * ```
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

/**
 * Why a message was not delivered to the end: `cancelled` when its subscriber or the registry ended, `timeout` when the
 * dispatch's own time was up, `overflow` when more messages waited for the subscriber than it buffers.
 *
 * @example
 * ```ts
 * import { NEVER } from 'rxjs';
 * import { Registry, type DropReason } from 'nestjs-registry';
 *
 * const events = new Registry({ name: 'events', keys: 'duplicate' });
 * const registration = events.subscribe('endless', () => NEVER);
 * const dispatch = events.dispatch('endless', 1);
 * registration.unregister();
 * const [delivery] = await dispatch.settled();
 * const reason: DropReason | undefined = delivery?.status === 'dropped' ? delivery.reason : undefined;
 * reason; // => 'cancelled'
 * ```
 *
 * @publicApi
 */
export type DropReason = 'cancelled' | 'timeout' | 'overflow';

/** Instead of a value: the handler failed. */
export class Failed {
  constructor(readonly error: unknown) {}
}

/** Instead of a value: the delivery was dropped. */
export class Dropped {
  constructor(readonly reason: DropReason) {}
}

/** Instead of a value: the handler has not settled. */
export abstract class Pending implements Work {
  /** Of an observable that has given values, the last one. */
  last: { readonly value: unknown } | undefined;

  abstract cut(reason: DropReason): void;
}

/** How deliveries, failures and logs call a subscriber's handler. Its name may be anything, or throw. */
export function handlerName({ handler }: Slot): string {
  try {
    const name: unknown = handler?.name;
    if (typeof name === 'string' && name !== '') return name;
  } catch {
    // A function without a name that can be read is a function without a name.
  }
  return '(anonymous)';
}
