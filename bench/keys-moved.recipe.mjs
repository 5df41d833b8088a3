/** How many of 10,000 keys get another instance when one leaves or comes, by consistentHash and by hash modulo n? */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { consistentHash, Registry } from 'nestjs-registry';

const KEYS = 10_000;
const keys = Array.from({ length: KEYS }, (_, i) => `user ${i}`);
const hashes = keys.map((key) => createHash('sha256').update(key).digest().readUInt32LE());

/** @param {number} n */
const instances = (n) => {
  /** @type {Registry<{ value: string }>} */
  const registry = new Registry({ name: 'instances', keys: 'duplicate' });
  const all = Array.from({ length: n }, (_, i) => registry.register('cache', `host-${i}`));
  /** @param {string} key */
  const hostOf = (key) =>
    registry.pick('cache', consistentHash(key, { by: ({ value }) => value }))?.value;
  return { registry, all, hostOf };
};

/** @param {readonly unknown[]} before @param {readonly unknown[]} after */
const moved = (before, after) => before.filter((host, i) => host !== after[i]).length;

console.log(`\n${KEYS.toLocaleString('en')} keys`);
console.log('instances  each has (ideal)      one leaves (its own)  one comes (ideal)  modulo n');
for (const n of [2, 5, 10, 20, 50]) {
  const { registry, all, hostOf } = instances(n);
  const before = keys.map(hostOf);
  const shares = all.map(({ entry }) => before.filter((host) => host === entry.value).length);
  const last = shares[n - 1];

  const comer = registry.register('cache', `host-${n}`);
  const joined = keys.map(hostOf);
  assert.ok(joined.every((host, i) => host === before[i] || host === comer.entry.value));
  comer.unregister();
  all[n - 1]?.unregister();
  const left = keys.map(hostOf);
  assert.equal(moved(before, left), last);

  const modulo = moved(
    hashes.map((hash) => hash % n),
    hashes.map((hash) => hash % (n - 1)),
  );
  const each = `${Math.min(...shares)}–${Math.max(...shares)} (${KEYS / n})`;
  const comes = `${moved(before, joined)} (${Math.round(KEYS / (n + 1))})`;
  console.log(
    `${String(n).padStart(9)}  ${each.padEnd(20)}  ${`${moved(before, left)} (${last})`.padEnd(20)}  ${comes.padEnd(17)}  ${modulo}`,
  );
}
