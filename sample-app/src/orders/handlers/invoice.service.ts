import { Injectable } from '@nestjs/common';
import { InjectRegistry, Subscribe, type RegistryOf } from 'nestjs-registry';
import type { Order } from '../order.js';

@Injectable()
export class InvoiceService {
  constructor(@InjectRegistry('payments') private readonly payments: RegistryOf<'payments'>) {}

  @Subscribe('order:created', { registry: 'events' })
  async issue(order: Order): Promise<{ invoice: string; payment: string | undefined }> {
    const payment = await this.payments.get(order.payment)?.value.charge(order);
    return { invoice: `INVOICE-${order.id}`, payment };
  }
}
