import {
  BadRequestException,
  createParamDecorator,
  Injectable,
  ParseIntPipe,
  UsePipes,
  ValidationPipe,
  type ArgumentMetadata,
  type ExecutionContext,
  type PipeTransform,
} from '@nestjs/common';
import { IsInt } from 'class-validator';
import {
  Ctx,
  Message,
  Registry,
  RegistryModule,
  Subscribe,
  Topic,
  type MessageContext,
} from 'nestjs-registry';
import { startApp } from '../support/start-app.js';

const imports = [RegistryModule.forRoot({ keys: 'duplicate', logErrors: false })];

@Injectable()
class Factor {
  readonly value = 10;
}

@Injectable()
class Times implements PipeTransform {
  constructor(private readonly factor: Factor) {}

  transform(value: number): number {
    return value * this.factor.value;
  }
}

class Order {
  @IsInt()
  id!: number;
}

const Shout = createParamDecorator(
  (data: string, context: ExecutionContext) =>
    `${data} ${context.getType()} ${String(context.getArgs()[0])}!`,
);

class Seen implements PipeTransform {
  static readonly metadata: ArgumentMetadata[] = [];

  transform(value: unknown, metadata: ArgumentMetadata): unknown {
    Seen.metadata.push(metadata);
    return value;
  }
}

@Injectable()
class Handlers {
  @Subscribe('all', { enhancers: true })
  all(
    @Ctx() context: MessageContext,
    @Topic() topic: string,
    @Message() message: unknown,
  ): unknown {
    return [context, topic, message];
  }

  @Subscribe('path', { enhancers: true })
  path(@Message('user.id') id: unknown, @Message('user.name.length') length: unknown): unknown {
    return [id, length];
  }

  @Subscribe('instance', { enhancers: true })
  instance(@Message('id', new ParseIntPipe()) id: number): number {
    return id;
  }

  @Subscribe('classes', { enhancers: true })
  classes(@Message('id', ParseIntPipe, Times) id: number): number {
    return id;
  }

  @Subscribe('whole', { enhancers: true })
  whole(@Message(ParseIntPipe) message: number): number {
    return message;
  }

  @Subscribe('dto', { enhancers: true })
  dto(@Message(new ValidationPipe({ transform: true })) order: Order): unknown {
    return order instanceof Order && order.id;
  }

  @Subscribe('method', { enhancers: true })
  @UsePipes(ParseIntPipe)
  method(@Message('id') id: number, @Topic() topic: string, @Ctx() { registry }: MessageContext) {
    return [id, topic, registry];
  }

  @Subscribe('undecorated', { enhancers: true })
  @UsePipes(ParseIntPipe)
  undecorated(message: number, { topic }: MessageContext): unknown {
    return [message, topic];
  }

  @Subscribe('custom', { enhancers: true })
  custom(@Shout('hey') text: string, @Message() message: unknown): unknown {
    return [text, message];
  }

  @Subscribe('gap', { enhancers: true })
  gap(undecorated: unknown, @Message() message: unknown): unknown {
    return [undecorated, message];
  }

  @Subscribe('metadata', { enhancers: true })
  metadata(@Message('id', Seen) id: number): unknown {
    return id;
  }
}

const run = async (topic: string, message: unknown): Promise<unknown> => {
  const app = await startApp({ imports, providers: [Handlers, Factor] });
  const [delivery] = await app.get(Registry).dispatch(topic, message).settled();
  return delivery!.status === 'delivered'
    ? delivery!.value
    : (delivery as { error: unknown }).error;
};

it.each([
  [
    'the context, the topic and the message',
    'all',
    1,
    [{ registry: 'default', topic: 'all' }, 'all', 1],
  ],
  ['what stands at a path', 'path', { user: { id: 7, name: 'ann' } }, [7, 3]],
  ['undefined where nothing stands at the path', 'path', { user: null }, [undefined, undefined]],
  ['undefined of a message that is nothing', 'path', undefined, [undefined, undefined]],
  ['what the instance of a pipe makes of it', 'instance', { id: '7' }, 7],
  ['what pipes that Nest constructs make of it, in order', 'classes', { id: '7' }, 70],
  ['what a pipe makes of the whole message', 'whole', '7', 7],
  ['an instance of its class from ValidationPipe', 'dto', { id: 7 }, 7],
  [
    'what the method’s pipe makes of the message, and topic and context as they are',
    'method',
    { id: '7' },
    [7, 'method', 'default'],
  ],
  [
    'without decorators, what the method’s pipe makes of the message, and the context',
    'undecorated',
    '7',
    [7, 'undecorated'],
  ],
  ['what a custom decorator computes', 'custom', 'you', ['hey registry you!', 'you']],
  ['undefined without a decorator beside one with', 'gap', 1, [undefined, 1]],
])('gives a parameter %s', async (_, topic, message, value) => {
  expect(await run(topic, message)).toEqual(value);
});

it('fails the delivery when ValidationPipe refuses the message', async () => {
  expect(await run('dto', { id: 'seven' })).toBeInstanceOf(BadRequestException);
});

it('tells a pipe the type of the parameter and the path', async () => {
  await run('metadata', { id: 1 });
  expect(Seen.metadata).toMatchObject([{ type: 'body', metatype: Number, data: 'id' }]);
});

it('keeps the parameters of two classes of one name apart', async () => {
  const first = () => {
    @Injectable()
    class Orders {
      @Subscribe('order', { enhancers: true })
      on(@Message('id', ParseIntPipe) id: number): unknown[] {
        return [id];
      }
    }
    return Orders;
  };
  const second = () => {
    @Injectable()
    class Orders {
      @Subscribe('order', { enhancers: true })
      on(@Topic() topic: string, @Message('name') name: string): unknown[] {
        return [topic, name];
      }
    }
    return Orders;
  };
  const app = await startApp({ imports, providers: [first(), second()] });
  const deliveries = await app.get(Registry).dispatch('order', { id: '7', name: 'a' }).settled();
  expect(deliveries).toMatchObject([{ value: [7] }, { value: ['order', 'a'] }]);
});
