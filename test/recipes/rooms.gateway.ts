import {
  ConnectedSocket,
  MessageBody,
  SubscribeMessage,
  WebSocketGateway,
  type OnGatewayConnection,
  type WsResponse,
} from '@nestjs/websockets';
import { Owner } from 'nestjs-registry';
import { EMPTY, map, type Observable } from 'rxjs';
import type { WebSocket } from 'ws';
import { Rooms, type RoomNews } from './rooms.js';

@WebSocketGateway({ path: '/rooms' })
export class RoomsGateway implements OnGatewayConnection {
  readonly #owners = new WeakMap<WebSocket, Owner>();

  constructor(private readonly rooms: Rooms) {}

  handleConnection(socket: WebSocket): void {
    this.#owners.set(socket, Owner.from(socket));
  }

  @SubscribeMessage('join')
  join(
    @ConnectedSocket() socket: WebSocket,
    @MessageBody() { room, user }: { room: string; user: string },
  ): Observable<WsResponse<RoomNews>> {
    const owner = this.#owners.get(socket);
    if (owner === undefined || !this.rooms.join(room, { user, device: 'browser' }, owner))
      return EMPTY;
    return this.rooms.presence(room).pipe(map((data) => ({ event: 'presence', data })));
  }
}
