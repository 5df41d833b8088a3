import type { Order } from '../order.js';

export interface PaymentMethod {
  /** What an order calls it. */
  readonly name: string;

  /** Tells how the order is paid. */
  charge(order: Order): Promise<string>;
}

declare module 'nestjs-registry' {
  interface Registries {
    /** How one can pay, under the name that an order gives. */
    payments: { value: PaymentMethod };
  }
}
