import { Module } from '@nestjs/common';
import { RegistryModule, type Clock } from 'nestjs-registry';
import { CLOCK } from '../clock.js';
import { RoomsController } from './rooms.controller.js';
import { RoomsGateway } from './rooms.gateway.js';
import { RoomsLive } from './rooms.live.js';
import { RoomsService } from './rooms.service.js';

@Module({
  imports: [
    RegistryModule.forRootAsync({
      name: 'rooms',
      inject: [CLOCK],
      useFactory: (clock: Clock) => ({ keys: 'duplicate', clock }),
    }),
  ],
  controllers: [RoomsController],
  providers: [RoomsService, RoomsGateway, RoomsLive],
})
export class RoomsModule {}
