import { Injectable } from '@nestjs/common';
import { InjectRegistry, Subscribe, type RegistryOf } from 'nestjs-registry';
import type { Order } from '../order.js';

@Injectable()
export class NotificationService {
  constructor(@InjectRegistry('events') private readonly events: RegistryOf<'events'>) {}

  /** Publishes to whoever listens for this customer, and tells how many that were. */
  @Subscribe('order:created', { registry: 'events' })
  notify({ id, customer }: Order): { notified: number } {
    const text = `Order ${id} has arrived`;
    return { notified: this.events.emit(['user', customer, 'notified'], { text }) };
  }
}
