/** What do partitions buy? The longest single `register` while a registry grows, and more entries than one `Map` can hold. */
import assert from 'node:assert/strict';
import { totalmem } from 'node:os';
import { Owner, Registry } from 'nestjs-registry';
import { counted, Question, quick } from './compare.mjs';

const question = new Question('partitions', 'For how long does a registry pause while it grows?');
const MEMORY_FOR_TWENTY_MILLION = 16e9;

/** Milliseconds: the longest single `register`, and all of them. @param {number} partitions @param {number} entries */
function grow(partitions, entries) {
  globalThis.gc?.();
  const registry = new Registry({ name: 'bench', keys: 'unique', partitions });
  const owner = new Owner('bench');
  let longest = 0;
  const start = performance.now();
  for (let key = 0; key < entries; key += 1) {
    const before = performance.now();
    registry.register(key, key, { owner });
    longest = Math.max(longest, performance.now() - before);
  }
  const all = performance.now() - start;
  assert.equal(registry.size, entries);
  return { longest, all };
}

/** @param {number} entries @param {number[]} counts @param {number} rounds */
async function growing(entries, counts, rounds) {
  /** @type {Record<string, number[]>} */
  const totals = {};
  /** @type {Record<string, () => number>} */
  const longest = {};
  for (const count of counts) {
    const name = counted(count, 'partition');
    longest[name] = () => {
      const grown = grow(count, entries);
      (totals[name] ??= []).push(grown.all);
      return grown.longest;
    };
  }
  const title = `growing to ${entries.toLocaleString('en')} entries`;
  await question.measure(`${title}: the longest register`, longest, {
    unit: 'ms',
    rounds,
    warmUp: false,
  });
  // The same runs once more.
  const all = Object.fromEntries(
    Object.entries(totals).map(([name, times]) => [name, () => times.shift() ?? NaN]),
  );
  await question.measure(`${title}: all of it`, all, { unit: 'ms', rounds, warmUp: false });
}

await growing(quick ? 20_000 : 4_000_000, [64, 16, 4, 1], 3);
if (!quick && totalmem() >= MEMORY_FOR_TWENTY_MILLION) await growing(20_000_000, [64], 1);
question.save();
