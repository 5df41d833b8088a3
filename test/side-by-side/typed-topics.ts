/** What the compiler says of a wrong topic and of a wrong message. Checked with the types, never run. */
import { EventBus, EventsHandler, type IEventHandler } from '@nestjs/cqrs';
import { EventEmitter2, OnEvent } from '@nestjs/event-emitter';
import { Subscribe, type RegistryOf } from 'nestjs-registry';
import type { Order } from './shop.js';
import { OrderCreated, OrderPacked } from './with-cqrs.js';
import './with-registry.js';

/** Topics are strings, messages are `any`: everything compiles. */
export class WithEventEmitter {
  publish(events: EventEmitter2): void {
    events.emit('order:craeted', { id: 1 });
    events.emit('order:created', { identity: 'one' });
  }

  @OnEvent('order:craeted')
  wrongTopic(_order: Order): void {}

  @OnEvent('order:created')
  wrongMessage(_date: Date): void {}
}

export class WithCqrs {
  publish(events: EventBus): void {
    // A class cannot be misspelt, and its constructor is checked …
    // @ts-expect-error there is no such class
    events.publish(new OrderCraeted({ id: 1 }));
    // @ts-expect-error an order has an id
    events.publish(new OrderCreated({ identity: 'one' }));
    // … but whatever is not nullish can be published, also what nobody can handle.
    events.publish(42);
    events.publish({ id: 1 });
  }

  /** The bus can be declared to take some events only. */
  publishSome(events: EventBus<OrderCreated>): void {
    events.publish(new OrderCreated({ id: 1 }));
    // @ts-expect-error it is no OrderCreated
    events.publish(42);
    // Classes of the same shape are the same to the compiler.
    events.publish(new OrderPacked({ id: 1 }));
  }
}

/** The decorator knows the event and `IEventHandler` does, but nothing compares the two. */
@EventsHandler(OrderCreated)
export class WrongEventWithCqrs implements IEventHandler<Date> {
  handle(_date: Date): void {}
}

export class WithRegistry {
  publish(events: RegistryOf<'shop'>): void {
    events.emit('order:created', { id: 1 });
    // @ts-expect-error there is no such topic
    events.emit('order:craeted', { id: 1 });
    // @ts-expect-error an order has an id
    events.emit('order:created', { identity: 'one' });
  }

  @Subscribe('order:created', { registry: 'shop' })
  right(_order: Order): void {}

  // @ts-expect-error there is no such topic
  @Subscribe('order:craeted', { registry: 'shop' })
  wrongTopic(_order: Order): void {}

  // @ts-expect-error the message of this topic is an order
  @Subscribe('order:created', { registry: 'shop' })
  wrongMessage(_date: Date): void {}
}
