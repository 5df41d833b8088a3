import {
  Body,
  Controller,
  Delete,
  Get,
  HttpCode,
  NotFoundException,
  Param,
  Post,
  Query,
} from '@nestjs/common';
import type { Picks } from '../live/live-event.js';
import { AddInstanceDto } from './add-instance.dto.js';
import { BalancerService } from './balancer.service.js';
import { HeartbeatDto } from './heartbeat.dto.js';
import { InstanceQuery } from './instance-query.dto.js';
import type { Instance } from './instance.js';
import { PickDto } from './pick.dto.js';
import { ServicesService } from './services.service.js';

@Controller('services')
export class ServicesController {
  constructor(
    private readonly services: ServicesService,
    private readonly balancer: BalancerService,
  ) {}

  @Post()
  add(@Body() instance: AddInstanceDto): Instance {
    return this.services.add(instance);
  }

  @Get()
  list(@Query() query: InstanceQuery): Instance[] {
    return this.services.find(query);
  }

  @Post(':id/heartbeat')
  @HttpCode(200)
  heartbeat(@Param('id') id: string, @Body() { load }: HeartbeatDto = {}): Instance {
    const instance = this.services.heartbeat(id, load);
    if (instance === undefined) throw new NotFoundException('This instance is gone');
    return instance;
  }

  @Post(':type/picks')
  @HttpCode(200)
  pick(@Param('type') type: string, @Body() pick: PickDto): Picks {
    return this.balancer.pick(type, pick);
  }

  @Delete(':id')
  @HttpCode(204)
  remove(@Param('id') id: string): void {
    if (!this.services.remove(id)) throw new NotFoundException('This instance is gone');
  }
}
