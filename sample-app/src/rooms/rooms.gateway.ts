import { UseFilters, UsePipes, ValidationPipe } from '@nestjs/common';
import {
  ConnectedSocket,
  MessageBody,
  SubscribeMessage,
  WebSocketGateway,
  WsException,
} from '@nestjs/websockets';
import { Owner } from 'nestjs-registry';
import { fromEvent, map, merge, takeUntil, type Observable } from 'rxjs';
import type { WebSocket } from 'ws';
import type { RoomAnswer } from '../live/live-event.js';
import { UNKNOWN } from './message-parser.js';
import { JoinDto, SayDto } from './room-request.dto.js';
import { RoomsErrorFilter } from './rooms-error.filter.js';
import { RoomsService } from './rooms.service.js';

interface Membership {
  readonly room: string;
  readonly name: string;
  readonly owner: Owner;
}

/** A connection is in one room at a time. Its owner ends with the socket: a tab that is closed has left at once. */
@WebSocketGateway({ path: '/rooms', maxPayload: 16_384 })
@UsePipes(new ValidationPipe({ whitelist: true, forbidNonWhitelisted: true }))
@UseFilters(RoomsErrorFilter)
export class RoomsGateway {
  readonly #memberships = new WeakMap<WebSocket, Membership>();

  constructor(private readonly rooms: RoomsService) {}

  /** Answers with what happens in the room, until the socket closes or joins again. */
  @SubscribeMessage('join')
  join(
    @MessageBody() { room, name }: JoinDto,
    @ConnectedSocket() socket: WebSocket,
  ): Observable<RoomAnswer> {
    this.#memberships.get(socket)?.owner.terminate('joined again');
    const owner = Owner.from(socket, { label: name });
    this.#memberships.set(socket, { room, name, owner });
    this.rooms.join(room, name, owner);
    return merge(
      this.rooms.presence(room).pipe(map((data): RoomAnswer => ({ event: 'presence', data }))),
      this.rooms.said(room).pipe(map((data): RoomAnswer => ({ event: 'message', data }))),
    ).pipe(takeUntil(fromEvent(owner.signal, 'abort')));
  }

  @SubscribeMessage('say')
  say(@MessageBody() { text }: SayDto, @ConnectedSocket() socket: WebSocket): void {
    const membership = this.#memberships.get(socket);
    if (membership === undefined) throw new WsException('Join a room first');
    this.rooms.say(membership.room, membership.name, text);
  }

  @SubscribeMessage(UNKNOWN)
  unknown(): never {
    throw new WsException('Send { "event", "data" } as JSON, where the event is join or say');
  }
}
