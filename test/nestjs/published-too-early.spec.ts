import { Injectable, type LoggerService, type OnModuleInit } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { Registry, RegistryModule, Subscribe } from 'nestjs-registry';

@Injectable()
class Handlers {
  readonly heard: unknown[] = [];

  @Subscribe('news')
  on(message: unknown): void {
    this.heard.push(message);
  }
}

@Injectable()
class PublishesInConstructor {
  constructor(registry: Registry) {
    registry.emit('news', 'too early');
  }
}

@Injectable()
class PublishesInHook implements OnModuleInit {
  constructor(private readonly registry: Registry) {}

  onModuleInit(): void {
    this.registry.emit('news', 'in time');
  }
}

class Warnings implements LoggerService {
  readonly texts: string[] = [];
  log(): void {}
  error(): void {}
  warn(text: string): void {
    this.texts.push(text);
  }
}

async function compile(...providers: (new (...args: never[]) => object)[]) {
  const warnings = new Warnings();
  const module = await Test.createTestingModule({
    imports: [RegistryModule.forRoot({ keys: 'duplicate' })],
    providers: [Handlers, ...providers],
  })
    .setLogger(warnings)
    .compile();
  return { module, warnings };
}

it('warns, once, of messages that are published before the module is initialised', async () => {
  const { module, warnings } = await compile();
  module.get(Registry).emit('news', 'lost');
  module.get(Registry).emit('news', 'lost as well');
  expect(warnings.texts).toEqual([expect.stringContaining('call await module.init() first')]);
  await module.init();
  expect(module.get(Registry).emit('news', 'heard')).toBe(1);
  expect(module.get(Handlers).heard).toEqual(['heard']);
  await module.close();
});

it('warns of a message that a constructor publishes', async () => {
  const { module, warnings } = await compile(PublishesInConstructor);
  expect(warnings.texts).toEqual([expect.stringContaining("registry 'default'")]);
  await module.close();
});

it('has nothing to say about messages from onModuleInit on', async () => {
  const { module, warnings } = await compile(PublishesInHook);
  await module.init();
  expect(module.get(Handlers).heard).toEqual(['in time']);
  expect(warnings.texts).toEqual([]);
  await module.close();
});

it('a registry that was closed before the module is initialised stays closed', async () => {
  const module = await Test.createTestingModule({
    imports: [RegistryModule.forRoot({ keys: 'duplicate' })],
  }).compile();
  const registry = module.get(Registry);
  registry.close();
  await module.init();
  expect(() => registry.emit('news', 'after the end')).toThrow(/is closed/);
  await module.close();
});
