import { Controller, Delete, Get, HttpCode, NotFoundException, Param } from '@nestjs/common';
import { PositiveIntPipe } from './positive-int.pipe.js';
import type { UserPresence } from './user-presence.js';
import { UsersService } from './users.service.js';

@Controller('users')
export class UsersController {
  constructor(private readonly users: UsersService) {}

  @Get(':id')
  visit(@Param('id', PositiveIntPipe) id: number): UserPresence {
    return this.users.visit(id);
  }

  @Delete(':id')
  @HttpCode(204)
  leave(@Param('id', PositiveIntPipe) id: number): void {
    if (!this.users.leave(id)) throw new NotFoundException(`User ${id} is not there`);
  }
}
