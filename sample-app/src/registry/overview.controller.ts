import { Controller, Get } from '@nestjs/common';
import type { RegistryOverview } from '../live/live-event.js';
import { OverviewService } from './overview.service.js';

const SHOWN_ENTRIES = 100;

@Controller('registry')
export class OverviewController {
  constructor(private readonly overview: OverviewService) {}

  /** Shows everything to everybody: yours wants a guard. */
  @Get()
  show(): RegistryOverview[] {
    return this.overview.all(SHOWN_ENTRIES);
  }
}
