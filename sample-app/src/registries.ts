import type { WorkerRef } from 'nestjs-registry';
import type { Order } from './orders/order.js';
import type { PaymentMethod } from './orders/payments/payment-method.js';
import type { UserWorker } from './users/user.worker.js';

export interface Events {
  'order:created': Order;
}

export type UserEvents = {
  key: readonly ['user', number, 'notified'];
  message: { readonly text: string };
};

declare module 'nestjs-registry' {
  interface Registries {
    /** Who is there, under `['user', id]`. */
    users: { value: WorkerRef<UserWorker> };
    /** How one can pay, under the name that an order gives. */
    payments: { value: PaymentMethod };
    /** What happens. */
    events: { topics: Events | UserEvents };
  }
}
