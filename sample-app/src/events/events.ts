import type { OrderDelivery, Picks } from '../live/live-event.js';
import type { Order } from '../orders/order.js';
import type { User } from '../users/user.worker.js';

export interface Events {
  'order:created': Order;
  /** A handler of an order has settled. */
  'order:delivery': OrderDelivery;
  /** A user has just done or heard something. */
  'user:seen': User;
  /** Requests were given to the instances of a service. */
  'service:picked': Picks;
}

export type UserEvents = {
  key: readonly ['user', number, 'notified'];
  message: { readonly text: string };
};

declare module 'nestjs-registry' {
  interface Registries {
    /** What happens. */
    events: { topics: Events | UserEvents };
  }
}
