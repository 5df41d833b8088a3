import {
  Controller,
  Injectable,
  Scope,
  UseGuards,
  type CanActivate,
  type Type,
} from '@nestjs/common';
import { ContextIdFactory, ModulesContainer, type ContextId } from '@nestjs/core';
import { Message, RegistryModule, type Handler } from 'nestjs-registry';
import { HandlerEnhancer } from '../../lib/nestjs/enhancers/handler-enhancer.js';
import { startApp } from '../support/start-app.js';

const imports = [RegistryModule.forRoot({ keys: 'duplicate' })];
const context = { registry: 'default', topic: 'topic' };

@Injectable({ scope: Scope.REQUEST })
class Tally {
  guarded = 0;
}

@Injectable({ scope: Scope.REQUEST })
class Counting implements CanActivate {
  constructor(private readonly tally: Tally) {}

  canActivate(): boolean {
    return ++this.tally.guarded < 3;
  }
}

@Injectable()
class Scoped {
  constructor(private readonly tally: Tally) {}

  @UseGuards(Counting)
  on(@Message('id') id: number): unknown {
    return [id, this.tally.guarded];
  }
}

/** A handler for the instance of one context, as a message has it. */
async function start(type: Type<Scoped>, kind: 'providers' | 'controllers') {
  const controllers = kind === 'controllers' ? [type] : [];
  const providers = kind === 'providers' ? [Tally, type] : [Tally];
  const app = await startApp({ imports, controllers, providers });
  const wrapper = [...app.get(ModulesContainer).values()]
    .map((module) => module[kind].get(type))
    .find((found) => found !== undefined)!;
  const enhance = app
    .get(HandlerEnhancer)
    .prepare({ wrapper, prototype: type.prototype }, 'on', true);
  return async (contextId: ContextId): Promise<Handler> => {
    // Made without Nest, which would make the enhancers along with it.
    const instance = new type(await app.resolve(Tally, contextId));
    return enhance(instance, { contextId, inquirerId: wrapper.id });
  };
}

@Controller()
class ScopedController extends Scoped {}

it.each([
  ['providers', Scoped],
  ['controllers', ScopedController],
] as const)(
  'request-scoped guards of %s are those of the message’s context',
  async (kind, type) => {
    const handlerOf = await start(type, kind);
    const one = await handlerOf(ContextIdFactory.create());
    expect(await one({ id: 7 }, context)).toEqual([7, 1]);
    expect(await one({ id: 7 }, context)).toEqual([7, 2]);
    await expect(one({ id: 7 }, context)).rejects.toThrow('Forbidden');

    const other = await handlerOf(ContextIdFactory.create());
    expect(await other({ id: 8 }, context)).toEqual([8, 1]);
  },
);

it('a request-scoped guard that cannot be constructed rejects, and the handler is not called', async () => {
  let called = false;

  @Injectable({ scope: Scope.REQUEST })
  class Broken implements CanActivate {
    constructor() {
      throw new Error('broken');
    }

    canActivate(): boolean {
      return true;
    }
  }

  @Injectable()
  class Guarded extends Scoped {
    @UseGuards(Broken)
    override on(): void {
      called = true;
    }
  }

  const handlerOf = await start(Guarded, 'providers');
  const handler = await handlerOf(ContextIdFactory.create());
  await expect(handler({ id: 7 }, context)).rejects.toThrow('broken');
  expect(called).toBe(false);
});

it('two handlers of one message share its request-scoped guard', async () => {
  const handlerOf = await start(Scoped, 'providers');
  const contextId = ContextIdFactory.create();
  const [first, second] = [await handlerOf(contextId), await handlerOf(contextId)];
  expect(await first({ id: 7 }, context)).toEqual([7, 1]);
  expect(await second({ id: 7 }, context)).toEqual([7, 2]);
});
