import { Module } from '@nestjs/common';
import { provideWorkers, RegistryModule, type Clock } from 'nestjs-registry';
import { CLOCK } from '../clock.js';
import { KnownUsers } from './known-users.js';
import { UserWorker } from './user.worker.js';
import { UsersController } from './users.controller.js';
import { UsersLive } from './users.live.js';
import { UsersService } from './users.service.js';

@Module({
  imports: [
    RegistryModule.forRootAsync({
      name: 'users',
      inject: [CLOCK],
      useFactory: (clock: Clock) => ({ keys: 'unique', clock }),
    }),
  ],
  controllers: [UsersController],
  providers: [UsersService, KnownUsers, UsersLive, ...provideWorkers(UserWorker)],
})
export class UsersModule {}
