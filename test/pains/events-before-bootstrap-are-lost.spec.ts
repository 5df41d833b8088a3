// nestjs/event-emitter#448, #1063, #1341; nestjs/cqrs#489: what is published in onModuleInit reaches nobody, and waiting for
// readiness inside a hook never ends.
import { Injectable, Module, type OnModuleInit } from '@nestjs/common';
import { Registry, RegistryModule, Subscribe, type Delivery } from 'nestjs-registry';
import { startApp } from '../support/start-app.js';

@Injectable()
class Listener {
  @Subscribe('ready')
  async on(from: string): Promise<string> {
    return from;
  }
}

@Injectable()
class Publisher implements OnModuleInit {
  deliveries: readonly Delivery[] = [];

  constructor(private readonly registry: Registry) {}

  async onModuleInit(): Promise<void> {
    this.deliveries = await this.registry.dispatch('ready', 'onModuleInit').settled();
  }
}

@Module({ providers: [Publisher], exports: [Publisher] })
class PublisherModule {}

@Module({ providers: [Listener] })
class ListenerModule {}

it.each([
  ['before', [PublisherModule, ListenerModule]],
  ['after', [ListenerModule, PublisherModule]],
])(
  'an event of onModuleInit is heard, and can be awaited there, when its module is imported %s',
  async (_, modules) => {
    const app = await startApp({
      imports: [...modules, RegistryModule.forRoot({ keys: 'duplicate' })],
    });
    expect(app.get(Publisher).deliveries).toMatchObject([{ value: 'onModuleInit' }]);
  },
);
