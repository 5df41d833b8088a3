import { Injectable, type ModuleMetadata, type Type } from '@nestjs/common';
import { EventEmitter2, EventEmitterModule, OnEvent } from '@nestjs/event-emitter';
import {
  Journal,
  Orders,
  PostOffice,
  takeFromStock,
  TownModule,
  Trolley,
  type Order,
} from './shop.js';

@Injectable()
export class EmitterOrders extends Orders {
  constructor(private readonly emitter: EventEmitter2) {
    super();
  }

  create(order: Order): boolean {
    return this.emitter.emit('order:created', order);
  }

  createAndWait(order: Order): Promise<unknown[]> {
    return this.emitter.emitAsync('order:created', order);
  }

  pack(order: Order): boolean {
    return this.emitter.emit('order:packed', order);
  }
}

@Injectable()
export class Stock {
  constructor(private readonly journal: Journal) {}

  @OnEvent('order:created')
  onCreated(order: Order): void | Promise<void> {
    this.journal.write(`asked the stock for ${order.id}`);
    return takeFromStock(order);
  }
}

/** The same, with the option that lets errors through. */
@Injectable()
export class StrictStock {
  constructor(private readonly journal: Journal) {}

  @OnEvent('order:created', { suppressErrors: false })
  onCreated(order: Order): void | Promise<void> {
    this.journal.write(`asked the stock for ${order.id}`);
    return takeFromStock(order);
  }
}

@Injectable()
export class Mailer {
  constructor(
    private readonly journal: Journal,
    private readonly post: PostOffice,
  ) {}

  @OnEvent('order:created')
  async onCreated(order: Order): Promise<string> {
    await this.post.opened;
    this.journal.write(`mailed ${order.id}`);
    return `mail ${order.id}`;
  }
}

@Injectable()
export class Billing {
  constructor(private readonly journal: Journal) {}

  @OnEvent('order:created')
  onCreated(order: Order): string {
    this.journal.write(`billed ${order.id}`);
    return `bill ${order.id}`;
  }
}

/** Request-scoped, for its trolley is. */
@Injectable()
export class Packer {
  constructor(
    private readonly journal: Journal,
    private readonly trolley: Trolley,
  ) {}

  @OnEvent('order:packed')
  onPacked(order: Order): void {
    this.journal.write(`packed ${order.id} on trolley ${this.trolley.number}`);
  }
}

/** Request-scoped, for its trolley is. */
@Injectable()
export class Labeller {
  constructor(
    private readonly journal: Journal,
    private readonly trolley: Trolley,
  ) {}

  @OnEvent('order:packed')
  onPacked(order: Order): void {
    this.journal.write(`labelled ${order.id} on trolley ${this.trolley.number}`);
  }
}

export const orders = { provide: Orders, useClass: EmitterOrders };

/** The shop, whose stock is asked first. */
export function shop(
  stock: Type = Stock,
  ...[options]: Parameters<typeof EventEmitterModule.forRoot>
): ModuleMetadata {
  return {
    imports: [TownModule, EventEmitterModule.forRoot(options)],
    providers: [orders, stock, Mailer, Billing, Packer, Labeller],
  };
}
