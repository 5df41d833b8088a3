import {
  Injectable,
  Module,
  type DynamicModule,
  type OnApplicationBootstrap,
  type OnModuleInit,
} from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import {
  EventEmitter2,
  EventEmitterModule,
  EventEmitterReadinessWatcher,
} from '@nestjs/event-emitter';
import { RegistryModule } from 'nestjs-registry';
import { startApp } from '../support/start-app.js';
import { turns } from '../support/turns.js';
import { Journal, Orders, TownModule } from './shop.js';
import * as cqrs from './with-cqrs.js';
import * as emitter from './with-event-emitter.js';
import * as registry from './with-registry.js';

@Injectable()
class Early implements OnModuleInit, OnApplicationBootstrap {
  constructor(private readonly orders: Orders) {}

  onModuleInit(): void {
    this.orders.create({ id: 1 });
  }

  onApplicationBootstrap(): void {
    this.orders.create({ id: 2 });
  }
}

class PublisherModule {}
class HandlerModule {}

const libraries = [
  ['event-emitter', EventEmitterModule.forRoot(), emitter, ['billed 2']],
  ['cqrs', CqrsModule.forRoot(), cqrs, ['billed 2']],
  [
    'registry',
    RegistryModule.forRoot({ name: 'shop', keys: 'duplicate' }),
    registry,
    ['billed 1', 'billed 2'],
  ],
] as const;

describe.each(libraries)(
  '%s: what is published in onModuleInit (1) and onApplicationBootstrap (2)',
  (_, library, { orders, Billing }, heard) => {
    const publisher: DynamicModule = { module: PublisherModule, providers: [orders, Early] };
    const handler: DynamicModule = { module: HandlerModule, providers: [Billing] };

    it.each([
      ['before', [TownModule, publisher, handler, library]],
      ['after', [TownModule, library, handler, publisher]],
    ])(`is heard as ${heard.join(', ')} when it is imported %s its handler`, async (_, imports) => {
      const app = await startApp({ imports });
      await turns();
      expect(app.get(Journal).lines).toEqual(heard);
    });
  },
);

describe("event-emitter's EventEmitterReadinessWatcher", () => {
  it('delivers what is published when it is ready, if nobody waits for it in the hook', async () => {
    @Injectable()
    class Patient implements OnModuleInit {
      constructor(
        private readonly watcher: EventEmitterReadinessWatcher,
        private readonly events: EventEmitter2,
      ) {}

      onModuleInit(): void {
        void this.watcher.waitUntilReady().then(() => this.events.emit('order:created', { id: 1 }));
      }
    }
    const app = await startApp({
      imports: [TownModule, EventEmitterModule.forRoot()],
      providers: [Patient, emitter.Billing],
    });
    await turns();
    expect(app.get(Journal).lines).toEqual(['billed 1']);
  });

  it('does not become ready while onModuleInit waits for it', async () => {
    @Injectable()
    class Waiting implements OnModuleInit {
      first: string | undefined;

      constructor(private readonly watcher: EventEmitterReadinessWatcher) {}

      async onModuleInit(): Promise<void> {
        const ready = this.watcher.waitUntilReady().then(() => 'ready');
        this.first = await Promise.race([ready, turns().then(() => 'still waiting')]);
      }
    }
    @Module({ providers: [Waiting] })
    class WaitingModule {}
    const app = await startApp({ imports: [EventEmitterModule.forRoot(), WaitingModule] });
    expect(app.get(Waiting).first).toBe('still waiting');
  });
});
