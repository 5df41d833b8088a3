import { Module } from '@nestjs/common';
import { RegistryModule, type Clock } from 'nestjs-registry';
import { CLOCK } from '../clock.js';
import { SessionsController } from './sessions.controller.js';
import { SessionsLive } from './sessions.live.js';
import { SessionsService } from './sessions.service.js';

@Module({
  imports: [
    RegistryModule.forRootAsync({
      name: 'sessions',
      inject: [CLOCK],
      useFactory: (clock: Clock) => ({ keys: 'unique', index: ['user'], clock }),
    }),
  ],
  controllers: [SessionsController],
  providers: [SessionsService, SessionsLive],
  exports: [SessionsService],
})
export class SessionsModule {}
