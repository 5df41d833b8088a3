/** What does it cost to end owners, for each entry that goes with them? */
import assert from 'node:assert/strict';
import { EventEmitter } from 'node:events';
import { Owner, Registry } from 'nestjs-registry';
import { inNoOrder, Question, quick, timed } from './compare.mjs';
import { Tally } from './emitters.mjs';

const question = new Question('terminate', 'What does it cost to end owners, per entry?');
const [FEW, MANY] = quick ? [100, 1_000] : [1_000, 100_000];

/**
 * Each measures a hundred thousand endings, in as many registries as it takes.
 *
 * @param {number} size @param {(size: number) => { registry: Registry, end: () => void }} make
 */
const ending = (size, make) => () => {
  const all = Array.from({ length: MANY / size }, () => make(size));
  const time = timed(MANY, () => {
    for (const { end } of all) end();
  });
  for (const { registry } of all) assert.equal(registry.size, 0);
  return time;
};

/** @param {number} size @param {boolean} oneTopic */
function oneOwner(size, oneTopic) {
  const registry = new Registry({ name: 'bench', keys: 'duplicate' });
  const owner = new Owner('bench');
  new Tally()
    .handlers(size)
    .forEach((handler, n) =>
      registry.subscribe(oneTopic ? 'topic' : `topic:${n}`, handler, { owner }),
    );
  return { registry, end: () => owner.terminate() };
}

/** @param {number} size */
function manyOwners(size) {
  const registry = new Registry({ name: 'bench', keys: 'duplicate' });
  const owners = new Tally().handlers(size).map((handler) => {
    const owner = new Owner('bench');
    registry.subscribe('topic', handler, { owner });
    return owner;
  });
  const order = inNoOrder(size);
  const end = () => {
    for (const at of order) owners[at]?.terminate();
  };
  return { registry, end };
}

/** @param {number} size */
function emitter(size) {
  const all = new EventEmitter().setMaxListeners(0);
  const handlers = new Tally().handlers(size);
  for (const handler of handlers) all.on('topic', handler);
  const order = inNoOrder(size);
  return () => {
    const time = timed(size, () => {
      for (const at of order) all.off('topic', /** @type {any} */ (handlers[at]));
    });
    assert.equal(all.listenerCount('topic'), 0);
    return time;
  };
}

const [few, many] = [FEW, MANY].map((size) => size.toLocaleString('en'));
for (const [title, make] of /** @type {const} */ ([
  ['one owner, a topic for each entry', (/** @type {number} */ size) => oneOwner(size, false)],
  ['one owner, one topic', (/** @type {number} */ size) => oneOwner(size, true)],
])) {
  await question.measure(
    title,
    { [`${many} entries`]: ending(MANY, make), [`${few} entries`]: ending(FEW, make) },
    { goals: { [`${few} entries`]: 1 / 3 }, rounds: 5 },
  );
}
await question.measure(
  'many owners with one entry each, one topic, in no order',
  {
    [`${many} owners`]: ending(MANY, manyOwners),
    [`${few} owners`]: ending(FEW, manyOwners),
    'EventEmitter.off, one by one': () => emitter(MANY)(),
  },
  { goals: { [`${few} owners`]: 1 / 3, 'EventEmitter.off, one by one': 50 }, rounds: 3 },
);
question.save();
