import { Module } from '@nestjs/common';
import { provideWorkers } from 'nestjs-registry';
import { UserWorker } from './user.worker.js';
import { UsersController } from './users.controller.js';
import { UsersService } from './users.service.js';

@Module({
  controllers: [UsersController],
  providers: [UsersService, ...provideWorkers(UserWorker)],
})
export class UsersModule {}
