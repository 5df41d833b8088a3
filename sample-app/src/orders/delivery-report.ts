import type { Delivery } from 'nestjs-registry';
import type { DeliveryReport } from '../live/live-event.js';

/** A delivery as JSON can tell it: an `Error` has no fields of its own, an entry is nobody else's business. */
export function reportOf(delivery: Delivery): DeliveryReport {
  const { handler, status } = delivery;
  switch (status) {
    case 'delivered':
      return { handler, status, value: delivery.value };
    case 'failed':
      return { handler, status, error: String(delivery.error) };
    case 'dropped':
      return { handler, status, reason: delivery.reason };
  }
}
