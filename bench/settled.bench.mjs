/** What does it cost to publish to asynchronous handlers and to wait until all of them have settled? */
import assert from 'node:assert/strict';
import { do_not_optimize } from 'mitata';
import { Registry } from 'nestjs-registry';
import { counted, Question } from './compare.mjs';
import { peer } from './peer.mjs';

const question = new Question(
  'settled',
  'What does it cost to wait until all asynchronous handlers have settled?',
);
const { default: Emittery } = await peer('emittery');
const TOPIC = 'order:created';
const message = { amount: 1 };
const MESSAGES = 100;

let received = 0;
/** @param {number} count */
const handlersOf = (count) =>
  Array.from({ length: count }, (_, at) => async (/** @type {any} */ { amount }) => {
    received += amount;
    return at;
  });

/** @param {() => Promise<unknown>} publish */
const each = (publish) => async () => {
  for (let i = 0; i < MESSAGES; i += 1) do_not_optimize(await publish());
};

for (const count of [1, 10, 100]) {
  const registry = new Registry({ name: 'bench', keys: 'duplicate' });
  for (const handler of handlersOf(count)) registry.subscribe(TOPIC, handler);
  const byHand = new Map([[TOPIC, handlersOf(count)]]);
  const emittery = new Emittery();
  // A listener of emittery 1 is called with the message itself.
  for (const handler of handlersOf(count)) emittery.on(TOPIC, handler);

  await question.compare(
    counted(count, 'handler'),
    {
      'dispatch(…).settled()': each(() => registry.dispatch(TOPIC, message).settled()),
      'Promise.allSettled by hand': each(() =>
        Promise.allSettled((byHand.get(TOPIC) ?? []).map((handler) => handler(message))),
      ),
      'Promise.all by hand': each(() =>
        Promise.all((byHand.get(TOPIC) ?? []).map((handler) => handler(message))),
      ),
      'emittery emit': each(() => emittery.emit(TOPIC, message)),
    },
    { per: MESSAGES, goals: count === 10 ? { 'Promise.allSettled by hand': 2 } : {} },
  );
  const results = await registry.dispatch(TOPIC, message).settled();
  assert.equal(results.length, count);
}
assert(received > 0, 'the handlers are called');
question.save();
