/** What do partitions buy? The longest single `register` while a registry grows, for several numbers of partitions. */
import assert from 'node:assert/strict';
import { Owner, Registry } from 'nestjs-registry';

const quick = process.env['BENCH_QUICK'] === '1';
const ENTRIES = quick ? 20_000 : 4_000_000;
const ROUNDS = quick ? 1 : 3;
const PARTITIONS = [1, 4, 16, 64];

/** @param {number} partitions */
function grow(partitions) {
  const registry = new Registry({ name: 'bench', keys: 'unique', partitions });
  const owner = new Owner('bench');
  let longest = 0;
  const start = performance.now();
  for (let key = 0; key < ENTRIES; key += 1) {
    const before = performance.now();
    registry.register(key, key, { owner });
    longest = Math.max(longest, performance.now() - before);
  }
  const total = performance.now() - start;
  assert.equal(registry.size, ENTRIES);
  return { longest, total };
}

/** @param {number[]} numbers */
const median = (numbers) => numbers.toSorted((a, b) => a - b)[numbers.length >> 1] ?? NaN;

/** @type {Map<number, { longest: number, total: number }[]>} */
const results = new Map(PARTITIONS.map((partitions) => [partitions, []]));
for (let round = 0; round < ROUNDS; round += 1) {
  for (const [partitions, rounds] of results) {
    globalThis.gc?.();
    rounds.push(grow(partitions));
  }
}

console.log(`\ngrowing to ${ENTRIES.toLocaleString('en')} entries: medians of ${ROUNDS} rounds`);
for (const [partitions, rounds] of results) {
  const longest = median(rounds.map((round) => round.longest));
  const total = median(rounds.map((round) => round.total));
  const name = `${partitions} ${partitions === 1 ? 'partition' : 'partitions'}`;
  console.log(
    `  ${name.padEnd(14)} longest register ${longest.toFixed(1).padStart(7)} ms, all ${(total / 1000).toFixed(1).padStart(5)} s`,
  );
}
