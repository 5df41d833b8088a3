import {
  Body,
  Controller,
  Delete,
  Get,
  HttpCode,
  NotFoundException,
  Param,
  Post,
  Query,
  UseGuards,
} from '@nestjs/common';
import { LoginDto } from './login.dto.js';
import type { Session } from './session.js';
import { CurrentSession, SessionGuard } from './session.guard.js';
import { SessionsService } from './sessions.service.js';
import { UserQuery } from './user-query.dto.js';

@Controller('sessions')
export class SessionsController {
  constructor(private readonly sessions: SessionsService) {}

  @Post()
  login(@Body() login: LoginDto): Session {
    return this.sessions.login(login);
  }

  @Get()
  list(@Query() { user }: UserQuery): Session[] {
    return this.sessions.of(user);
  }

  @Get('me')
  @UseGuards(SessionGuard)
  me(@CurrentSession() session: Session): Session {
    return session;
  }

  @Post(':id/touch')
  @HttpCode(200)
  touch(@Param('id') id: string): Session {
    const session = this.sessions.touch(id);
    if (session === undefined) throw new NotFoundException('This session has ended');
    return session;
  }

  @Delete(':id')
  @HttpCode(204)
  logout(@Param('id') id: string): void {
    if (!this.sessions.logout(id)) throw new NotFoundException('This session has ended');
  }

  @Delete()
  logoutEverywhere(@Query() { user }: UserQuery): { ended: number } {
    return { ended: this.sessions.logoutEverywhere(user) };
  }
}
