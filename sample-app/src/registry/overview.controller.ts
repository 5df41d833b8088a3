import { Controller, Get } from '@nestjs/common';
import { InjectRegistry, type RegistryOf } from 'nestjs-registry';
import { overviewOf, type RegistryOverview } from './registry-overview.js';

@Controller('registry')
export class OverviewController {
  constructor(
    @InjectRegistry('users') private readonly users: RegistryOf<'users'>,
    @InjectRegistry('payments') private readonly payments: RegistryOf<'payments'>,
    @InjectRegistry('events') private readonly events: RegistryOf<'events'>,
  ) {}

  /** Shows everything to everybody: yours wants a guard. */
  @Get()
  show(): RegistryOverview[] {
    return [this.users, this.payments, this.events].map(overviewOf);
  }
}
