import { Injectable } from '@nestjs/common';
import { InjectRegistry, Registered, type RegistryOf } from 'nestjs-registry';
import { map, merge, type Observable } from 'rxjs';
import type { LiveEvent } from '../live/live-event.js';
import { SHOWN_ROWS, stateOf, type LiveSource } from '../live/live-source.js';
import { KnownUsers } from './known-users.js';
import { reportOf } from './user-event-report.js';
import { UsersService } from './users.service.js';

@Registered('users', { registry: 'live' })
@Injectable()
export class UsersLive implements LiveSource {
  constructor(
    private readonly users: UsersService,
    private readonly known: KnownUsers,
    @InjectRegistry('events') private readonly events: RegistryOf<'events'>,
  ) {}

  live(): Observable<LiveEvent> {
    const { changes } = this.users;
    const changed = merge(changes, this.events.messages('user:seen'));
    const rows = stateOf(changed, () => this.known.rows(SHOWN_ROWS));
    return merge(
      rows.pipe(map((data): LiveEvent => ({ type: 'users', data }))),
      changes.pipe(map((event): LiveEvent => ({ type: 'user', data: reportOf(event) }))),
    );
  }
}
