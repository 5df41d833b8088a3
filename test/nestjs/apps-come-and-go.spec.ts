import { Injectable, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { Registered, Registry, RegistryModule, Subscribe } from 'nestjs-registry';
import { survivorsOf } from '../support/heap.js';

@Registered('greeter')
@Injectable()
class Greeter {
  @Subscribe('hello')
  onHello(): void {}
}

async function useAnApp(): Promise<WeakRef<Registry>> {
  @Module({ imports: [RegistryModule.forRoot({ keys: 'duplicate' })], providers: [Greeter] })
  class AppModule {}

  const app = await NestFactory.createApplicationContext(AppModule, { logger: false });
  const registry = app.get(Registry);
  registry.messages('hello').subscribe();
  registry.emit('hello', 1);
  await app.close();
  return new WeakRef(registry);
}

it('leaves nothing of a closed application behind', async () => {
  const registries: WeakRef<Registry>[] = [];
  for (let i = 0; i < 20; i++) registries.push(await useAnApp());
  expect(await survivorsOf(registries)).toHaveLength(0);
});
