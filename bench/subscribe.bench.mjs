/**
 * What does it cost to subscribe to a topic and to leave it, when others are there? Beside the emitters it is one of those
 * who are there already that leaves and comes again, and whose turn it is has no order.
 */
import assert from 'node:assert/strict';
import { EventEmitter } from 'node:events';
import { do_not_optimize } from 'mitata';
import { Registry } from 'nestjs-registry';
import { inNoOrder, Question, quick } from './compare.mjs';
import { rotation, Tally } from './emitters.mjs';
import { peer } from './peer.mjs';

const question = new Question(
  'subscribe',
  'What does it cost to subscribe to a topic and to leave it, among many others?',
);
const { default: EventEmitter3 } = await peer('eventemitter3');
const { default: mitt } = await peer('mitt');
const { createNanoEvents } = await peer('nanoevents');
const TOPIC = 'order:created';
const OTHERS = quick ? [0, 1_000] : [0, 1_000, 100_000];
const MOST = OTHERS.at(-1) ?? 0;

/** @param {number} others */
function ours(others) {
  const registry = new Registry({ name: 'bench', keys: 'duplicate' });
  const handlers = new Tally().handlers(others + 1);
  const all = handlers.map((handler) => registry.subscribe(TOPIC, handler));
  const next = rotation([...inNoOrder(others + 1)]);
  const check = () => assert.equal(registry.size, others + 1);
  const again = () => {
    const at = next();
    all[at]?.unregister();
    return do_not_optimize(
      (all[at] = registry.subscribe(TOPIC, /** @type {any} */ (handlers[at]))),
    );
  };
  return { again, check };
}

/** @param {number} others */
function visits(others) {
  const registry = new Registry({ name: 'bench', keys: 'duplicate' });
  const [newcomer, ...handlers] = new Tally().handlers(others + 1);
  assert(newcomer !== undefined);
  for (const handler of handlers) registry.subscribe(TOPIC, handler);
  return () => do_not_optimize(registry.subscribe(TOPIC, newcomer).unregister());
}

/** @param {number} others @param {{ on(topic: string, handler: any): any, off(topic: string, handler: any): unknown }} emitter */
function emitters(others, emitter) {
  const handlers = new Tally().handlers(others + 1);
  for (const handler of handlers) emitter.on(TOPIC, handler);
  const next = rotation([...inNoOrder(others + 1)]);
  return () => {
    const handler = handlers[next()];
    emitter.off(TOPIC, handler);
    return do_not_optimize(emitter.on(TOPIC, handler));
  };
}

/** @param {number} others */
function nano(others) {
  const emitter = createNanoEvents();
  const handlers = new Tally().handlers(others + 1);
  const all = handlers.map((handler) => emitter.on(TOPIC, handler));
  const next = rotation([...inNoOrder(others + 1)]);
  return () => {
    const at = next();
    all[at]();
    return do_not_optimize((all[at] = emitter.on(TOPIC, handlers[at])));
  };
}

/** @param {number} others */
const among = (others) => `among ${others.toLocaleString('en')} others`;

await question.compare(
  'to come and to leave',
  Object.fromEntries(OTHERS.toReversed().map((others) => [among(others), visits(others)])),
  { goals: { [among(0)]: 0.5 } },
);

for (const others of OTHERS) {
  const { again, check } = ours(others);
  await question.compare(
    `to leave and to come again, ${among(others)}`,
    {
      'registry.subscribe': again,
      EventEmitter: emitters(others, new EventEmitter().setMaxListeners(0)),
      eventemitter3: emitters(others, new EventEmitter3()),
      mitt: emitters(others, mitt()),
      nanoevents: nano(others),
    },
    { goals: others === MOST && !quick ? { EventEmitter: 100 } : {} },
  );
  check();
}
question.save();
