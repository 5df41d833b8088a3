/** What do enhancers cost a handler, beside a plain one that is asynchronous as well? */
import 'reflect-metadata';
import assert from 'node:assert/strict';
import { UseGuards, UseInterceptors, UsePipes } from '@nestjs/common';
import { ContextIdFactory, ModulesContainer, NestFactory } from '@nestjs/core';
import { Registry, RegistryModule, Subscribe } from 'nestjs-registry';
import { Question } from './compare.mjs';

const question = new Question(
  'enhancers',
  'What do guards, pipes and interceptors cost a handler, beside a plain one that is asynchronous as well?',
);

const message = { amount: 1 };
const guard = { canActivate: () => true };
const pipe = { transform: (/** @type {unknown} */ value) => value };
const interceptor = {
  intercept: (/** @type {unknown} */ _, /** @type {{ handle(): any }} */ next) => next.handle(),
};

class Handlers {
  received = 0;
  /** @param {{ amount: number }} message */
  plain({ amount }) {
    this.received += amount;
  }
  /** @param {{ amount: number }} message */
  async promise({ amount }) {
    this.received += amount;
  }
  /** @param {{ amount: number }} message */
  nothing({ amount }) {
    this.received += amount;
  }
  /** @param {{ amount: number }} message */
  guarded({ amount }) {
    this.received += amount;
  }
  /** @param {{ amount: number }} message */
  piped({ amount }) {
    this.received += amount;
  }
  /** @param {{ amount: number }} message */
  intercepted({ amount }) {
    this.received += amount;
  }
}

/** @param {keyof Handlers} method @param {...any} decorators */
function decorate(method, ...decorators) {
  Reflect.decorate(
    decorators,
    Handlers.prototype,
    method,
    Object.getOwnPropertyDescriptor(Handlers.prototype, method),
  );
}
const enhancers = true;
decorate('plain', Subscribe('plain'));
decorate('promise', Subscribe('promise'));
decorate('nothing', Subscribe('nothing', { enhancers }));
decorate('guarded', Subscribe('guarded', { enhancers }), UseGuards(guard));
decorate('piped', Subscribe('piped', { enhancers }), UsePipes(pipe));
decorate('intercepted', Subscribe('intercepted', { enhancers }), UseInterceptors(interceptor));

const app = await NestFactory.createApplicationContext(
  {
    module: class AppModule {},
    imports: [RegistryModule.forRoot({ keys: 'duplicate' })],
    providers: [Handlers],
  },
  { logger: false },
);
const registry = app.get(Registry);
const handlers = app.get(Handlers);

/** Awaited, so that all the work is in the figure. @param {string} topic */
const dispatch = (topic) => () => registry.dispatch(topic, message).settled();

await question.compare('dispatch to one handler, and wait', {
  'a method': dispatch('plain'),
  'an async method': dispatch('promise'),
  'enhancers: true, none there': dispatch('nothing'),
  'one guard': dispatch('guarded'),
  'one pipe': dispatch('piped'),
  'one interceptor': dispatch('intercepted'),
});
assert(handlers.received > 0, 'the handlers are called');

// No part of the public API: it is what calls a request-scoped handler.
const file = new URL('../dist/nestjs/enhancers/handler-enhancer.js', import.meta.url);
const { HandlerEnhancer } = await import(file.href);
const [wrapper] = [...app.get(ModulesContainer).values()].flatMap(
  (module) => module.providers.get(Handlers) ?? [],
);
assert(wrapper);
const enhancer = app.get(HandlerEnhancer);
const prototype = Handlers.prototype;
const [nothing, guarded] = ['nothing', 'guarded'].map((method) =>
  enhancer.prepare({ wrapper, prototype }, method, true),
);
assert(nothing && guarded);
const scope = { contextId: ContextIdFactory.create(), inquirerId: wrapper.id };

await question.compare('make an enhanced handler for the instance of one message', {
  'none there': () => nothing(handlers, scope),
  'one guard': () => guarded(handlers, scope),
});
await app.close();
question.save();
