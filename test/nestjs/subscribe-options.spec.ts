import { AsyncLocalStorage } from 'node:async_hooks';
import { Injectable } from '@nestjs/common';
import {
  _,
  InvalidOptionError,
  pattern,
  Registry,
  RegistryModule,
  Subscribe,
  type MessageContext,
} from 'nestjs-registry';
import { startApp } from '../support/start-app.js';

const imports = [RegistryModule.forRoot({ keys: 'duplicate' })];

class OrderCreated {
  constructor(readonly id: number) {}
}

@Injectable()
class Handlers {
  readonly heard: unknown[] = [];
  finish: (() => void) | undefined;

  @Subscribe('first', { once: true })
  first(message: unknown): void {
    this.heard.push(message);
  }

  @Subscribe('even', { filter: (n: number) => n % 2 === 0 })
  even(n: number): void {
    this.heard.push(n);
  }

  @Subscribe('latest', { overflow: 'latest' })
  async latest(n: number): Promise<void> {
    this.heard.push([n, tenants.getStore()]);
    await new Promise<void>((resolve) => {
      this.finish = resolve;
    });
  }

  @Subscribe(pattern('room:*'))
  room(message: unknown, { topic }: MessageContext): void {
    this.heard.push([topic, message]);
  }

  @Subscribe([pattern(['user', _, 'created']), 'user:created'])
  user(message: unknown, { topic }: MessageContext): void {
    this.heard.push([topic, message]);
  }

  @Subscribe(OrderCreated)
  created({ id }: OrderCreated): void {
    this.heard.push(id);
  }
}

const tenants = new AsyncLocalStorage<string>();

async function start(): Promise<{ registry: Registry; handlers: Handlers }> {
  const app = await startApp({ imports, providers: [Handlers] });
  return { registry: app.get(Registry), handlers: app.get(Handlers) };
}

it('ends a subscription with its first message with once', async () => {
  const { registry, handlers } = await start();
  expect([registry.emit('first', 1), registry.emit('first', 2)]).toEqual([1, 0]);
  expect(handlers.heard).toEqual([1]);
});

it('asks the filter of a decorated method', async () => {
  const { registry, handlers } = await start();
  for (const n of [1, 2, 3, 4]) registry.emit('even', n);
  expect(handlers.heard).toEqual([2, 4]);
});

it('ends a decorated subscription when its signal aborts', async () => {
  const controller = new AbortController();
  const heard: unknown[] = [];

  @Injectable()
  class Signalled {
    @Subscribe('signalled', { signal: controller.signal })
    on(message: unknown): void {
      heard.push(message);
    }
  }

  const app = await startApp({ imports, providers: [Signalled] });
  app.get(Registry).emit('signalled', 1);
  controller.abort();
  app.get(Registry).emit('signalled', 2);
  expect(heard).toEqual([1]);
});

it('buffers for a decorated method, and hands each message over in the context of its publisher', async () => {
  const { registry, handlers } = await start();
  for (const n of [1, 2, 3]) tenants.run(`tenant ${n}`, () => registry.emit('latest', n));
  while (registry.stats().inFlight > 0) {
    handlers.finish?.();
    await Promise.resolve();
  }
  expect(handlers.heard).toEqual([
    [1, 'tenant 1'],
    [3, 'tenant 3'],
  ]);
});

it('subscribes to patterns, alone and among topics', async () => {
  const { registry, handlers } = await start();
  registry.emit('room:kitchen', 'hello');
  registry.emit(['user', 7, 'created'], 'ann');
  registry.emit('user:created', 'bob');
  registry.emit('room:kitchen:sink', 'not heard');
  expect(handlers.heard).toEqual([
    ['room:kitchen', 'hello'],
    [['user', 7, 'created'], 'ann'],
    ['user:created', 'bob'],
  ]);
});

it('subscribes to a class of events', async () => {
  const { registry, handlers } = await start();
  registry.emit(OrderCreated, new OrderCreated(7));
  expect(handlers.heard).toEqual([7]);
});

it('refuses options of the wrong type, and options that contradict each other', () => {
  expect(() => Subscribe('x', { concurrency: 0 })).toThrow(InvalidOptionError);
  expect(() => Subscribe('x', { overflow: 'latest', buffer: 3 })).toThrow(InvalidOptionError);
});
