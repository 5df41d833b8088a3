/** What does it cost a subscriber to leave a topic and to come again, when others are there? Whose turn it is has no order. */
import assert from 'node:assert/strict';
import { EventEmitter } from 'node:events';
import { do_not_optimize } from 'mitata';
import { Registry } from 'nestjs-registry';
import { inNoOrder, Question, quick } from './compare.mjs';
import { rotation, Tally } from './emitters.mjs';
import { peer } from './peer.mjs';

const question = new Question(
  'subscribe',
  'What does it cost to leave a topic and to subscribe again, among many others?',
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

const flat = OTHERS.toReversed().map((others) => ({ others, ...ours(others) }));
await question.compare(
  'does it depend on how many there are?',
  Object.fromEntries(flat.map(({ others, again }) => [among(others), again])),
  { goals: { [among(0)]: 0.5 } },
);
for (const { check } of flat) check();

for (const others of OTHERS) {
  await question.compare(
    among(others),
    {
      'registry.subscribe': ours(others).again,
      EventEmitter: emitters(others, new EventEmitter().setMaxListeners(0)),
      eventemitter3: emitters(others, new EventEmitter3()),
      mitt: emitters(others, mitt()),
      nanoevents: nano(others),
    },
    { goals: others === MOST && !quick ? { EventEmitter: 100 } : {} },
  );
}
question.save();
