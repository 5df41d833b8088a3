import { setImmediate as theBank } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { Registered } from 'nestjs-registry';
import type { Order } from '../order.js';
import type { PaymentMethod } from './payment-method.js';

@Registered(({ name }: CardPaymentService) => name, { registry: 'payments' })
@Injectable()
export class CardPaymentService implements PaymentMethod {
  readonly name = 'card';

  async charge({ customer }: Order): Promise<string> {
    await theBank();
    return `charged to the card of customer ${customer}`;
  }
}
