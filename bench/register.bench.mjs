/** What does it cost to register a name and to give it up, beside a `Map` of entries and a `Set` of each owner's? */
import assert from 'node:assert/strict';
import { do_not_optimize } from 'mitata';
import { Owner, Registry } from 'nestjs-registry';
import { names, Question, quick } from './compare.mjs';
import { rotation } from './emitters.mjs';

const question = new Question(
  'register',
  'What does it cost to register a name and to give it up?',
);

/** What one would write by hand to have names, and to find what an owner has. */
class ByHand {
  /** @type {Map<string, { key: string, owner: object, value: unknown }>} */
  entries = new Map();
  /** @type {Map<object, Set<{ key: string }>>} */
  owned = new Map();
  /** @param {string} key @param {unknown} value @param {object} owner */
  register(key, value, owner) {
    if (this.entries.has(key)) throw new Error(`${key} is taken`);
    const entry = { key, owner, value };
    this.entries.set(key, entry);
    const held = this.owned.get(owner);
    if (held === undefined) this.owned.set(owner, new Set([entry]));
    else held.add(entry);
    return entry;
  }
  /** @param {{ key: string, owner: object }} entry */
  unregister(entry) {
    if (!this.entries.delete(entry.key)) return false;
    const held = this.owned.get(entry.owner);
    held?.delete(entry);
    if (held?.size === 0) this.owned.delete(entry.owner);
    return true;
  }
}

for (const others of quick ? [0] : [0, 100_000]) {
  const registry = new Registry({ name: 'bench', keys: 'unique' });
  const owner = new Owner('bench');
  const byHand = new ByHand();
  for (let other = 0; other < others; other += 1) {
    registry.register(`other:${other}`, other, { owner });
    byHand.register(`other:${other}`, other, owner);
  }
  const next = rotation(names(1_000));
  await question.compare(
    `beside ${others.toLocaleString('en')} other entries`,
    {
      'register, registration.unregister': () =>
        do_not_optimize(registry.register(next(), 1, { owner }).unregister()),
      'Map and Sets by hand': () =>
        do_not_optimize(byHand.unregister(byHand.register(next(), 1, owner))),
      'register, registry.unregister': () => {
        const key = next();
        registry.register(key, 1, { owner });
        return do_not_optimize(registry.unregister(owner, key));
      },
      'register without an owner, unregister': () =>
        do_not_optimize(registry.register(next(), 1).unregister()),
    },
    { goals: { 'Map and Sets by hand': 0.5 } },
  );
  assert.equal(registry.size, others);
  assert.equal(byHand.entries.size, others);
}
question.save();
