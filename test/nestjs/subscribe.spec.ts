import { Controller, Get, Injectable, UseGuards, type CanActivate } from '@nestjs/common';
import { Registry, RegistryModule, Subscribe, type MessageContext } from 'nestjs-registry';
import { startApp } from '../support/start-app.js';

const imports = [RegistryModule.forRoot({ keys: 'duplicate' })];

class OrderCreated {
  constructor(readonly id: number) {}
}

const onSymbol = Symbol('onSymbol');

@Injectable()
class Handlers {
  readonly heard: [string, unknown][] = [];
  readonly user = 7;

  @Subscribe('plain')
  onPlain(message: unknown): void {
    this.heard.push(['plain', message]);
  }

  @Subscribe(['first', 'second'])
  onEach(message: unknown, context: MessageContext): void {
    this.heard.push([context.topic as string, message]);
  }

  @Subscribe([['room', 1]])
  onStructural(message: unknown): void {
    this.heard.push(['structural', message]);
  }

  @Subscribe((self: Handlers) => ['user', self.user, 'notified'])
  onComputed(message: unknown): void {
    this.heard.push(['computed', message]);
  }

  @Subscribe(OrderCreated)
  onClass(message: OrderCreated): void {
    this.heard.push(['class', message.id]);
  }

  @Subscribe('repeated:1')
  @Subscribe('repeated:2')
  onRepeated(message: unknown): void {
    this.heard.push(['repeated', message]);
  }

  @Subscribe('symbol')
  [onSymbol](message: unknown): void {
    this.heard.push(['symbol', message]);
  }
}

it.each<[string, object | string, unknown, [string, unknown][]]>([
  ['a topic', 'plain', 1, [['plain', 1]]],
  ['the first topic of an array', 'first', 1, [['first', 1]]],
  ['the second topic of an array', 'second', 1, [['second', 1]]],
  ['a structural topic inside an array', ['room', 1], 1, [['structural', 1]]],
  ['a topic computed from the instance', ['user', 7, 'notified'], 1, [['computed', 1]]],
  ['a class', OrderCreated, new OrderCreated(3), [['class', 3]]],
  ['the first of two decorators', 'repeated:1', 1, [['repeated', 1]]],
  ['the second of two decorators', 'repeated:2', 1, [['repeated', 1]]],
  ['a method named by a symbol', 'symbol', 1, [['symbol', 1]]],
])('subscribes a method to %s', async (_, topic, message, heard) => {
  const app = await startApp({ imports, providers: [Handlers] });
  app.get(Registry).emit(topic, message);
  expect(app.get(Handlers).heard).toEqual(heard);
});

it('subscribes the methods of a controller', async () => {
  @Controller()
  class Orders {
    readonly heard: unknown[] = [];

    @Subscribe('plain')
    onPlain(message: unknown): void {
      this.heard.push(message);
    }
  }

  const app = await startApp({ imports, controllers: [Orders] });
  app.get(Registry).emit('plain', 1);
  expect(app.get(Orders).heard).toEqual([1]);
});

it('calls handlers in the order of their providers and methods', async () => {
  const order: string[] = [];

  @Injectable()
  class First {
    @Subscribe('topic')
    a(): void {
      order.push('First.a');
    }

    @Subscribe('topic')
    b(): void {
      order.push('First.b');
    }
  }

  @Injectable()
  class Second {
    @Subscribe('topic')
    a(): void {
      order.push('Second.a');
    }
  }

  const app = await startApp({ imports, providers: [First, Second] });
  app.get(Registry).emit('topic', 1);
  expect(order).toEqual(['First.a', 'First.b', 'Second.a']);
});

it('names the handler in its delivery after class and method', async () => {
  const app = await startApp({ imports, providers: [Handlers] });
  const [delivery] = await app.get(Registry).dispatch('plain', 1).settled();
  expect(delivery?.handler).toBe('Handlers.onPlain');
});

it("gives the subscriber's entry the value of the decorator", async () => {
  @Injectable()
  class Valued {
    @Subscribe('topic', { value: { priority: 1 } })
    on(): void {}
  }

  const app = await startApp({ imports, providers: [Valued] });
  expect(app.get(Registry).lookup('topic')[0]?.value).toEqual({ priority: 1 });
});

it('subscribes a guard that is used without being provided', async () => {
  @Injectable()
  class Guard implements CanActivate {
    @Subscribe('plain')
    onPlain(): void {}

    canActivate(): boolean {
      return true;
    }
  }

  @Controller()
  class Guarded {
    @UseGuards(Guard)
    @Get()
    get(): void {}
  }

  const app = await startApp({ imports, controllers: [Guarded] });
  expect(app.get(Registry).emit('plain', 1)).toBe(1);
});
