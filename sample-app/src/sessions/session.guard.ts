import type { IncomingMessage } from 'node:http';
import {
  createParamDecorator,
  Injectable,
  UnauthorizedException,
  type CanActivate,
  type ExecutionContext,
} from '@nestjs/common';
import type { Session } from './session.js';
import { SessionsService } from './sessions.service.js';

interface SessionRequest extends IncomingMessage {
  session?: Session;
}

/** Lets those in who send `authorization: Bearer <id>` of a session that has not ended; to be seen prolongs a sliding one. */
@Injectable()
export class SessionGuard implements CanActivate {
  constructor(private readonly sessions: SessionsService) {}

  canActivate(context: ExecutionContext): boolean {
    const request = requestOf(context);
    const id = /^Bearer (\S+)$/i.exec(request.headers.authorization ?? '')?.[1];
    const session = id === undefined ? undefined : this.sessions.use(id);
    if (session === undefined) throw new UnauthorizedException('Log in: there is no such session');
    request.session = session;
    return true;
  }
}

/** The session with which the guard has let the request in. */
export const CurrentSession = createParamDecorator(
  (_: unknown, context: ExecutionContext) => requestOf(context).session,
);

function requestOf(context: ExecutionContext): SessionRequest {
  return context.switchToHttp().getRequest<SessionRequest>();
}
