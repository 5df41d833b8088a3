import { Injectable, Module } from '@nestjs/common';
import {
  getRegistryToken,
  InvalidOptionError,
  RegistryModule,
  type Registry,
  type RegistryOptions,
  type RegistryOptionsFactory,
} from 'nestjs-registry';
import { startApp } from '../support/start-app.js';

@Injectable()
class Config implements RegistryOptionsFactory {
  createRegistryOptions(): RegistryOptions {
    return { keys: 'duplicate', partitions: 3 };
  }
}

@Module({ providers: [Config], exports: [Config] })
class ConfigModule {}

async function partitionsOf(
  module: ReturnType<typeof RegistryModule.forRootAsync>,
): Promise<number> {
  const app = await startApp({ imports: [module] });
  return app.get<Registry>(getRegistryToken('events')).stats().partitions.length;
}

it('takes options from a factory', async () => {
  const module = RegistryModule.forRootAsync({
    name: 'events',
    useFactory: () => ({ keys: 'duplicate', partitions: 3 }),
  });
  expect(await partitionsOf(module)).toBe(3);
});

it('takes options from an asynchronous factory with injected providers of imported modules', async () => {
  const module = RegistryModule.forRootAsync({
    name: 'events',
    imports: [ConfigModule],
    inject: [Config],
    useFactory: async (config: Config) => config.createRegistryOptions(),
  });
  expect(await partitionsOf(module)).toBe(3);
});

it('takes options from a class', async () => {
  expect(
    await partitionsOf(RegistryModule.forRootAsync({ name: 'events', useClass: Config })),
  ).toBe(3);
});

it('takes options from an existing provider', async () => {
  const module = RegistryModule.forRootAsync({
    name: 'events',
    imports: [ConfigModule],
    useExisting: Config,
  });
  expect(await partitionsOf(module)).toBe(3);
});

it('fails the start with what the factory throws', async () => {
  const module = RegistryModule.forRootAsync({
    useFactory: () => {
      throw new Error('no configuration');
    },
  });
  await expect(startApp({ imports: [module] })).rejects.toThrow('no configuration');
});

it('refuses a name from the factory that differs from the one it was given', async () => {
  const module = RegistryModule.forRootAsync({
    name: 'events',
    useFactory: () => ({ name: 'other', keys: 'unique' }),
  });
  await expect(startApp({ imports: [module] })).rejects.toThrow(
    "RegistryModule for registry 'events': expected name to be 'events', as the module was told, or left out, got 'other'.",
  );
});

it('refuses a factory that gives no options', async () => {
  const module = RegistryModule.forRootAsync({
    useFactory: () => undefined as unknown as RegistryOptions,
  });
  const start = startApp({ imports: [module] });
  await expect(start).rejects.toThrow(InvalidOptionError);
  await expect(start).rejects.toThrow(
    "RegistryModule for registry 'default': expected options to be an object, got undefined.",
  );
});

it.each<[string, object, string]>([
  [
    'no source of options',
    { name: 'events' },
    'expected the source of the options to be given by exactly one of',
  ],
  [
    'two sources of options',
    { useClass: Config, useFactory: () => ({ keys: 'unique' }) },
    'expected the source of the options to be given by exactly one of',
  ],
  [
    'an option of the registry',
    { useClass: Config, keys: 'unique' },
    'expected keys to be one of the options there are',
  ],
  [
    'a factory that is no function',
    { useFactory: 'options' },
    'expected useFactory to be a function',
  ],
  ['a list', [{ useClass: Config }], 'expected options to be an object'],
])('refuses %s at once', (_, options, message) => {
  const configure = (): unknown =>
    RegistryModule.forRootAsync(options as Parameters<typeof RegistryModule.forRootAsync>[0]);
  expect(configure).toThrow(InvalidOptionError);
  expect(configure).toThrow(message);
});
