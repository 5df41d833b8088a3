import type { Order } from '../order.js';

export interface PaymentMethod {
  /** What an order calls it. */
  readonly name: string;

  /** Tells how the order is paid. */
  charge(order: Order): Promise<string>;
}
