/** What does one event cost at a request-scoped handler, beside @nestjs/event-emitter and a singleton? */
import 'reflect-metadata';
import assert from 'node:assert/strict';
import { Inject, Injectable, Module, Scope } from '@nestjs/common';
import { NestFactory, REQUEST } from '@nestjs/core';
import { EventEmitter2, EventEmitterModule, OnEvent } from '@nestjs/event-emitter';
import { Registry, RegistryModule, Subscribe } from 'nestjs-registry';
import { Question } from './compare.mjs';

const question = new Question(
  'request-scope',
  'What does a message cost at a request-scoped handler, of which there is a new instance for each?',
);

/** @param {any[]} decorators @param {any} target @param {any[]} [parameters] */
function decorate(decorators, target, parameters = []) {
  Reflect.defineMetadata('design:paramtypes', parameters, target);
  for (const decorator of decorators) decorator(target);
  return target;
}

/** @param {any} type @param {string} method @param {any} decorator */
function decorateMethod(type, method, decorator) {
  decorator(type.prototype, method, Object.getOwnPropertyDescriptor(type.prototype, method));
}

const request = Injectable({ scope: Scope.REQUEST });
let received = 0;

class Config {}
decorate([Injectable()], Config);
class Tenant {
  /** @param {unknown} request */
  constructor(request) {
    this.request = request;
  }
}
Inject(REQUEST)(Tenant, undefined, 0);
decorate([request], Tenant, [Object]);
class Orders {
  /** @param {Tenant} tenant @param {Config} config */
  constructor(tenant, config) {
    this.tenant = tenant;
    this.config = config;
  }
}
decorate([request], Orders, [Tenant, Config]);

class Transient {}
decorate([Injectable({ scope: Scope.TRANSIENT })], Transient);

/**
 * A handler with one of each decorator: each is called by its own library only.
 *
 * @param {any[]} dependencies
 */
function handlerWith(...dependencies) {
  class Handler {
    /** @param {unknown[]} dependencies */
    constructor(...dependencies) {
      this.dependencies = dependencies;
    }
    onEvent() {
      received += this.dependencies.length + 1;
    }
    onMessage() {
      received += this.dependencies.length + 1;
    }
  }
  decorateMethod(Handler, 'onEvent', OnEvent('event'));
  decorateMethod(Handler, 'onMessage', Subscribe('event'));
  return decorate([request], Handler, dependencies);
}

class Single {
  onMessage() {
    received += 1;
  }
}
decorateMethod(Single, 'onMessage', Subscribe('event'));
decorate([Injectable()], Single);

/** @param {any[]} providers */
async function start(providers) {
  class AppModule {}
  Module({
    imports: [RegistryModule.forRoot({ keys: 'duplicate' }), EventEmitterModule.forRoot()],
    providers,
  })(AppModule);
  const app = await NestFactory.createApplicationContext(AppModule, { logger: false });
  return { app, registry: app.get(Registry), emitter: app.get(EventEmitter2) };
}

for (const [title, handler, madeByNest] of /** @type {[string, any, boolean?][]} */ ([
  ['a handler alone', handlerWith()],
  ['a handler with two request-scoped providers behind it', handlerWith(Orders, Config)],
  [
    'the same with a transient provider: made by Nest',
    handlerWith(Orders, Config, Transient),
    true,
  ],
])) {
  const { app, registry, emitter } = await start([Config, Tenant, Orders, Transient, handler]);
  const single = await start([Single]);
  // Both libraries are asked until all handlers have been called.
  await question.compare(
    title,
    {
      'registry.dispatch': () => registry.dispatch('event', {}).settled(),
      '@nestjs/event-emitter': () => emitter.emitAsync('event', {}),
      'registry.dispatch to a singleton': () => single.registry.dispatch('event', {}).settled(),
    },
    { goals: madeByNest ? {} : { '@nestjs/event-emitter': 3 } },
  );
  const before = received;
  registry.emit('event', {});
  await registry.whenIdle();
  assert(received > before, 'the handler is called');
  await app.close();
  await single.app.close();
}
question.save();
