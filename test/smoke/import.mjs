// The built package, imported. It also runs in the packed package's place (see pack.mjs).
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import * as imported from 'nestjs-registry';
import { recordMessages } from 'nestjs-registry/testing';

const { Registry, RegistryModule } = imported;

const users = new Registry({ name: 'users', keys: 'unique' });
users.register('ann', 1);
assert.deepEqual(
  users.lookup('ann').map(({ value }) => value),
  [1],
);

const events = new Registry({ name: 'events', keys: 'duplicate' });
/** @type {unknown[]} */
const received = [];
events.subscribe('news', (message) => received.push(message));
assert.equal(events.emit('news', 'hello'), 1);
assert.deepEqual(received, ['hello']);

const recorder = recordMessages(events);
events.emit('news', 'recorded');
assert.deepEqual(recorder.of('news'), ['recorded']);
recorder.stop();

assert.equal(typeof RegistryModule.forRoot, 'function');

// One copy of each class, whichever way it is loaded.
assert.equal(createRequire(import.meta.url)('nestjs-registry').Registry, Registry);

console.log(`import: ok, ${Object.keys(imported).length} exports`);
