import { Module, type DynamicModule } from '@nestjs/common';
import { provideWorkers, RegistryModule, type Failure } from 'nestjs-registry';
import { Remains } from '../heap/remains.js';
import { OrdersModel } from '../model/orders.js';
import { RoomsModel } from '../model/rooms.js';
import { SessionsModel } from '../model/sessions.js';
import type { World } from '../world.js';
import { AccountWorker } from './account.worker.js';
import { AccountsController } from './accounts.controller.js';
import { JobWorker } from './job.worker.js';
import { AccountsModel, JobsModel } from './models.js';
import { ORDER_HANDLERS } from './order.handlers.js';
import { OrdersController } from './orders.controller.js';
import { RoomsController } from './rooms.controller.js';
import { SessionsController } from './sessions.controller.js';

/** The names of all registries that it has. */
export const REGISTRIES = [
  'names',
  'groups',
  'events',
  'arrivals',
  'accounts',
  'credits',
  'jobs',
  'sessions',
  'rooms',
  'orders',
] as const;

/** An application with everything in it, that tells the model what it was asked for and what it got. */
@Module({})
export class SoakModule {
  static of(world: World): DynamicModule {
    const { clock } = world;
    const silent = { clock, logErrors: false, shutdownTimeout: 300 };
    const onError = (failure: Failure): void => {
      world.failed(failure);
    };
    const models = [
      { provide: AccountsModel, useValue: world.accounts },
      { provide: JobsModel, useValue: world.jobs },
      { provide: OrdersModel, useValue: world.orders },
      { provide: Remains, useValue: world.remains },
      { provide: RoomsModel, useValue: world.rooms },
      { provide: SessionsModel, useValue: world.sessions },
    ];
    return {
      module: SoakModule,
      imports: [
        RegistryModule.forRoot([
          { name: 'names', keys: 'unique', index: ['kind'], ...silent },
          { name: 'groups', keys: 'duplicate', partitions: 4, index: ['kind'], ...silent },
          { name: 'events', keys: 'duplicate', ...silent, onError },
          { name: 'arrivals', keys: 'unique', ...silent },
          { name: 'accounts', keys: 'unique', ...silent },
          { name: 'credits', keys: 'duplicate', ...silent },
          { name: 'jobs', keys: 'unique', partitions: 2, ...silent },
          { name: 'sessions', keys: 'unique', ...silent },
          { name: 'rooms', keys: 'duplicate', ...silent },
          { name: 'orders', keys: 'duplicate', ...silent },
        ]),
      ],
      controllers: [AccountsController, OrdersController, RoomsController, SessionsController],
      providers: [...models, ...ORDER_HANDLERS, ...provideWorkers(AccountWorker, JobWorker)],
    };
  }
}
