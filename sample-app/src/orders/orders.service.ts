import { BadRequestException, Injectable } from '@nestjs/common';
import { InjectRegistry, type RegistryOf } from 'nestjs-registry';
import type { DeliveryReport } from '../live/live-event.js';
import type { CreateOrderDto } from './create-order.dto.js';
import { reportOf } from './delivery-report.js';
import type { Order } from './order.js';

export interface OrderResult {
  readonly order: Order;
  readonly deliveries: readonly DeliveryReport[];
}

@Injectable()
export class OrdersService {
  #lastId = 0;

  constructor(
    @InjectRegistry('events') private readonly events: RegistryOf<'events'>,
    @InjectRegistry('payments') private readonly payments: RegistryOf<'payments'>,
  ) {}

  /** Tells what became of the order at each handler, once the last of them is done; and of each as it is done, live. */
  async create(
    { item, quantity, customer, payment = 'card' }: CreateOrderDto,
    request: object,
  ): Promise<OrderResult> {
    this.assertCanBePaidBy(payment);
    const order: Order = { id: ++this.#lastId, item, quantity, customer, payment };
    const dispatch = this.events.dispatch('order:created', order, { request });
    dispatch.subscribe((delivery) => {
      this.events.emit('order:delivery', { order: order.id, item, ...reportOf(delivery) });
    });
    const deliveries = await dispatch.settled();
    return { order, deliveries: deliveries.map(reportOf) };
  }

  private assertCanBePaidBy(payment: string): void {
    if (this.payments.get(payment) !== undefined) return;
    const known = [...this.payments].map(({ value }) => value.name).join(', ');
    throw new BadRequestException(`payment must be one of: ${known}`);
  }
}
