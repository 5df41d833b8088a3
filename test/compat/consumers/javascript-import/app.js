import 'reflect-metadata';
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import * as common from '@nestjs/common';
import * as core from '@nestjs/core';
import * as registry from 'nestjs-registry';
import * as testing from 'nestjs-registry/testing';
import shopModule from './shop.cjs';
import tryShop from './try-shop.cjs';

await tryShop(core, shopModule(common, registry), registry.Registry, testing);

// One copy of each class, whichever way it is loaded.
const require = createRequire(import.meta.url);
assert.equal(require('nestjs-registry').Registry, registry.Registry);
assert.equal(require('nestjs-registry/testing').ManualClock, testing.ManualClock);
console.log('ok');
