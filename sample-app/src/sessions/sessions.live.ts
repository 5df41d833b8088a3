import { Injectable } from '@nestjs/common';
import { Registered, type Change } from 'nestjs-registry';
import { filter, map, merge, type Observable } from 'rxjs';
import type { LiveEvent, SessionEnd } from '../live/live-event.js';
import { SHOWN_ROWS, stateOf, type LiveSource } from '../live/live-source.js';
import type { Session } from './session.js';
import { SessionsService } from './sessions.service.js';

type End = Extract<Change<Session>, { readonly type: 'unregistered' }>;

@Registered('sessions', { registry: 'live' })
@Injectable()
export class SessionsLive implements LiveSource {
  constructor(private readonly sessions: SessionsService) {}

  live(): Observable<LiveEvent> {
    const { changes } = this.sessions;
    const ends = changes.pipe(filter((change) => change.type === 'unregistered'));
    return merge(
      stateOf(changes, () => this.sessions.rows(SHOWN_ROWS)).pipe(
        map((data): LiveEvent => ({ type: 'sessions', data })),
      ),
      ends.pipe(map((end): LiveEvent => ({ type: 'session-ended', data: reportOf(end) }))),
    );
  }
}

function reportOf({ entry, reason, detail }: End): SessionEnd {
  const { id, user, device } = entry.value;
  const end = { id, user, device, reason };
  return typeof detail === 'string' ? { ...end, detail } : end;
}
