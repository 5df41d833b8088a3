import { Body, Controller, Delete, Get, Param, Post } from '@nestjs/common';
import { InjectRegistry, type Registry } from 'nestjs-registry';
import { SESSION_TTL, SessionsModel } from '../model/sessions.js';

interface Session {
  readonly user: string;
}

/** Sessions that expire unless they are asked for. */
@Controller('sessions')
export class SessionsController {
  constructor(
    @InjectRegistry('sessions') private readonly sessions: Registry<{ value: Session }>,
    private readonly model: SessionsModel,
  ) {}

  @Post()
  open(@Body() { user }: Session): { id: string } {
    const id = this.model.next();
    const options = { ttl: SESSION_TTL, sliding: true };
    this.sessions.register(['session', id], { user }, options);
    this.model.opened(id, user);
    return { id };
  }

  @Get(':id')
  ask(@Param('id') id: string): { user: string | null } {
    const entry = this.sessions.get(['session', id]);
    const renewed = entry !== undefined && this.sessions.touch(entry.owner, entry.key) > 0;
    this.model.asked(id, entry?.value.user, renewed);
    return { user: entry?.value.user ?? null };
  }

  @Delete(':id')
  close(@Param('id') id: string): { ended: boolean } {
    const owner = this.sessions.whereis(['session', id]);
    const ended = owner !== undefined && this.sessions.unregister(owner, ['session', id]) > 0;
    this.model.closed(id, ended);
    return { ended };
  }
}
