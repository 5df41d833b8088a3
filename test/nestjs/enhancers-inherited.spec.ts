import { Injectable, ParseIntPipe, UseGuards, type CanActivate } from '@nestjs/common';
import {
  InvalidDecoratorError,
  Message,
  Registry,
  RegistryModule,
  Subscribe,
  Topic,
} from 'nestjs-registry';
import { rejection } from '../support/caught.js';
import { startApp } from '../support/start-app.js';

const imports = [RegistryModule.forRoot({ keys: 'duplicate', logErrors: false })];

@Injectable()
class No implements CanActivate {
  canActivate(): boolean {
    return false;
  }
}

const deliver = async (
  providers: (new () => object)[],
  topic = 'topic',
  message: unknown = '7',
) => {
  const app = await startApp({ imports, providers });
  return app.get(Registry).dispatch(topic, message).settled();
};

it('guards an inherited method by the guards of the method', async () => {
  class Base {
    @Subscribe('topic', { enhancers: true })
    @UseGuards(No)
    on(): void {}
  }

  @Injectable()
  class Child extends Base {}

  expect(await deliver([Child])).toMatchObject([{ handler: 'Child.on', status: 'failed' }]);
});

it('guards an inherited method by the guards of either class', async () => {
  @UseGuards(No)
  class Guarded {
    @Subscribe('topic', { enhancers: true })
    on(): void {}
  }

  class Free {
    @Subscribe('topic', { enhancers: true })
    on(): void {}
  }

  @Injectable()
  class InheritsGuards extends Guarded {}

  @Injectable()
  @UseGuards(No)
  class AddsGuards extends Free {}

  expect(await deliver([InheritsGuards, AddsGuards])).toMatchObject([
    { status: 'failed' },
    { status: 'failed' },
  ]);
});

it('calls an override once, with what the parameter decorators of the overridden method give', async () => {
  class Base {
    @Subscribe('topic', { enhancers: true })
    on(@Message(ParseIntPipe) message: number): unknown {
      return ['Base', message];
    }
  }

  @Injectable()
  class Child extends Base {
    override on(message: number): unknown {
      return ['Child', message];
    }
  }

  expect(await deliver([Child])).toMatchObject([{ value: ['Child', 7] }]);
});

it('refuses an override that would be subscribed without the guards of what it overrides', async () => {
  class Base {
    @Subscribe('topic', { enhancers: true })
    @UseGuards(No)
    on(): void {}
  }

  class Middle extends Base {}

  @Injectable()
  class Child extends Middle {
    override on(): void {}
  }

  const error = await rejection(deliver([Child]));
  expect(error).toBeInstanceOf(InvalidDecoratorError);
  expect(error).toMatchObject({
    message:
      '@Subscribe on Child.on: it overrides Base.on, whose decorators do not hold for it. ' +
      'Repeat @Subscribe and the other decorators on it.',
  });
});

it('lets an override that has @Subscribe itself have its own enhancers and parameters', async () => {
  class Base {
    @Subscribe('topic', { enhancers: true })
    @UseGuards(No)
    on(@Message(ParseIntPipe) _message: unknown): unknown {
      return undefined;
    }
  }

  @Injectable()
  class Child extends Base {
    @Subscribe('topic', { enhancers: true })
    override on(@Topic() topic: unknown): unknown {
      return topic;
    }
  }

  expect(await deliver([Child], 'topic', 'four')).toMatchObject([{ value: 'topic' }]);
});

it('subscribes a method once for each @Subscribe and topic, enhanced as each says', async () => {
  @Injectable()
  class Handlers {
    @Subscribe(['a', 'b'], { enhancers: true })
    @Subscribe('c')
    @UseGuards(No)
    on(): void {}
  }

  const app = await startApp({ imports, providers: [Handlers] });
  for (const [topic, status] of Object.entries({ a: 'failed', b: 'failed', c: 'delivered' })) {
    expect(await app.get(Registry).dispatch(topic, 1).settled()).toMatchObject([{ status }]);
  }
});
