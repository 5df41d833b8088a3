import { Injectable } from '@nestjs/common';
import { Registered } from 'nestjs-registry';
import type { Order } from '../order.js';
import type { PaymentMethod } from './payment-method.js';

@Registered(({ name }: TransferPaymentService) => name, { registry: 'payments' })
@Injectable()
export class TransferPaymentService implements PaymentMethod {
  readonly name = 'transfer';

  async charge({ id }: Order): Promise<string> {
    return `to be transferred with the reference ORDER-${id}`;
  }
}
