import { Inject, Injectable } from '@nestjs/common';
import { InjectRegistry, type Clock, type Owner, type RegistryOf } from 'nestjs-registry';
import { concat, defer, map, of, type Observable } from 'rxjs';
import { CLOCK } from '../clock.js';
import type { PresenceNews, PresentRow, Said } from '../live/live-event.js';

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
    const key = ['room', room];
    const present = (id: string, connections: number): PresentRow[] =>
      connections === 0 ? [] : [{ id, connections }];
    const everybody = defer(() => {
      const names = new Set(this.rooms.lookup(key).map(({ value }) => value.name));
      const joins = [...names].flatMap((id) =>
        present(id, this.rooms.countMatch(key, { name: id })),
      );
      return of({ room, joins, leaves: [] });
    });
    const news = this.rooms.changes({ key }).pipe(
      map(({ type, entry }) => {
        const id = entry.value.name;
        const now = this.rooms.countMatch(key, { name: id });
        const before = type === 'registered' ? now - 1 : now + 1;
        return { room, joins: present(id, now), leaves: present(id, before) };
      }),
    );
    return concat(everybody, news);
  }

  say(room: string, name: string, text: string): void {
    this.rooms.emit(['room', room, 'said'], { room, name, text, at: this.clock.now() });
  }

  said(room: string): Observable<Said> {
    return this.rooms.messages(['room', room, 'said']);
  }
}
