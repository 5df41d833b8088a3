// The built package, required. It also runs in the packed package's place (see pack.mjs).
const assert = require('node:assert/strict');
const { Registry, RegistryModule } = require('nestjs-registry');

const users = new Registry({ name: 'users', keys: 'unique' });
users.register('ann', 1);
assert.deepEqual(
  users.lookup('ann').map(({ value }) => value),
  [1],
);
assert.equal(typeof RegistryModule.forRoot, 'function');
assert.equal(new (require('nestjs-registry/testing').ManualClock)().now(), 0);
assert.equal(require('nestjs-registry/package.json').name, 'nestjs-registry');

console.log('require: ok');
