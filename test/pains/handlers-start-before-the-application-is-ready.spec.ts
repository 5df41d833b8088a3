// OptimalBits/bull#2030, nestjs/bull PR#47: handlers run while what they need is still starting. Decorated handlers are wired before the
// first hook, so that nothing is lost; a handler that must not run earlier is subscribed by hand, when its time has come.
import { Injectable, type OnApplicationBootstrap, type OnModuleInit } from '@nestjs/common';
import { Registry, RegistryModule } from 'nestjs-registry';
import { startApp } from '../support/start-app.js';

@Injectable()
class Consumer implements OnModuleInit, OnApplicationBootstrap {
  readonly heard: unknown[] = [];

  constructor(private readonly registry: Registry) {}

  onModuleInit(): void {
    this.registry.emit('work', 'too early');
  }

  onApplicationBootstrap(): void {
    this.registry.subscribe('work', (message) => this.heard.push(message));
  }
}

it('a handler that is subscribed by hand starts when it is told to', async () => {
  const app = await startApp({
    imports: [RegistryModule.forRoot({ keys: 'duplicate' })],
    providers: [Consumer],
  });
  app.get(Registry).emit('work', 'in time');
  expect(app.get(Consumer).heard).toEqual(['in time']);
});
