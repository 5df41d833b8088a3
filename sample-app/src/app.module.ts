import { Module, ValidationPipe } from '@nestjs/common';
import { APP_FILTER, APP_PIPE } from '@nestjs/core';
import { RegistryModule } from 'nestjs-registry';
import { EventsOptions } from './events-options.js';
import { OrdersModule } from './orders/orders.module.js';
import { RegistryErrorFilter } from './registry-error.filter.js';
import { OverviewModule } from './registry/overview.module.js';
import { TopicsModule } from './topics/topics.module.js';
import { UsersModule } from './users/users.module.js';

@Module({
  imports: [
    RegistryModule.forRoot([
      { name: 'users', keys: 'unique' },
      { name: 'payments', keys: 'unique' },
    ]),
    RegistryModule.forRootAsync({ name: 'events', useClass: EventsOptions }),
    UsersModule,
    OrdersModule,
    TopicsModule,
    OverviewModule,
  ],
  providers: [
    {
      provide: APP_PIPE,
      useValue: new ValidationPipe({
        whitelist: true,
        forbidNonWhitelisted: true,
      }),
    },
    { provide: APP_FILTER, useClass: RegistryErrorFilter },
  ],
})
export class AppModule {}
