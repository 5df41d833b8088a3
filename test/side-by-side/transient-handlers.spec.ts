import { Injectable, Scope } from '@nestjs/common';
import { CqrsModule, EventBus, EventsHandler, type IEventHandler } from '@nestjs/cqrs';
import { EventEmitter2, EventEmitterModule, OnEvent } from '@nestjs/event-emitter';
import { RegistryModule, Subscribe, UnsupportedScopeError } from 'nestjs-registry';
import { startApp } from '../support/start-app.js';
import { turns } from '../support/turns.js';
import { Journal, TownModule, type Order } from './shop.js';
import { OrderCreated } from './with-cqrs.js';

const journals: unknown[] = [];

afterEach(() => {
  journals.length = 0;
});

it('event-emitter calls the handler on an object that was never constructed', async () => {
  @Injectable({ scope: Scope.TRANSIENT })
  class Transient {
    constructor(private readonly journal: Journal) {}

    @OnEvent('order:created')
    onCreated(): void {
      journals.push(this.journal);
    }
  }
  const app = await startApp({
    imports: [TownModule, EventEmitterModule.forRoot()],
    providers: [Transient],
  });
  app.get(EventEmitter2).emit('order:created', { id: 1 });
  await turns();
  expect(journals).toEqual([undefined]);
});

it('cqrs calls the handler on an object that was never constructed', async () => {
  @EventsHandler(OrderCreated, { scope: Scope.TRANSIENT })
  class Transient implements IEventHandler<OrderCreated> {
    constructor(private readonly journal: Journal) {}

    handle(): void {
      journals.push(this.journal);
    }
  }
  const app = await startApp({
    imports: [TownModule, CqrsModule.forRoot()],
    providers: [Transient],
  });
  app.get(EventBus).publish(new OrderCreated({ id: 1 }));
  await turns();
  expect(journals).toEqual([undefined]);
});

it('registry refuses the handler at the start', async () => {
  @Injectable({ scope: Scope.TRANSIENT })
  class Transient {
    @Subscribe('order:created', { registry: 'shop' })
    onCreated(_order: Order): void {}
  }
  const started = startApp({
    imports: [RegistryModule.forRoot({ name: 'shop', keys: 'duplicate' })],
    providers: [Transient],
  });
  await expect(started).rejects.toThrow(UnsupportedScopeError);
});
