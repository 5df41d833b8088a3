/**
 * What does `get` cost beside the `Map` in which it looks? The keys asked for are strings of their own, not the ones that
 * were registered, in no order: as when they come from requests.
 */
import assert from 'node:assert/strict';
import { do_not_optimize } from 'mitata';
import { Owner, Registry } from 'nestjs-registry';
import { inNoOrder, Question, quick } from './compare.mjs';
import { rotation } from './emitters.mjs';

const question = new Question('get', 'What does it cost to look up a string key?');

for (const count of quick ? [1_000] : [1_000, 100_000, 1_000_000]) {
  const registry = new Registry({ name: 'bench', keys: 'unique' });
  const owner = new Owner('bench');
  /** @type {Map<string, { key: string, owner: Owner, value: number }>} */
  const map = new Map();
  for (let value = 0; value < count; value += 1) {
    const key = `user:${value}`;
    registry.register(key, value, { owner });
    map.set(key, { key, owner, value });
  }
  const next = rotation([...inNoOrder(count)].map((n) => `user:${n}`));
  assert.equal(registry.get(next())?.owner, owner);
  assert.equal(map.get(next())?.owner, owner);

  for (const [name, ask] of Object.entries({
    get: () => do_not_optimize(registry.get(next())),
    lookup: () => do_not_optimize(registry.lookup(next())),
  })) {
    await question.compare(
      `${name}, ${count.toLocaleString('en')} entries`,
      { [`registry.${name}`]: ask, 'Map.get': () => do_not_optimize(map.get(next())) },
      { goals: { 'Map.get': 0.8 } },
    );
  }
}
question.save();
