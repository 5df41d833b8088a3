import type { IncomingMessage, ServerResponse } from 'node:http';
import { Body, Controller, Param, Post, Req, Sse, type MessageEvent } from '@nestjs/common';
import { InjectRegistry, Owner, type Registry } from 'nestjs-registry';
import { defer, map, merge, of, type Observable } from 'rxjs';
import { Remains } from '../heap/remains.js';
import { RoomsModel } from '../model/rooms.js';

/** What a listener is told. */
export type RoomNews =
  /** Messages with greater numbers follow, without a gap. */
  | { readonly type: 'hello'; readonly last: number }
  | { readonly type: 'said'; readonly n: number; readonly text: string }
  | { readonly type: 'presence'; readonly joins: string[]; readonly leaves: string[] };

interface Said {
  readonly n: number;
  readonly text: string;
}

type Rooms = Registry<{
  value: string;
  topics: { key: readonly ['said in', string]; message: Said };
}>;

/** Rooms with members who listen to a stream of what is said there, and of who comes and goes. */
@Controller('rooms')
export class RoomsController {
  constructor(
    @InjectRegistry('rooms') private readonly rooms: Rooms,
    private readonly model: RoomsModel,
    private readonly remains: Remains,
  ) {}

  @Sse(':room/:member')
  listen(
    @Param('room') room: string,
    @Param('member') member: string,
    @Req() request: IncomingMessage & { res: ServerResponse },
  ): Observable<MessageEvent> {
    this.remains.watch('requests of streams', request);
    const owner = Owner.from(request.res, { label: member });
    this.remains.watch('owners of streams', owner);
    if (owner.alive) {
      this.rooms.register(['room', room], member, { owner });
      this.model.entered(room, member);
      request.res.once('close', () => {
        this.model.left(room, member);
      });
    }
    return this.#news(room).pipe(map((data) => ({ data })));
  }

  @Post(':room')
  say(@Param('room') room: string, @Body() { text }: { text: string }): { n: number } {
    const n = this.model.next(room);
    this.rooms.emit(['said in', room], { n, text });
    return { n };
  }

  /** Whoever subscribes has all of it from one moment on. */
  #news(room: string): Observable<RoomNews> {
    return defer(() => {
      const said = this.rooms.messages(['said in', room]);
      const present = this.rooms.presence(['room', room], { by: ({ value }) => value });
      return merge(
        of<RoomNews>({ type: 'hello', last: this.model.last(room) }),
        said.pipe(map(({ n, text }): RoomNews => ({ type: 'said', n, text }))),
        present.pipe(
          map(({ joins, leaves }): RoomNews => ({
            type: 'presence',
            joins: joins.map(({ id }) => id),
            leaves: leaves.map(({ id }) => id),
          })),
        ),
      );
    });
  }
}
