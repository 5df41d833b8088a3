/** What does a key cost that is an array or an object, beside making a string of it? Each key asked for is a new one. */
import assert from 'node:assert/strict';
import { do_not_optimize } from 'mitata';
import { Owner, Registry } from 'nestjs-registry';
import { heap, inNoOrder, Question, quick } from './compare.mjs';
import { rotation } from './emitters.mjs';

const question = new Question('keys', 'What does it cost to look up a key that has a structure?');
const LOOKUPS = 200_000;

for (const count of quick ? [1_000] : [1_000, 100_000]) {
  const owner = new Owner('bench');
  const arrays = new Registry({ name: 'arrays', keys: 'unique' });
  const objects = new Registry({ name: 'objects', keys: 'unique' });
  const [arrayStrings, objectStrings] = [new Map(), new Map()];
  for (let id = 0; id < count; id += 1) {
    const [array, object] = [['user', id], { t: 'user', id }];
    arrayStrings.set(JSON.stringify(array), arrays.register(array, id, { owner }).entry);
    objectStrings.set(JSON.stringify(object), objects.register(object, id, { owner }).entry);
  }
  const next = rotation([...inNoOrder(count)]);
  const of = `${count.toLocaleString('en')} entries`;
  const goals = { 'Map.get(JSON.stringify(key))': 3 };

  await question.compare(
    `['user', n], ${of}`,
    {
      'registry.get': () => do_not_optimize(arrays.get(['user', next()])),
      'Map.get(JSON.stringify(key))': () =>
        do_not_optimize(arrayStrings.get(JSON.stringify(['user', next()]))),
      'registry.lookup': () => do_not_optimize(arrays.lookup(['user', next()])),
      'Map.get(`user:${n}`)': () => do_not_optimize(arrayStrings.get(`user:${next()}`)),
    },
    { goals },
  );
  await question.compare(
    `{ t: 'user', id }, ${of}`,
    {
      'registry.get': () => do_not_optimize(objects.get({ t: 'user', id: next() })),
      'Map.get(JSON.stringify(key))': () =>
        do_not_optimize(objectStrings.get(JSON.stringify({ t: 'user', id: next() }))),
      'registry.lookup': () => do_not_optimize(objects.lookup({ t: 'user', id: next() })),
    },
    { goals },
  );

  const keys = Array.from({ length: count }, (_, id) => /** @type {const} */ (['user', id]));
  const nextKey = rotation(keys);
  /** @param {() => unknown} ask */
  const garbage = (ask) => () => {
    for (let i = 0; i < 20_000; i += 1) do_not_optimize(ask());
    const before = heap();
    for (let i = 0; i < LOOKUPS; i += 1) do_not_optimize(ask());
    return Math.max(0, process.memoryUsage().heapUsed - before) / LOOKUPS;
  };
  await question.measure(
    `garbage of one lookup, ${of}`,
    {
      'registry.get': garbage(() => arrays.get(nextKey())),
      'Map.get(JSON.stringify(key))': garbage(() => arrayStrings.get(JSON.stringify(nextKey()))),
    },
    { unit: 'B', rounds: 3, limits: { 'registry.get': 1 } },
  );
  assert.equal(arrays.get(nextKey())?.owner, owner);
  assert.equal(objects.get({ id: 7, t: 'user' })?.value, 7);
}
question.save();
