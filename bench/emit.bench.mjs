/** What does `registry.emit` cost beside what one would write by hand, and beside EventEmitter? */
import assert from 'node:assert/strict';
import { EventEmitter } from 'node:events';
import { do_not_optimize } from 'mitata';
import { Registry } from 'nestjs-registry';
import { compare } from './compare.mjs';

const TOPIC = 'order:created';
const message = { amount: 1 };

/** A topic's handlers, and how many messages they have received in all. */
class Tally {
  received = 0;
  /** @param {number} count */
  handlers(count) {
    return Array.from({ length: count }, () => (/** @type {any} */ message) => {
      this.received += message.amount;
    });
  }
}

for (const count of [1, 10, 100]) {
  const byHand = new Tally();
  /** @type {Map<string, ((message: { amount: number }) => void)[]>} */
  const topics = new Map([[TOPIC, byHand.handlers(count)]]);
  /** @param {string} topic @param {{ amount: number }} message */
  const emit = (topic, message) => {
    const handlers = topics.get(topic);
    if (handlers === undefined) return 0;
    for (let at = 0; at < handlers.length; at += 1) handlers[at]?.(message);
    return handlers.length;
  };

  const emitted = new Tally();
  const emitter = new EventEmitter().setMaxListeners(count);
  for (const handler of emitted.handlers(count)) emitter.on(TOPIC, handler);

  const registered = new Tally();
  const registry = new Registry({ name: 'bench', keys: 'duplicate' });
  for (const handler of registered.handlers(count)) registry.subscribe(TOPIC, handler);

  await compare(`emit to ${count} ${count === 1 ? 'handler' : 'handlers'}`, {
    'Map and array, by hand': () => do_not_optimize(emit(TOPIC, message)),
    'EventEmitter.emit': () => do_not_optimize(emitter.emit(TOPIC, message)),
    'registry.emit': () => do_not_optimize(registry.emit(TOPIC, message)),
  });

  for (const { received } of [byHand, emitted, registered]) {
    assert(received > 0 && received % count === 0, 'every handler is called every time');
  }
}
