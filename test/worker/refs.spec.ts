import { inspect } from 'node:util';
import {
  InvalidArgumentError,
  InvalidKeyError,
  InvalidOptionError,
  NotUniqueError,
  Registry,
  WorkerSupervisor,
} from 'nestjs-registry';
import { rejection } from '../support/caught.js';
import { supervise } from '../support/supervise.js';

class Base {
  inherited(): string {
    return 'base';
  }
  overridden(): string {
    return 'base';
  }
}

const symbol = Symbol('symbol');

class Odd extends Base {
  field = 1;
  onStart(_name: string): void {}
  onStop(): void {}
  override overridden(): string {
    return `derived from ${super.overridden()}`;
  }
  _private(): void {}
  [symbol](): void {}
  get getter(): () => void {
    throw new Error('a getter was run');
  }
  override toString(): string {
    return 'odd';
  }
  override hasOwnProperty(): boolean {
    return true;
  }
  target(): string {
    return 'a method may be called anything else';
  }
  options(): string {
    return 'this, too';
  }
}

it('has exactly the messages', async () => {
  const { workers } = supervise(Odd as new () => object);
  const ref = await workers.start('a');
  for (const facade of [ref.call, ref.cast] as Record<PropertyKey, unknown>[]) {
    const own = Object.getOwnPropertyNames(Object.getPrototypeOf(facade));
    expect(own.toSorted()).toEqual(
      ['constructor', 'inherited', 'options', 'overridden', 'target'].toSorted(),
    );
    expect(Object.getOwnPropertyNames(facade)).toEqual([]);
    expect([facade['_private'], facade[symbol], facade['onStart']]).toEqual(Array(3));
  }
});

it('has of what stands on every object nothing that reaches the worker', async () => {
  const { workers } = supervise(Odd as new () => object);
  const ref = await workers.start('a');
  const everywhere = Object.getOwnPropertyNames(Object.prototype).filter(
    (name) => name !== 'constructor' && name !== '__proto__',
  );
  for (const facade of [ref.call, ref.cast] as Record<PropertyKey, unknown>[]) {
    for (const name of everywhere) expect(facade[name]).toBe(Reflect.get(Object.prototype, name));
    expect(facade['constructor']).toThrow(TypeError);
  }
});

it('calls what is inherited, and what overrides', async () => {
  const { workers } = supervise(Odd);
  const { call } = await workers.start('a');
  expect(await call.inherited()).toBe('base');
  expect(await call.overridden()).toBe('derived from base');
  expect(await call.target()).toContain('anything');
  expect(await call.options()).toBe('this, too');
});

it('calls no method that a property of another kind stands before', async () => {
  class Hidden extends Base {}
  Object.defineProperty(Hidden.prototype, 'inherited', { value: 'no method' });
  const { workers } = supervise(Hidden, { key: () => 'hidden' });
  const { call } = await workers.start();
  expect('inherited' in call).toBe(false);
  expect(await call.overridden()).toBe('base');
});

it('has the messages of a class that inherits from nothing', async () => {
  // oxlint-disable-next-line typescript/no-extraneous-class -- its prototype is all that it has
  class Bare extends null {
    ping(): string {
      return 'pong';
    }
  }
  const create = (): Bare => Object.create(Bare.prototype) as Bare;
  const { workers } = supervise(Bare, { create });
  expect(await (await workers.start('ann')).call.ping()).toBe('pong');
});

it('is no thenable, so that it can be returned from an async function', async () => {
  const { workers } = supervise(Odd);
  const ref = await Promise.resolve(workers.start('a'));
  expect(await Promise.resolve(ref)).toBe(ref);
  const { call } = ref;
  expect(await Promise.resolve(call)).toBe(call);
});

it('looks the method up when the message is handled', async () => {
  class Late {
    greet(): string {
      return 'original';
    }
  }
  const { workers } = supervise(Late);
  const { call } = await workers.start('a');
  Object.assign(Late.prototype, { greet: () => 'patched' });
  expect(await call.greet()).toBe('patched');
});

it('shows its name and status, and no internals', async () => {
  const { workers } = supervise(Base, { key: () => ['base', 1] });
  const ref = await workers.start();
  expect(inspect(ref)).toBe("WorkerRef { key: [ 'base', 1 ], status: 'running' }");
  expect(JSON.stringify(ref)).toBe('{"key":["base",1],"status":"running"}');
  expect(String(workers.via(['base', 1]))).toBe("Base [ 'base', 1 ]");
});

