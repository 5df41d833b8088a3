import { isDeepStrictEqual } from 'node:util';
import type { WebSocket } from 'ws';
import type {
  RoomAnswer,
  RoomAnswers,
  RoomRequests,
} from '../../sample-app/src/live/live-event.js';
import { Inbox } from './inbox.js';

/** One connection to the WebSocket `/rooms`. */
export class RoomVisitor extends Inbox<RoomAnswers> {
  /** Who is there, as told. */
  readonly present = new Map<string, number>();

  constructor(readonly socket: WebSocket) {
    super();
    socket.on('message', (frame: Buffer) => {
      const { event, data } = JSON.parse(frame.toString()) as RoomAnswer;
      if (event === 'presence') {
        for (const { id } of data.leaves) this.present.delete(id);
        for (const { id, connections } of data.joins) this.present.set(id, connections);
      }
      this.add(event, data);
    });
  }

  send<E extends keyof RoomRequests>(event: E, data: RoomRequests[E]): void {
    this.socket.send(JSON.stringify({ event, data }));
  }

  /** In the room, once the room has told so. */
  async join(room: string, name: string): Promise<this> {
    this.send('join', { room, name });
    await this.told(
      'presence',
      (news) => news.room === room && news.joins.some(({ id }) => id === name),
    );
    return this;
  }

  /** Once exactly these are known to be there, each with so many connections. */
  async sees(present: Readonly<Record<string, number>>): Promise<void> {
    const isSeen = (): boolean =>
      isDeepStrictEqual(Object.fromEntries(this.present), { ...present });
    await this.told('presence', isSeen);
  }
}
