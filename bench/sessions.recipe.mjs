/** What does a session of docs/recipes/sessions.md hold, and how long does it take to open, use and end one among a million? */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { $_, _, Registry } from 'nestjs-registry';

const SESSIONS = process.env['BENCH_QUICK'] === '1' ? 20_000 : 1_000_000;
const DEVICES = 4;
const USERS = SESSIONS / DEVICES;
const TTL = 30 * 60_000;
const ASKED = Math.min(USERS / 2, 10_000);

function heap() {
  for (let i = 0; i < 4; i += 1) globalThis.gc?.();
  return process.memoryUsage().heapUsed + process.memoryUsage().arrayBuffers;
}

/** Microseconds for each of `times`: the median of 100 batches. @param {number} times @param {(i: number) => void} run */
function each(times, run) {
  const size = times / 100;
  const batches = Array.from({ length: 100 }, (_batch, batch) => {
    const start = performance.now();
    for (let i = batch * size; i < (batch + 1) * size; i += 1) run(i);
    return ((performance.now() - start) * 1e3) / size;
  });
  return (batches.toSorted((a, b) => a - b)[50] ?? NaN).toFixed(2).padStart(6);
}

const registry = new Registry({ name: 'sessions', keys: 'unique', index: ['user'] });
const users = Array.from({ length: USERS }, (_user, i) => `user ${i}`);
const ids = Array.from({ length: SESSIONS }, () => randomUUID());
let told = 0;
registry.changes().subscribe(({ type }) => (told += Number(type === 'unregistered')));
/** @param {number} i */
const userOf = (i) => users[i % USERS];

const before = heap();
const opened = each(SESSIONS, (i) => {
  const session = { id: ids[i], user: userOf(i), device: 'phone', sliding: true };
  registry.register(ids[i] ?? '', session, { ttl: TTL, sliding: true });
});

const used = each(SESSIONS, (i) => {
  const entry = registry.get(ids[i] ?? '');
  assert.equal(entry && registry.touch(entry.owner, ids[i] ?? ''), 1);
});
const bytes = (heap() - before) / SESSIONS;

/** @param {string | undefined} user */
const entriesOf = (user) =>
  /** @type {import('nestjs-registry').Entry[]} */ (
    registry.select([{ head: [_, _, { user }], body: [$_] }])
  );
const listed = each(ASKED, (i) => assert.equal(entriesOf(userOf(i)).length, DEVICES));
const loggedOut = each(ASKED, (i) => registry.whereis(ids[i] ?? '')?.terminate('logged out'));
assert.equal(told, ASKED);
const everywhere = each(ASKED, (i) => {
  for (const { owner } of entriesOf(users[USERS - 1 - i])) owner.terminate('logged out everywhere');
});
assert.equal(told, ASKED * (1 + DEVICES));
assert.equal(registry.size, SESSIONS - told);
registry.close();

console.log(`\n${SESSIONS.toLocaleString('en')} sessions of ${USERS.toLocaleString('en')} users`);
console.log(
  `  a session holds     ${bytes.toFixed(0).padStart(6)} bytes, its id and its user not counted`,
);
console.log(`  open                ${opened} µs`);
console.log(`  use                 ${used} µs`);
console.log(`  all of a user       ${listed} µs`);
console.log(`  log out             ${loggedOut} µs`);
console.log(`  log out everywhere  ${everywhere} µs`);
