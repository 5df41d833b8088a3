import { InvalidDecoratorError, InvalidOptionError, Registered, Subscribe } from 'nestjs-registry';

it('refuses @Subscribe on a static method', () => {
  const define = (): unknown => {
    class Handlers {
      @Subscribe('hello')
      static onHello(): void {}
    }
    return Handlers;
  };
  expect(define).toThrow(InvalidDecoratorError);
  expect(define).toThrow('@Subscribe on Handlers.onHello: the method is static');
});

it('refuses @Subscribe on a property', () => {
  class Handlers {
    declare onHello: () => void;
  }
  const decorate = Subscribe('hello') as unknown as PropertyDecorator;
  expect(() => decorate(Handlers.prototype, 'onHello')).toThrow('this is not a method');
});

it('refuses @Subscribe on an accessor', () => {
  class Handlers {
    get onHello(): () => void {
      return () => undefined;
    }
  }
  const decorate = Subscribe('hello') as unknown as MethodDecorator;
  const descriptor = Object.getOwnPropertyDescriptor(Handlers.prototype, 'onHello');
  expect(() => decorate(Handlers.prototype, 'onHello', descriptor!)).toThrow(
    'this is not a method',
  );
});

it('refuses @Subscribe without a topic', () => {
  const define = (): unknown => {
    class Handlers {
      @Subscribe([])
      onHello(): void {}
    }
    return Handlers;
  };
  expect(define).toThrow('the array of topics is empty');
});

it('refuses a second @Registered on one class', () => {
  const define = (): unknown => {
    @Registered('a')
    @Registered('b')
    class Named {}
    return Named;
  };
  expect(define).toThrow('@Registered on Named: the class has this decorator already');
});

it.each([
  ['@Subscribe', () => Subscribe('hello', { registry: 1 as unknown as string })],
  ['@Subscribe', () => Subscribe('hello', { owner: 1 } as object)],
  ['@Registered', () => Registered('key', { registry: '' })],
  ['@Registered', () => Registered('key', { owner: 1 } as object)],
])('refuses wrong options of %s', (_, decorate) => {
  expect(decorate).toThrow(InvalidOptionError);
});
