import { Injectable } from '@nestjs/common';
import { InjectRegistry, Registered, type RegistryOf } from 'nestjs-registry';
import { map, type Observable } from 'rxjs';
import type { LiveEvent } from '../live/live-event.js';
import type { LiveSource } from '../live/live-source.js';

@Registered('orders', { registry: 'live' })
@Injectable()
export class OrdersLive implements LiveSource {
  constructor(@InjectRegistry('events') private readonly events: RegistryOf<'events'>) {}

  live(): Observable<LiveEvent> {
    return this.events.messages('order:delivery').pipe(map((data) => ({ type: 'delivery', data })));
  }
}
