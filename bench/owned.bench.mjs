/**
 * Does what an owner asks of its entries cost time in proportion to the answer, and to nothing else? A thousand times as many
 * entries are in no cache, which costs some times as much for each; without proportion it would be a thousand times.
 */
import assert from 'node:assert/strict';
import { do_not_optimize } from 'mitata';
import { Owner, Registry } from 'nestjs-registry';
import { counted, inNoOrder, Question, quick } from './compare.mjs';
import { rotation } from './emitters.mjs';

const question = new Question(
  'owned',
  'Do `keys`, `values` and `updateValue` cost in proportion to the answer?',
);
const SIZES = quick ? [100, 1_000] : [100, 10_000, 100_000];

/** @param {string} name @param {(size: number) => { run: () => unknown, per: number, called: string }} make @param {number} goal */
async function flat(name, make, goal) {
  const all = SIZES.toReversed().map(make);
  await question.compare(
    name,
    Object.fromEntries(all.map(({ called, run, per }) => [called, batched(run, per)])),
    { goals: { [all.at(-1)?.called ?? '']: goal }, per: BATCH },
  );
}

/** So many of the keys, spread over all: asked for every one, a large registry would only show that it is in no cache. @param {number} size */
const some = (size) => [...inNoOrder(size).slice(0, SIZES[0])];

/** One run answers for so many entries, whatever the size of one answer: so all are batched alike. */
const BATCH = SIZES.at(-1) ?? 1;

/** @param {() => unknown} run @param {number} per */
function batched(run, per) {
  return () => {
    for (let done = 0; done < BATCH; done += per) do_not_optimize(run());
  };
}

await flat(
  'keys(owner), per key of the answer',
  (size) => {
    const registry = new Registry({ name: 'bench', keys: 'unique' });
    const owner = new Owner('bench');
    for (let n = 0; n < size; n += 1) registry.register(`user:${n}`, n, { owner });
    assert.equal(registry.keys(owner).length, size);
    return { called: counted(size, 'key'), run: () => registry.keys(owner), per: size };
  },
  0.1,
);
await flat(
  'values(owner, key), per value of the answer',
  (size) => {
    const registry = new Registry({ name: 'bench', keys: 'duplicate' });
    const owner = new Owner('bench');
    for (let n = 0; n < size; n += 1) registry.register('user', n, { owner });
    assert.equal(registry.values(owner, 'user').length, size);
    return { called: counted(size, 'value'), run: () => registry.values(owner, 'user'), per: size };
  },
  0.1,
);
await flat(
  'values(owner, key), one value, its owner has many keys',
  (size) => {
    const registry = new Registry({ name: 'bench', keys: 'duplicate' });
    const owner = new Owner('bench');
    for (let n = 0; n < size; n += 1) registry.register(n, n, { owner });
    const next = rotation(some(size));
    assert.equal(registry.values(owner, 7).length, 1);
    return { called: counted(size, 'key'), run: () => registry.values(owner, next()), per: 1 };
  },
  0.1,
);
await flat(
  'updateValue, its owner has many keys',
  (size) => {
    const registry = new Registry({ name: 'bench', keys: 'unique' });
    const owner = new Owner('bench');
    for (let n = 0; n < size; n += 1) registry.register(n, n, { owner });
    const next = rotation(some(size));
    const add = (/** @type {unknown} */ n) => Number(n) + 1;
    assert.equal(registry.updateValue(owner, 7, add)?.value, 8);
    return {
      called: counted(size, 'key'),
      run: () => registry.updateValue(owner, next(), add),
      per: 1,
    };
  },
  0.1,
);
question.save();
