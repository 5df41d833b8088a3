import { Module, ValidationPipe } from '@nestjs/common';
import { APP_FILTER, APP_PIPE } from '@nestjs/core';
import { ClockModule } from './clock.js';
import { EventsModule } from './events/events.module.js';
import { LiveModule } from './live/live.module.js';
import { OrdersModule } from './orders/orders.module.js';
import { RegistryErrorFilter } from './registry-error.filter.js';
import { OverviewModule } from './registry/overview.module.js';
import { RoomsModule } from './rooms/rooms.module.js';
import { ServicesModule } from './services/services.module.js';
import { SessionsModule } from './sessions/sessions.module.js';
import { TopicsModule } from './topics/topics.module.js';
import { UsersModule } from './users/users.module.js';

@Module({
  imports: [
    ClockModule,
    EventsModule,
    UsersModule,
    OrdersModule,
    RoomsModule,
    SessionsModule,
    ServicesModule,
    TopicsModule,
    OverviewModule,
    LiveModule,
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
