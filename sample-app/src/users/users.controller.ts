import {
  Body,
  Controller,
  Delete,
  Get,
  HttpCode,
  NotFoundException,
  Param,
  Post,
  Sse,
  type MessageEvent,
} from '@nestjs/common';
import type { WorkerRef } from 'nestjs-registry';
import { map, type Observable } from 'rxjs';
import { NotificationDto } from './notification.dto.js';
import { PositiveIntPipe } from './positive-int.pipe.js';
import { reportOf } from './user-event-report.js';
import type { User, UserWorker } from './user.worker.js';
import { UsersService } from './users.service.js';
import { VisitDto } from './visit.dto.js';

@Controller('users')
export class UsersController {
  constructor(private readonly users: UsersService) {}

  /** Who is there: a ref becomes JSON by itself, the user's name and status. */
  @Get()
  list(): readonly WorkerRef<UserWorker>[] {
    return this.users.list();
  }

  /** Stands above `:id`, which would take it for one. */
  @Sse('events')
  events(): Observable<MessageEvent> {
    return this.users.changes.pipe(map((event) => ({ data: reportOf(event) })));
  }

  /** To look at a user's page is a visit, too. */
  @Get(':id')
  show(@Param('id', PositiveIntPipe) id: number): Promise<User> {
    return this.users.visit(id, `/users/${id}`);
  }

  @Post(':id/visits')
  visit(
    @Param('id', PositiveIntPipe) id: number,
    @Body() { page = '/' }: VisitDto = {},
  ): Promise<User> {
    return this.users.visit(id, page);
  }

  @Post(':id/notifications')
  @HttpCode(202)
  notify(
    @Param('id', PositiveIntPipe) id: number,
    @Body() { text }: NotificationDto,
  ): { notified: number } {
    return { notified: this.users.notify(id, text) };
  }

  /** Sent, not done: who asks for a crash does not wait for it. */
  @Post(':id/crash')
  @HttpCode(202)
  crash(@Param('id', PositiveIntPipe) id: number): void {
    this.users.crash(id);
  }

  @Delete(':id')
  @HttpCode(204)
  async leave(@Param('id', PositiveIntPipe) id: number): Promise<void> {
    if (!(await this.users.leave(id))) throw new NotFoundException(`User ${id} is not there`);
  }
}
