import { Injectable, Module } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import {
  getRegistryToken,
  InjectRegistry,
  InvalidOptionError,
  Registry,
  RegistryModule,
  type RegistryModuleOptions,
} from 'nestjs-registry';
import { startApp } from '../support/start-app.js';

@Injectable()
class Service {
  constructor(
    readonly standard: Registry,
    @InjectRegistry() readonly same: Registry,
    @InjectRegistry('events') readonly events: Registry,
  ) {}
}

const imports = [
  RegistryModule.forRoot([{ keys: 'unique' }, { name: 'events', keys: 'duplicate' }]),
];

it('injects the default registry by its class and by @InjectRegistry(), others by name', async () => {
  const { standard, same, events } = (await startApp({ imports, providers: [Service] })).get(
    Service,
  );
  expect([standard.name, same.name, events.name]).toEqual(['default', 'default', 'events']);
  expect(standard).toBe(same);
});

it('lets a test override a registry by its token', async () => {
  const double = new Registry({ name: 'double', keys: 'duplicate' });
  const module = await Test.createTestingModule({ imports, providers: [Service] })
    .overrideProvider(getRegistryToken('events'))
    .useValue(double)
    .compile();
  expect(module.get(Service).events).toBe(double);
});

it('is global by default', async () => {
  @Module({ providers: [Service] })
  class FarAway {}

  const app = await startApp({ imports: [...imports, FarAway] });
  expect(app.get(Service).events.name).toBe('events');
});

it('stays in the modules that import it with isGlobal: false', async () => {
  @Injectable()
  class NeedsEvents {
    constructor(@InjectRegistry('events') readonly events: Registry) {}
  }

  @Module({ providers: [NeedsEvents] })
  class FarAway {}

  const local = RegistryModule.forRoot({ name: 'events', keys: 'duplicate', isGlobal: false });
  await expect(startApp({ imports: [local, FarAway] })).rejects.toThrow('Registry:events');
  await expect(startApp({ imports: [local], providers: [NeedsEvents] })).resolves.toBeDefined();
});

it('passes options on to the registry', async () => {
  const app = await startApp({
    imports: [RegistryModule.forRoot({ keys: 'duplicate', partitions: 2, meta: { a: 1 } })],
  });
  const registry = app.get(Registry);
  expect([registry.keysMode, registry.stats().partitions.length, registry.meta.get('a')]).toEqual([
    'duplicate',
    2,
    1,
  ]);
});

it.each<[string, unknown, string]>([
  ['keys', {}, "expected keys to be 'unique' or 'duplicate', got undefined"],
  ['keys', { keys: 'uniq' }, "expected keys to be 'unique' or 'duplicate', got 'uniq'"],
  [
    'partitions',
    { keys: 'unique', partitions: 0 },
    'expected partitions to be an integer from 1 to 65536, got 0',
  ],
  ['meta', { keys: 'unique', meta: [] }, 'expected meta to be a plain object, got []'],
  ['onError', { keys: 'unique', onError: 'log' }, "expected onError to be a function, got 'log'"],
  ['logErrors', { keys: 'unique', logErrors: 1 }, 'expected logErrors to be a boolean, got 1'],
  ['clock', { keys: 'unique', clock: {} }, 'expected clock to be a Clock'],
  [
    'listeners',
    { keys: 'unique', listeners: [] },
    'expected listeners to be one of the options there are',
  ],
])('refuses a wrong %s at the start: %p', async (option, options, message) => {
  const start = startApp({ imports: [RegistryModule.forRoot(options as RegistryModuleOptions)] });
  await expect(start).rejects.toThrow(InvalidOptionError);
  await expect(start).rejects.toMatchObject({ code: 'INVALID_OPTION', option });
  await expect(start).rejects.toThrow(`RegistryModule for registry 'default': ${message}`);
});

it.each<[unknown, string]>([
  [undefined, 'expected options to be an object, got undefined'],
  ['events', "expected options to be an object, got 'events'"],
  [[null], 'expected options to be an object, got null'],
  [{ keys: 'unique', name: '' }, "expected name to be a non-empty string, got ''"],
  [{ keys: 'unique', name: 7 }, 'expected name to be a non-empty string, got 7'],
  [{ keys: 'unique', isGlobal: 'yes' }, "expected isGlobal to be a boolean, got 'yes'"],
])('refuses forRoot(%p) at once', (options, message) => {
  expect(() => RegistryModule.forRoot(options as RegistryModuleOptions)).toThrow(message);
});

it('refuses an injection without a name', () => {
  expect(() => InjectRegistry('')).toThrow(InvalidOptionError);
});

it('forRoot refuses a promise of options, for which Nest would wait, and anything else with a then', () => {
  const options = Promise.resolve({ keys: 'unique' as const });
  for (const given of [options, { keys: 'unique', then: class {} }])
    expect(() => RegistryModule.forRoot(given as unknown as RegistryModuleOptions)).toThrow(
      expect.objectContaining({ name: 'InvalidOptionError', option: 'then' }),
    );
});

it('shows only the beginning of a long name in an error', async () => {
  const wrong = RegistryModule.forRoot({
    name: 'x'.repeat(100_000),
    partitions: 0,
    keys: 'unique',
  });
  const starting = Test.createTestingModule({ imports: [wrong] }).compile();
  const error: unknown = await starting.catch((error: unknown) => error);
  expect(error).toBeInstanceOf(InvalidOptionError);
  expect((error as Error).message.length).toBeLessThan(1_000);
});
