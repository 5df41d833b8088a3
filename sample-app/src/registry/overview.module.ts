import { Module } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import { OverviewController } from './overview.controller.js';
import { OverviewService } from './overview.service.js';
import { RegistriesLive } from './registries.live.js';

@Module({
  imports: [DiscoveryModule],
  controllers: [OverviewController],
  providers: [OverviewService, RegistriesLive],
})
export class OverviewModule {}
