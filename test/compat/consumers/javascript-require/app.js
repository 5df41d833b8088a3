require('reflect-metadata');
const assert = require('node:assert/strict');
const common = require('@nestjs/common');
const core = require('@nestjs/core');
const registry = require('nestjs-registry');
const testing = require('nestjs-registry/testing');
const shopModule = require('./shop.cjs');
const tryShop = require('./try-shop.cjs');

assert.equal(require('nestjs-registry/package.json').name, 'nestjs-registry');

void tryShop(core, shopModule(common, registry), registry.Registry, testing).then(() =>
  console.log('ok'),
);
