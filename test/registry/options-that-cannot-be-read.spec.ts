import {
  InvalidOptionError,
  Owner,
  Registry,
  RegistryModule,
  WorkerSupervisor,
  type RegistryOptions,
} from 'nestjs-registry';
import { caught, rejection } from '../support/caught.js';

function revoked(): never {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  return proxy as never;
}

const cause = new Error('no');
function throwing(name: string): never {
  const get = (): never => {
    throw cause;
  };
  return Object.defineProperty({ keys: 'unique' }, name, { get, enumerable: true }) as never;
}

const registry = new Registry({ keys: 'duplicate' });
class Job {}

it.each(['index', 'meta', 'clock', 'onError', 'name', 'partitions'])(
  'new Registry refuses %s as a proxy that was revoked',
  (option) => {
    const options = { keys: 'unique', [option]: revoked() } as RegistryOptions;
    const error = caught<InvalidOptionError>(() => new Registry(options));
    expect([error.code, error.option]).toEqual(['INVALID_OPTION', option]);
  },
);

it.each<[string, string, () => unknown]>([
  ['register', 'owner', () => registry.register('a', 1, { owner: revoked() })],
  ['subscribe', 'signal', () => registry.subscribe('a', () => 1, { signal: revoked() })],
  ['dispatch', 'exclude', () => registry.dispatch('a', 1, { exclude: revoked() })],
  ['changes', 'owner', () => registry.changes({ owner: revoked() })],
  [
    'new WorkerSupervisor',
    'registry',
    () => new WorkerSupervisor(Job, { registry: revoked(), key: () => 1, create: () => new Job() }),
  ],
])('%s refuses %s as a proxy that was revoked', (_what, option, use) => {
  const error = caught<InvalidOptionError>(use);
  expect([error.code, error.option]).toEqual(['INVALID_OPTION', option]);
});

it('lock refuses a signal that was revoked', async () => {
  const error = await rejection<InvalidOptionError>(
    registry.lock('a', () => 1, { signal: revoked() }),
  );
  expect([error.code, error.option]).toEqual(['INVALID_OPTION', 'signal']);
});

it.each<[string, (options: never) => unknown]>([
  ['new Registry', (options) => new Registry(options)],
  ['register', (options) => registry.register('a', 1, options)],
  ['Owner.from', (options) => Owner.from(new AbortController().signal, options)],
  ['RegistryModule.forRoot', (options) => RegistryModule.forRoot(options)],
])('%s refuses options that were revoked', (_what, use) => {
  const error = caught<InvalidOptionError>(() => use(revoked()));
  expect([error.code, error.option]).toEqual(['INVALID_OPTION', 'options']);
});

it('tells which option threw when it was read, and what', () => {
  const error = caught<InvalidOptionError>(() => new Registry(throwing('partitions')));
  expect([error.code, error.option]).toEqual(['INVALID_OPTION', 'partitions']);
  expect(error.message).toMatch(/expected partitions to be readable, got Error: no/);
  expect(error.cause).toBe(cause);
});

it('refuses facts whose reading throws', () => {
  const options = { keys: 'unique', meta: throwing('region') } as const;
  const error = caught<InvalidOptionError>(() => new Registry(options));
  expect([error.code, error.option]).toEqual(['INVALID_OPTION', 'meta']);
});

it.each<[string, unknown[]]>([
  ['with a hole', Object.assign(new Array<unknown>(2), ['role'])],
  ['of holes', new Array<unknown>(1)],
  // Going over it would take minutes.
  ['of billions of holes', new Array<unknown>(2 ** 32 - 1)],
])('refuses a list of paths %s', (_what, index) => {
  const options = { keys: 'unique', index } as RegistryOptions;
  const error = caught<InvalidOptionError>(() => new Registry(options));
  expect([error.code, error.option]).toEqual(['INVALID_OPTION', 'index']);
});

it('shows only the beginning of the name of an option that there is not', () => {
  const name = 'n'.repeat(1_000_000);
  const error = caught<InvalidOptionError>(() => registry.register('a', 1, { [name]: 1 }));
  expect(error.option).toBe(name);
  expect(error.message.length).toBeLessThan(1_000);
});
