import { Module } from '@nestjs/common';
import { RegistryModule } from 'nestjs-registry';
import { EventsOptions } from './events-options.js';

@Module({ imports: [RegistryModule.forRootAsync({ name: 'events', useClass: EventsOptions })] })
export class EventsModule {}
