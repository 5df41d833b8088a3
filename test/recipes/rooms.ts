import { Controller, Injectable, Param, Sse, type MessageEvent } from '@nestjs/common';
import { InjectRegistry, type Owner, type Present, type Registry } from 'nestjs-registry';
import { map, type Observable } from 'rxjs';

export interface Member {
  readonly user: string;
  readonly device: string;
}

/** Delete the ids of all `leaves`, then set those of all `joins`. */
export interface RoomNews {
  readonly leaves: readonly string[];
  readonly joins: readonly { readonly id: string; readonly devices: readonly string[] }[];
}

@Injectable()
export class Rooms {
  constructor(@InjectRegistry('rooms') private readonly rooms: Registry<{ value: Member }>) {}

  /** Until `owner` ends. `false`: it was there already. */
  join(room: string, member: Member, owner: Owner): boolean {
    if (this.rooms.values(owner, ['room', room]).length > 0) return false;
    this.rooms.register(['room', room], member, { owner });
    return true;
  }

  leave(room: string, owner: Owner): void {
    this.rooms.unregister(owner, ['room', room]);
  }

  /** First everybody who is there, then each change. Several devices of a user are one who is present. */
  presence(room: string): Observable<RoomNews> {
    return this.rooms.presence(['room', room], { by: ({ value }) => value.user }).pipe(
      map(({ leaves, joins }) => ({
        leaves: leaves.map(({ id }) => id),
        joins: joins.map(rowOf),
      })),
    );
  }
}

const rowOf = ({ id, entries }: Present<Member, string>) => ({
  id,
  devices: entries.map(({ value }) => value.device),
});

@Controller('rooms')
export class RoomsController {
  constructor(private readonly rooms: Rooms) {}

  @Sse(':room/presence')
  presence(@Param('room') room: string): Observable<MessageEvent> {
    return this.rooms.presence(room).pipe(map((data) => ({ data })));
  }
}
