/**
 * What does it cost to publish to the handlers of a Nest application, with this library, with @nestjs/event-emitter and
 * with @nestjs/cqrs? The time is that of 1,000 messages and of one turn of the event loop, so that what a library leaves
 * to the queue of promises is counted too.
 */
import assert from 'node:assert/strict';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { CqrsModule, EventBus, EventsHandler } from '@nestjs/cqrs';
import { EventEmitter2, EventEmitterModule, OnEvent } from '@nestjs/event-emitter';
import { Registry, RegistryModule, Subscribe } from 'nestjs-registry';
import { counted, Question } from './compare.mjs';

const question = new Question(
  'nest-emit',
  'What does it cost to publish to the handlers of a Nest application?',
);

const TOPIC = 'order:created';
const MESSAGES = 1_000;

class OrderCreated {
  amount = 1;
}
const message = new OrderCreated();

/** Handlers that count, one class each, and how many messages they have received in all. */
class Tally {
  received = 0;

  /** @param {number} count @param {(handler: new () => Handling) => void} decorate */
  handlers(count, decorate) {
    const tally = this;
    return Array.from({ length: count }, () => {
      class Handler {
        /** @param {OrderCreated} message */
        handle(message) {
          tally.received += message.amount;
        }
      }
      decorate(Handler);
      return Handler;
    });
  }
}

/** @typedef {{ handle(message: OrderCreated): void }} Handling */

for (const count of [1, 10]) {
  const [ours, emitters, busses] = [new Tally(), new Tally(), new Tally()];
  const apps = await Promise.all([
    start(
      RegistryModule.forRoot({ keys: 'duplicate' }),
      ours.handlers(count, ({ prototype }) =>
        Subscribe(TOPIC)(prototype, 'handle', handleOf(prototype)),
      ),
    ),
    start(
      EventEmitterModule.forRoot(),
      emitters.handlers(count, ({ prototype }) =>
        OnEvent(TOPIC)(prototype, 'handle', handleOf(prototype)),
      ),
    ),
    start(CqrsModule.forRoot(), busses.handlers(count, EventsHandler(OrderCreated))),
  ]);
  const registry = apps[0].get(Registry);
  const emitter = apps[1].get(EventEmitter2);
  const bus = apps[2].get(EventBus);

  await question.compare(
    counted(count, 'handler'),
    {
      'registry.emit': times(() => registry.emit(TOPIC, message)),
      'registry.dispatch': times(() => registry.dispatch(TOPIC, message)),
      '@nestjs/event-emitter emit': times(() => emitter.emit(TOPIC, message)),
      '@nestjs/cqrs publish': times(() => bus.publish(message)),
    },
    {
      per: MESSAGES,
      goals: count === 10 ? { '@nestjs/event-emitter emit': 20, '@nestjs/cqrs publish': 200 } : {},
    },
  );

  for (const { received } of [ours, emitters, busses]) {
    assert(
      received > 0 && received % (MESSAGES * count) === 0,
      'every handler is called every time',
    );
  }
  for (const app of apps) await app.close();
}
question.save();

/** @param {() => unknown} publish */
function times(publish) {
  return async () => {
    for (let at = 0; at < MESSAGES; at += 1) publish();
    await new Promise((resolve) => setImmediate(resolve));
  };
}

/** @param {Handling} prototype */
function handleOf(prototype) {
  const descriptor = Object.getOwnPropertyDescriptor(prototype, 'handle');
  assert(descriptor);
  return descriptor;
}

/**
 * @param {import('@nestjs/common').DynamicModule} library
 * @param {import('@nestjs/common').Provider[]} providers
 */
function start(library, providers) {
  class AppModule {}
  Module({ imports: [library], providers })(AppModule);
  return NestFactory.createApplicationContext(AppModule, { logger: false });
}
