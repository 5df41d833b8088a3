import { Injectable } from '@nestjs/common';
import { Registered } from 'nestjs-registry';
import { map, type Observable } from 'rxjs';
import type { LiveEvent } from '../live/live-event.js';
import type { LiveSource } from '../live/live-source.js';
import { RoomsService } from './rooms.service.js';

@Registered('rooms', { registry: 'live' })
@Injectable()
export class RoomsLive implements LiveSource {
  constructor(private readonly rooms: RoomsService) {}

  live(): Observable<LiveEvent> {
    return this.rooms.presence('lobby').pipe(map((data) => ({ type: 'presence', data })));
  }
}
