import { Module } from '@nestjs/common';
import { RegistryModule, type Clock } from 'nestjs-registry';
import { CLOCK } from '../clock.js';
import { BalancerService } from './balancer.service.js';
import { ServicesController } from './services.controller.js';
import { ServicesLive } from './services.live.js';
import { ServicesService } from './services.service.js';

@Module({
  imports: [
    RegistryModule.forRootAsync({
      name: 'services',
      inject: [CLOCK],
      useFactory: (clock: Clock) => ({ keys: 'duplicate', clock }),
    }),
  ],
  controllers: [ServicesController],
  providers: [ServicesService, BalancerService, ServicesLive],
})
export class ServicesModule {}
