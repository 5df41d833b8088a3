import {
  Inject,
  Injectable,
  Scope,
  UseGuards,
  type CanActivate,
  type ExecutionContext,
} from '@nestjs/common';
import { REQUEST } from '@nestjs/core';
import {
  InjectRegistry,
  Message,
  Registered,
  Registry,
  REGISTRY_MESSAGE,
  RequestOwner,
  Subscribe,
} from 'nestjs-registry';
import { OrdersModel } from '../model/orders.js';
import { PlannedError } from '../planned.js';
import { turns } from '../turns.js';
import { isBroken, isRefused, type Order } from './orders.js';

/** Made once for each request, and shared by all its handlers. */
@Injectable({ scope: Scope.REQUEST })
class Basket {
  constructor(@Inject(REQUEST) readonly request: { readonly order: number }) {}
}

/** Made for each message, and found under its name while that is handled. */
@Registered(({ message }: Handling) => ['handling', message.id], { registry: 'orders' })
@Injectable({ scope: Scope.REQUEST })
class Handling {
  constructor(@Inject(REGISTRY_MESSAGE) readonly message: Order) {}
}

/** A handler of each message. */
@Injectable()
class Stock {
  constructor(
    private readonly basket: Basket,
    private readonly handling: Handling,
    private readonly owner: RequestOwner,
    @InjectRegistry('orders') private readonly orders: Registry,
    private readonly model: OrdersModel,
  ) {}

  @Subscribe('order:placed', { registry: 'orders' })
  async onPlaced({ id }: Order): Promise<number> {
    const { model, orders, basket, handling, owner } = this;
    for (const each of [this, basket, handling, owner]) model.watch('what is of a message', each);
    await turns(id % 3);
    const named = orders.lookup(['handling', id]).map(({ value }) => value === handling);
    const found = named.length === 1 && named[0] === true ? id : named;
    model.belong(id, { basket: basket.request.order, handling: handling.message.id, found });
    return id;
  }
}

@Injectable()
class Refusing implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    return !isRefused(context.getArgs<[Order]>()[0].id);
  }
}

/** One instance with handlers of other kinds. */
@Injectable()
class Billing {
  constructor(private readonly model: OrdersModel) {}

  @Subscribe('order:placed', { registry: 'orders', enhancers: true })
  @UseGuards(Refusing)
  onGuarded(@Message('id') id: number): number {
    this.model.belong(id, { guarded: id });
    return id;
  }

  @Subscribe('order:placed', { registry: 'orders' })
  onBroken({ id }: Order): number {
    if (isBroken(id)) throw new PlannedError();
    return id;
  }

  /** Others may have to wait, and still see their own request. */
  @Subscribe('order:placed', { registry: 'orders', concurrency: 1 })
  async onSerial({ id }: Order): Promise<number> {
    this.model.belong(id, { serial: id });
    await turns(1);
    this.model.belong(id, { serial: id });
    return id;
  }
}

export const ORDER_HANDLERS = [Basket, Handling, Stock, Billing, Refusing];
