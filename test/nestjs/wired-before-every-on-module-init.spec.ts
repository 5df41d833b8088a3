import { Global, Injectable, Module, type OnModuleInit } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { Registry, RegistryModule, Subscribe } from 'nestjs-registry';

@Injectable()
class Heard {
  readonly messages: unknown[] = [];
  @Subscribe('hello')
  on(message: unknown): void {
    this.messages.push(message);
  }
}

@Injectable()
class EarlyPublisher implements OnModuleInit {
  constructor(private readonly registry: Registry) {}

  onModuleInit(): void {
    this.registry.emit('hello', 'from a global module imported first');
  }
}

@Global()
@Module({ providers: [EarlyPublisher] })
class EarlyGlobalModule {}

@Injectable()
class Publisher implements OnModuleInit {
  constructor(private readonly registry: Registry) {}

  onModuleInit(): void {
    this.registry.emit('hello', 'from onModuleInit');
  }
}

@Module({
  imports: [EarlyGlobalModule, RegistryModule.forRoot({ keys: 'duplicate' })],
  providers: [Publisher, Heard],
})
class AppModule {}

it('delivers what any onModuleInit publishes, even that of a global module imported first', async () => {
  const app = await NestFactory.createApplicationContext(AppModule, { logger: false });
  expect(app.get(Heard).messages).toEqual([
    'from a global module imported first',
    'from onModuleInit',
  ]);
  await app.close();
});
