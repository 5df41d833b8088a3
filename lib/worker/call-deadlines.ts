import type { Clock } from '../registry/clock.js';
import { Expiry, type Call, type Deadlines } from './call.js';
import { TimeoutQueue } from './timeout-queue.js';

/** The deadlines of the calls that are waiting for a reply: one queue, and so one timer, for each length of time. */
export class CallDeadlines implements Deadlines {
  readonly #clock: Clock;
  readonly #queues = new Map<number, TimeoutQueue<Expiry>>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  add(call: Call, timeout: number): Expiry {
    let queue = this.#queues.get(timeout);
    if (queue === undefined) {
      queue = new TimeoutQueue<Expiry>(
        this.#clock,
        timeout,
        (expiry) => {
          expiry.call.expire(expiry);
        },
        () => this.#queues.delete(timeout),
      );
      this.#queues.set(timeout, queue);
    }
    return new Expiry(call, queue, timeout);
  }
}
