import 'reflect-metadata';
import assert from 'node:assert/strict';
import { NestFactory } from '@nestjs/core';
import { recordMessages } from 'nestjs-registry/testing';
import { Mailer, Shop, ShopModule } from './shop.js';

async function main(): Promise<void> {
  const app = await NestFactory.createApplicationContext(ShopModule, { logger: false });
  const recorder = recordMessages(app.get(Shop).events);
  assert.equal(await app.get(Shop).order(7), 1);
  assert.equal(await app.get(Shop).order(7), 2);
  assert.deepEqual(app.get(Mailer).mailed, [7, 7]);
  assert.deepEqual(recorder.of('order:created'), [{ id: 7 }, { id: 7 }]);
  await app.close();
  console.log('ok');
}

void main();
