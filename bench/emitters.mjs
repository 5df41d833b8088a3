/** What the benchmarks of publishing have in common. */

/** Handlers of messages, and how much they have received in all. */
export class Tally {
  received = 0;
  /** @param {number} count */
  handlers(count) {
    return Array.from({ length: count }, () => (/** @type {any} */ message) => {
      this.received += message.amount;
    });
  }
}

/** What one would write by hand: the limit of what can be reached with all features left out. */
export function byHand() {
  /** @type {Map<string, ((message: any) => void)[]>} */
  const topics = new Map();
  return {
    /** @param {string} topic @param {(message: any) => void} handler */
    on: (topic, handler) => {
      const handlers = topics.get(topic);
      if (handlers === undefined) topics.set(topic, [handler]);
      else handlers.push(handler);
    },
    /** @param {string} topic @param {unknown} message */
    emit: (topic, message) => {
      const handlers = topics.get(topic);
      if (handlers === undefined) return 0;
      for (let at = 0; at < handlers.length; at += 1) handlers[at]?.(message);
      return handlers.length;
    },
  };
}

/** Tells one after another of `all`, from the first again after the last. @template T @param {readonly T[]} all @returns {() => T} */
export function rotation(all) {
  let at = -1;
  return () => {
    at = at + 1 === all.length ? 0 : at + 1;
    return /** @type {T} */ (all[at]);
  };
}
