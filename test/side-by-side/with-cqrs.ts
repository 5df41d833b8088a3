import { Injectable, type ModuleMetadata } from '@nestjs/common';
import {
  CqrsModule,
  EventBus,
  EventsHandler,
  type CqrsModuleOptions,
  type IEventHandler,
  type IEventPublisher,
} from '@nestjs/cqrs';
import { lastValueFrom, merge, of, toArray } from 'rxjs';
import {
  Journal,
  Orders,
  PostOffice,
  takeFromStock,
  TownModule,
  Trolley,
  type Order,
} from './shop.js';

export class OrderCreated {
  constructor(readonly order: Order) {}
}

export class OrderPacked {
  constructor(readonly order: Order) {}
}

@Injectable()
export class EventBusOrders extends Orders {
  constructor(private readonly events: EventBus) {
    super();
  }

  create(order: Order): unknown {
    return this.events.publish(new OrderCreated(order));
  }

  async createAndWait(order: Order): Promise<unknown> {
    return this.events.publish(new OrderCreated(order));
  }

  pack(order: Order): unknown {
    return this.events.publish(new OrderPacked(order));
  }
}

@EventsHandler(OrderCreated)
export class Stock implements IEventHandler<OrderCreated> {
  constructor(private readonly journal: Journal) {}

  handle({ order }: OrderCreated): void | Promise<void> {
    this.journal.write(`asked the stock for ${order.id}`);
    return takeFromStock(order);
  }
}

@EventsHandler(OrderCreated)
export class Mailer implements IEventHandler<OrderCreated> {
  constructor(
    private readonly journal: Journal,
    private readonly post: PostOffice,
  ) {}

  async handle({ order }: OrderCreated): Promise<string> {
    await this.post.opened;
    this.journal.write(`mailed ${order.id}`);
    return `mail ${order.id}`;
  }
}

@EventsHandler(OrderCreated)
export class Billing implements IEventHandler<OrderCreated> {
  constructor(private readonly journal: Journal) {}

  handle({ order }: OrderCreated): string {
    this.journal.write(`billed ${order.id}`);
    return `bill ${order.id}`;
  }
}

/** Request-scoped, for its trolley is. */
@EventsHandler(OrderPacked)
export class Packer implements IEventHandler<OrderPacked> {
  constructor(
    private readonly journal: Journal,
    private readonly trolley: Trolley,
  ) {}

  handle({ order }: OrderPacked): void {
    this.journal.write(`packed ${order.id} on trolley ${this.trolley.number}`);
  }
}

/** Request-scoped, for its trolley is. */
@EventsHandler(OrderPacked)
export class Labeller implements IEventHandler<OrderPacked> {
  constructor(
    private readonly journal: Journal,
    private readonly trolley: Trolley,
  ) {}

  handle({ order }: OrderPacked): void {
    this.journal.write(`labelled ${order.id} on trolley ${this.trolley.number}`);
  }
}

/** Runs the handlers itself instead of handing the event to the bus, and so can wait for them. */
@Injectable()
export class AwaitingPublisher implements IEventPublisher {
  constructor(private readonly events: EventBus) {
    events.publisher = this;
  }

  publish(event: object): Promise<unknown[]> {
    const handlers = this.events.eventOperators.map((operator) => of(event).pipe(operator));
    return lastValueFrom(merge(...handlers).pipe(toArray()));
  }
}

export const orders = { provide: Orders, useClass: EventBusOrders };

/** The shop, whose stock is asked first. */
export function shop(options?: CqrsModuleOptions): ModuleMetadata {
  return {
    imports: [TownModule, CqrsModule.forRoot(options)],
    providers: [orders, Stock, Mailer, Billing, Packer, Labeller],
  };
}
