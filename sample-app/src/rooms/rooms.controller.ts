import { Controller, Param, Sse, type MessageEvent } from '@nestjs/common';
import { map, type Observable } from 'rxjs';
import { RoomsService } from './rooms.service.js';

@Controller('rooms')
export class RoomsController {
  constructor(private readonly rooms: RoomsService) {}

  @Sse(':room/presence')
  presence(@Param('room') room: string): Observable<MessageEvent> {
    return this.rooms.presence(room).pipe(map((data) => ({ data })));
  }
}
