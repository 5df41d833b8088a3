import { Module } from '@nestjs/common';
import { RegistryModule } from 'nestjs-registry';
import { LiveController } from './live.controller.js';

@Module({
  imports: [RegistryModule.forRoot({ name: 'live', keys: 'unique' })],
  controllers: [LiveController],
})
export class LiveModule {}
