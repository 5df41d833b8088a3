import type { IncomingMessage } from 'node:http';
import {
  createParamDecorator,
  Injectable,
  UnauthorizedException,
  type CanActivate,
  type ExecutionContext,
} from '@nestjs/common';
import { InjectRegistry, type Entry, type Registry } from 'nestjs-registry';
import type { Session } from './sessions.js';

type SessionRequest = IncomingMessage & { session?: Entry<Session> };

@Injectable()
export class SessionGuard implements CanActivate {
  constructor(
    @InjectRegistry('sessions') private readonly sessions: Registry<{ value: Session }>,
  ) {}

  canActivate(context: ExecutionContext): boolean {
    const request = context.switchToHttp().getRequest<SessionRequest>();
    const id = /^Bearer (\S+)$/.exec(request.headers.authorization ?? '')?.[1] ?? '';
    const session = this.sessions.get(id);
    if (session === undefined || this.sessions.touch(session.owner, id) === 0)
      throw new UnauthorizedException('Log in first');
    request.session = session;
    return true;
  }
}

/** The entry of the session that the guard has let in. */
export const CurrentSession = createParamDecorator(
  (_data: unknown, context: ExecutionContext) =>
    context.switchToHttp().getRequest<SessionRequest>().session,
);
