/** What does the library add to the start of a large Nest application? */
import 'reflect-metadata';
import assert from 'node:assert/strict';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { EventEmitterModule, OnEvent } from '@nestjs/event-emitter';
import { Registered, Registry, RegistryModule, Subscribe } from 'nestjs-registry';
import { Question, quick } from './compare.mjs';

const question = new Question('start', 'What does the library add to the start of an application?');
const COUNT = quick ? 50 : 1_000;

/** Providers with one method each. @param {(provider: any, at: number) => void} decorate */
const providers = (decorate) =>
  Array.from({ length: COUNT }, (_, at) => {
    class Provider {
      on() {
        return at;
      }
    }
    decorate(Provider, at);
    return Provider;
  });

/** @param {any} provider @param {any} decorator */
const decorateMethod = (provider, decorator) =>
  decorator(provider.prototype, 'on', Object.getOwnPropertyDescriptor(provider.prototype, 'on'));

const plain = [...providers(() => undefined), ...providers(() => undefined)];
const ours = [
  ...providers((provider, at) => decorateMethod(provider, Subscribe(`topic:${at}`))),
  ...providers((provider, at) => Registered(`name:${at}`)(provider)),
];
const theirs = [
  ...providers((provider, at) => decorateMethod(provider, OnEvent(`topic:${at}`))),
  ...providers(() => undefined),
];

/** @param {any[]} imports @param {any[]} all @param {(app: import('@nestjs/common').INestApplicationContext) => void} [check] */
const start = (imports, all, check) => async () => {
  class AppModule {}
  Module({ imports, providers: all })(AppModule);
  globalThis.gc?.();
  const before = performance.now();
  const app = await NestFactory.createApplicationContext(AppModule, { logger: false });
  const time = performance.now() - before;
  check?.(app);
  await app.close();
  return time * 1e6;
};

await question.measure(
  `${COUNT.toLocaleString('en')} handlers and as many named providers`,
  {
    'with nestjs-registry': start([RegistryModule.forRoot({ keys: 'duplicate' })], ours, (app) =>
      assert.equal(app.get(Registry).size, 2 * COUNT),
    ),
    'without it': start([], plain),
    'with @nestjs/event-emitter, no names': start([EventEmitterModule.forRoot()], theirs),
  },
  { goals: { 'without it': 1 / 1.3 }, rounds: 15 },
);
question.save();
