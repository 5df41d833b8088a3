/**
 * Asks a running sample application what its README promises.
 *
 *     node scripts/ask-sample-app.mjs http://127.0.0.1:3000
 */
import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';

const [base = `http://127.0.0.1:${process.env['PORT'] ?? 3000}`] = process.argv.slice(2);
const PATIENCE = 60_000;

/**
 * @param {string} path
 * @param {unknown} [body] posted, when there is one
 */
async function ask(path, body) {
  const response = await fetch(new URL(path, base), {
    signal: AbortSignal.timeout(5_000),
    ...(body !== undefined && {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    }),
  });
  const text = await response.text();
  console.log(`${body === undefined ? 'GET' : 'POST'} ${path} → ${response.status} ${text}`);
  assert.match(response.headers.get('content-type') ?? '', /json/, path);
  return { status: response.status, body: JSON.parse(text) };
}

async function untilItListens() {
  for (const end = Date.now() + PATIENCE; ; await sleep(200)) {
    try {
      await fetch(base, { signal: AbortSignal.timeout(5_000) });
      return;
    } catch (error) {
      if (Date.now() > end) throw new Error(`nothing answers at ${base}`, { cause: error });
    }
  }
}

await untilItListens();

const user = await ask('/users/7');
assert.equal(user.status, 200);

const visited = await ask('/users/7/visits', { page: '/home' });
assert.equal(visited.status, 201);
assert.equal(visited.body.visits, user.body.visits + 1);

const there = await ask('/users');
assert.deepEqual(there.body, [{ key: ['user', 7], status: 'running' }]);

const order = await ask('/orders', { item: 'book', quantity: 2, customer: 7 });
assert.equal(order.status, 201);
assert(Array.isArray(order.body.deliveries), 'an order answers with its deliveries');

const refused = await ask('/orders', { item: '', quantity: -1 });
assert.equal(refused.status, 400);
assert('message' in refused.body, 'a refused order says why');

const registry = await ask('/registry');
assert.equal(registry.status, 200);

const page = {
  '/': /html/,
  '/page/main.js': /javascript/,
  '/page/lit-html/lit-html.js': /javascript/,
};
for (const [path, type] of Object.entries(page)) {
  const file = await fetch(new URL(path, base), { signal: AbortSignal.timeout(5_000) });
  console.log(`GET ${path} → ${file.status}`);
  assert.equal(file.status, 200);
  assert.match(file.headers.get('content-type') ?? '', type, path);
}

console.log('sample app: ok');