it('captures the key of via', async () => {
  const { workers } = supervise(Base, { key: () => ['base', 1] });
  await workers.start();
  const key: unknown[] = ['base', 1];
  const ref = workers.via(key);
  key[1] = 2;
  expect(await ref.call.inherited()).toBe('base');
  expect(() => workers.via(undefined as never)).toThrow(InvalidKeyError);
});

describe('a supervisor refuses', () => {
  const registry = new Registry({ name: 'workers', keys: 'unique' });
  const options = { registry, key: () => 'a', create: () => new Base() };
  const make = (type: unknown, given: unknown) => () =>
    new WorkerSupervisor(type as typeof Base, given as typeof options);

  it('what is no class', () => {
    expect(make(undefined, options)).toThrow(InvalidArgumentError);
    expect(make(() => 1, options)).toThrow(InvalidArgumentError);
    const bare = Object.assign(function bare() {}, { prototype: null });
    expect(make(bare, options)).toThrow(InvalidArgumentError);
    class Thenable {
      // oxlint-disable-next-line unicorn/no-thenable
      then(): void {}
    }
    expect(make(Thenable, options)).toThrow('which would make each instance a promise');
  });

  it.each(['registry', 'key', 'create'])('to be without %s', (name) => {
    expect(make(Base, { ...options, [name]: undefined })).toThrow(InvalidOptionError);
  });

  it('to be without options', () => {
    expect(make(Base, undefined)).toThrow(InvalidOptionError);
  });

  it('a registry with duplicate keys', () => {
    const duplicate = new Registry({ name: 'events', keys: 'duplicate' });
    expect(make(Base, { ...options, registry: duplicate })).toThrow(NotUniqueError);
  });

  it.each([
    ['restart', 'always'],
    ['maxRestarts', -1],
    ['maxSeconds', 0],
    ['maxSeconds', '5'],
    ['backoff', 100],
    ['backoff', { initial: -1 }],
    ['backoff', { initial: '100' }],
    ['backoff', null],
    ['backoff', { jitter: 2 }],
    ['backoff', { jitter: -0.1 }],
    ['backoff', { jitter: '1' }],
    ['backoff', { base: 2 }],
    ['idleTimeout', 0],
    ['mailboxLimit', 0],
    ['maxChildren', 1.5],
    ['callTimeout', 2 ** 31],
    ['callTimeout', '5000'],
    ['shutdownTimeout', '5s'],
    ['crashOn', true],
    ['unknown', 1],
  ])('the option %s: %p', (name, value) => {
    expect(make(Base, { ...options, [name]: value })).toThrow(InvalidOptionError);
  });
});

it.each([100, null])('says what the option backoff must hold when it is %p', (backoff) => {
  expect(() => supervise(Base, { backoff: backoff as never })).toThrow(
    'expected backoff to be an object with initial, max and jitter',
  );
});

it.each([
  ['backoff', { initial: 0, max: 0, jitter: 0 }],
  ['backoff', { initial: 2 ** 31 - 1, max: 2 ** 31 - 1, jitter: 1 }],
  ['callTimeout', 0],
  ['callTimeout', Infinity],
  ['idleTimeout', Infinity],
  ['mailboxLimit', 1],
  ['maxChildren', Infinity],
  ['maxRestarts', 0],
])('a supervisor takes the option %s: %p', (name, value) => {
  expect(() => supervise(Base, { [name]: value })).not.toThrow();
});

it.each([['a value'], [undefined]])(
  'the value of a name is %p where that is given',
  async (value) => {
    const { workers, registry } = supervise(Base, { key: () => 'base', value });
    await workers.start();
    expect(registry.get('base')).toMatchObject({ key: 'base', value });
  },
);

it('a supervisor has the name of the class', () => {
  expect(supervise(Base).workers.name).toBe('Base');
});

it('the value of a name is the ref of its worker otherwise', async () => {
  const { workers, registry } = supervise(Base, { key: () => 'base' });
  const ref = await workers.start();
  expect(registry.get('base')?.value).toBe(ref);
});

it('refuses keys that cannot be keys', async () => {
  const { workers } = supervise(Base, { key: () => undefined as never });
  expect(await rejection(workers.start())).toBeInstanceOf(InvalidKeyError);
  expect(await rejection(workers.getOrStart())).toBeInstanceOf(InvalidKeyError);
  expect(await rejection(workers.stop(undefined as never))).toBeInstanceOf(InvalidKeyError);
});
