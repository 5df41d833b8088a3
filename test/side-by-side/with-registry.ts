import { Injectable, type ModuleMetadata } from '@nestjs/common';
import {
  InjectRegistry,
  RegistryModule,
  Subscribe,
  type Delivery,
  type Dispatch,
  type RegistryOf,
} from 'nestjs-registry';
import {
  Journal,
  Orders,
  PostOffice,
  takeFromStock,
  TownModule,
  Trolley,
  type Order,
} from './shop.js';

declare module 'nestjs-registry' {
  interface Registries {
    shop: { topics: { 'order:created': Order; 'order:packed': Order } };
  }
}

@Injectable()
export class RegistryOrders extends Orders {
  constructor(@InjectRegistry('shop') private readonly registry: RegistryOf<'shop'>) {
    super();
  }

  create(order: Order): Dispatch {
    return this.registry.dispatch('order:created', order);
  }

  createAndWait(order: Order): Promise<readonly Delivery[]> {
    return this.registry.dispatch('order:created', order).settled();
  }

  pack(order: Order): Dispatch {
    return this.registry.dispatch('order:packed', order);
  }
}

@Injectable()
export class Stock {
  constructor(private readonly journal: Journal) {}

  @Subscribe('order:created', { registry: 'shop' })
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

  @Subscribe('order:created', { registry: 'shop' })
  async onCreated(order: Order): Promise<string> {
    await this.post.opened;
    this.journal.write(`mailed ${order.id}`);
    return `mail ${order.id}`;
  }
}

@Injectable()
export class Billing {
  constructor(private readonly journal: Journal) {}

  @Subscribe('order:created', { registry: 'shop' })
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

  @Subscribe('order:packed', { registry: 'shop' })
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

  @Subscribe('order:packed', { registry: 'shop' })
  onPacked(order: Order): void {
    this.journal.write(`labelled ${order.id} on trolley ${this.trolley.number}`);
  }
}

export const orders = { provide: Orders, useClass: RegistryOrders };

/** The shop, whose stock is asked first. */
export function shop(): ModuleMetadata {
  return {
    imports: [TownModule, RegistryModule.forRoot({ name: 'shop', keys: 'duplicate' })],
    providers: [orders, Stock, Mailer, Billing, Packer, Labeller],
  };
}
