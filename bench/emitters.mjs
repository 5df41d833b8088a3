/** What the benchmarks of publishing have in common. */
import assert from 'node:assert/strict';

/** @typedef {(message: any) => void} Handler */

/**
 * Handlers of different code, as those of an application are: of handlers that share theirs the engine would put the body
 * into whichever loop is small enough, and not one of them would be called.
 *
 * @type {readonly ((tally: Tally) => Handler)[]}
 */
const kinds = [
  (tally) => (message) => {
    tally.received += message.amount;
  },
  (tally) => (message) => {
    tally.received = tally.received + message.amount;
  },
  (tally) => (message) => {
    tally.received = message.amount + tally.received;
  },
  (tally) => (message) => {
    const { amount } = message;
    tally.received += amount;
  },
  (tally) => (message) => {
    const sum = tally.received + message.amount;
    tally.received = sum;
  },
  (tally) => (message) => {
    tally.received -= -message.amount;
  },
  (tally) =>
    ({ amount }) => {
      tally.received += amount;
    },
  (tally) =>
    ({ amount }) => {
      tally.received = amount + tally.received;
    },
];

/** Handlers of messages, and how much they have received in all. */
export class Tally {
  received = 0;
  /** @param {number} count @returns {Handler[]} */
  handlers(count) {
    return Array.from(
      { length: count },
      (_, at) => kinds[at % kinds.length]?.(this) ?? assert.fail(),
    );
  }
}

/** What one would write by hand: the limit of what can be reached with all features left out. */
export function byHand() {
  /** @type {Map<string, Handler[]>} */
  const topics = new Map();
  return {
    /** @param {string} topic @param {Handler} handler */
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

/** The same, and handlers are told which topic it was, as `registry.emit` tells them. */
export function byHandWithContext() {
  /** @type {Map<string, { context: object, handlers: ((message: any, context: object) => void)[] }>} */
  const topics = new Map();
  return {
    /** @param {string} topic @param {Handler} handler */
    on: (topic, handler) => {
      const known = topics.get(topic);
      if (known === undefined) topics.set(topic, { context: { topic }, handlers: [handler] });
      else known.handlers.push(handler);
    },
    /** @param {string} topic @param {unknown} message */
    emit: (topic, message) => {
      const known = topics.get(topic);
      if (known === undefined) return 0;
      const { context, handlers } = known;
      for (let at = 0; at < handlers.length; at += 1) handlers[at]?.(message, context);
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
