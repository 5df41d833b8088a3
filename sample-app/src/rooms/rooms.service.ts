import { Inject, Injectable } from '@nestjs/common';
import {
  InjectRegistry,
  type Clock,
  type Owner,
  type Present,
  type RegistryOf,
} from 'nestjs-registry';
import { map, type Observable } from 'rxjs';
import { CLOCK } from '../clock.js';
import type { PresenceNews, PresentRow, Said } from '../live/live-event.js';
import type { Member } from './room.js';

@Injectable()
export class RoomsService {
  constructor(
    @InjectRegistry('rooms') private readonly rooms: RegistryOf<'rooms'>,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Present until `owner` ends. Several owners of one name, such as tabs, are one who is present. */
  join(room: string, name: string, owner: Owner): void {
    this.rooms.register(['room', room], { name }, { owner });
  }

  /** First everybody who is there, then each change. */
  presence(room: string): Observable<PresenceNews> {
    const diffs = this.rooms.presence(['room', room], { by: ({ value }) => value.name });
    return diffs.pipe(
      map(({ joins, leaves }) => ({ room, joins: joins.map(rowOf), leaves: leaves.map(rowOf) })),
    );
  }

  say(room: string, name: string, text: string): void {
    this.rooms.emit(['room', room, 'said'], { room, name, text, at: this.clock.now() });
  }

  said(room: string): Observable<Said> {
    return this.rooms.messages(['room', room, 'said']);
  }
}

function rowOf({ id, entries }: Present<Member, string>): PresentRow {
  return { id, connections: entries.length };
}
