import {
  Catch,
  HttpException,
  Logger,
  type ArgumentsHost,
  type ExceptionFilter,
} from '@nestjs/common';
import { WsException } from '@nestjs/websockets';
import type { WebSocket } from 'ws';
import type { RoomAnswer } from '../live/live-event.js';

/** Tells the client what was wrong with its message. Nest's own filter emits an event that a plain WebSocket never sends. */
@Catch()
export class RoomsErrorFilter implements ExceptionFilter {
  readonly #logger = new Logger('Rooms');

  catch(error: unknown, host: ArgumentsHost): void {
    const answer: RoomAnswer = { event: 'error', data: { message: this.#messageFor(error) } };
    host.switchToWs().getClient<WebSocket>().send(JSON.stringify(answer));
  }

  #messageFor(error: unknown): string {
    if (error instanceof WsException) return error.message;
    if (error instanceof HttpException) return whatIsInvalid(error);
    this.#logger.error(error);
    return 'Something went wrong here';
  }
}

/** The `ValidationPipe` says it in the response. */
function whatIsInvalid(error: HttpException): string {
  const response = error.getResponse();
  const message = typeof response === 'object' && 'message' in response && response.message;
  return Array.isArray(message) ? message.join(', ') : error.message;
}
