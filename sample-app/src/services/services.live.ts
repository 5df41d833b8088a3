import { Injectable } from '@nestjs/common';
import { InjectRegistry, Registered, type RegistryOf } from 'nestjs-registry';
import { map, merge, type Observable } from 'rxjs';
import type { LiveEvent } from '../live/live-event.js';
import { SHOWN_ROWS, stateOf, type LiveSource } from '../live/live-source.js';
import { ServicesService } from './services.service.js';

@Registered('services', { registry: 'live' })
@Injectable()
export class ServicesLive implements LiveSource {
  constructor(
    private readonly services: ServicesService,
    @InjectRegistry('events') private readonly events: RegistryOf<'events'>,
  ) {}

  live(): Observable<LiveEvent> {
    return merge(
      stateOf(this.services.changes, () => this.services.rows(SHOWN_ROWS)).pipe(
        map((data): LiveEvent => ({ type: 'services', data })),
      ),
      this.events
        .messages('service:picked')
        .pipe(map((data): LiveEvent => ({ type: 'picks', data }))),
    );
  }
}
