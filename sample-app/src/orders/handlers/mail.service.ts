import { Injectable } from '@nestjs/common';
import { Subscribe } from 'nestjs-registry';
import type { Order } from '../order.js';

@Injectable()
export class MailService {
  @Subscribe('order:created', { registry: 'events' })
  confirm({ id, customer }: Order): { mail: string } {
    return { mail: `Customer ${customer}, thank you for order ${id}` };
  }
}
