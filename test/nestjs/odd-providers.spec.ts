import { Injectable, type Provider } from '@nestjs/common';
import { Registered, Registry, RegistryModule, Subscribe } from 'nestjs-registry';
import { startApp } from '../support/start-app.js';

@Registered('greeter')
@Injectable()
class Greeter {
  readonly heard: unknown[] = [];

  @Subscribe('hello')
  onHello(message: unknown): void {
    this.heard.push(message);
  }
}

const imports = [RegistryModule.forRoot({ keys: 'duplicate' })];

async function subscribersOf(...providers: Provider[]): Promise<number> {
  const app = await startApp({ imports, providers });
  expect(app.get(Registry).lookup('greeter')).toHaveLength(
    app.get(Registry).lookup('hello').length,
  );
  return app.get(Registry).emit('hello', 1);
}

it('wires a value provider', async () => {
  expect(await subscribersOf({ provide: 'greeter', useValue: new Greeter() })).toBe(1);
});

it('wires the instance of a factory provider', async () => {
  expect(await subscribersOf({ provide: 'greeter', useFactory: () => new Greeter() })).toBe(1);
});

it('wires the instance of an asynchronous factory provider', async () => {
  expect(await subscribersOf({ provide: 'greeter', useFactory: async () => new Greeter() })).toBe(
    1,
  );
});

it('wires a class provided under another token', async () => {
  expect(await subscribersOf({ provide: 'greeter', useClass: Greeter })).toBe(1);
});

it('wires an aliased provider once', async () => {
  expect(
    await subscribersOf(
      Greeter,
      { provide: 'alias', useExisting: Greeter },
      { provide: 'alias of the alias', useExisting: 'alias' },
    ),
  ).toBe(1);
});

it('wires an instance provided under two tokens once', async () => {
  const greeter = new Greeter();
  expect(
    await subscribersOf({ provide: 'a', useValue: greeter }, { provide: 'b', useValue: greeter }),
  ).toBe(1);
});

it('wires two instances of one class each', async () => {
  expect(await subscribersOf(Greeter, { provide: 'other', useClass: Greeter })).toBe(2);
});

it.each<[string, unknown]>([
  ['a string', 'text'],
  ['a number', 0],
  ['a symbol', Symbol('value')],
  ['null', null],
  ['undefined', undefined],
  ['a function', () => undefined],
  ['a class', class Value {}],
  ['an array', [1, 2]],
  ['an object without a prototype', Object.create(null)],
  ['an object whose prototype has none', Object.create(Object.create(null))],
  ['an object whose constructor is no function', { constructor: 'text' }],
  [
    'an object whose getters throw',
    Object.defineProperty({}, 'trap', {
      enumerable: true,
      get: () => {
        throw new Error('do not read me');
      },
    }),
  ],
])('is not disturbed by %s as a provider', async (_, useValue) => {
  expect(await subscribersOf(Greeter, { provide: 'odd', useValue })).toBe(1);
});

it('is not disturbed by factories that make such values', async () => {
  expect(
    await subscribersOf(
      Greeter,
      { provide: 'nothing', useFactory: () => undefined },
      { provide: 'null', useFactory: () => null },
      { provide: 'bare', useFactory: () => Object.create(null) as object },
    ),
  ).toBe(1);
});
