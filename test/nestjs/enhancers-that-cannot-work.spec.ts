import {
  Body,
  createParamDecorator,
  Injectable,
  Scope,
  UseFilters,
  UseGuards,
  UseInterceptors,
  UsePipes,
  type CallHandler,
  type CanActivate,
  type ExceptionFilter,
  type NestInterceptor,
  type PipeTransform,
  type Provider,
} from '@nestjs/common';
import type { Observable } from 'rxjs';
import {
  Ctx,
  InvalidArgumentError,
  InvalidDecoratorError,
  InvalidOptionError,
  Message,
  Registry,
  RegistryModule,
  Subscribe,
  Topic,
} from 'nestjs-registry';
import { rejection } from '../support/caught.js';
import { startApp } from '../support/start-app.js';

const imports = [RegistryModule.forRoot({ keys: 'duplicate', logErrors: false })];

const refused = async (...providers: Provider[]): Promise<string> => {
  const error = await rejection(startApp({ imports, providers }));
  expect(error).toBeInstanceOf(InvalidDecoratorError);
  return (error as Error).message;
};

class No implements CanActivate {
  canActivate(): boolean {
    return false;
  }
}

class Enhancer implements NestInterceptor, PipeTransform, ExceptionFilter {
  intercept(_: unknown, next: CallHandler): Observable<unknown> {
    return next.handle();
  }

  transform(value: unknown): unknown {
    return value;
  }

  catch(): void {}
}

describe('refuses at the start', () => {
  it.each([
    ['@Message', Message()],
    ['@Topic', Topic()],
    ['@Ctx', Ctx()],
    ['a custom decorator', createParamDecorator(() => 1)()],
  ])('%s on a handler without enhancers', async (_, decorator) => {
    @Injectable()
    class Handlers {
      @Subscribe('topic')
      on(_first: unknown, @decorator _second: unknown): void {}
    }

    expect(await refused(Handlers)).toBe(
      '@Subscribe on Handlers.on, parameter 1: it has a decorator, and decorators of parameters work only with enhancers. ' +
        "Write @Subscribe(…, { enhancers: true }) or { enhancers: 'global' }.",
    );
  });

  it('the decorator of an HTTP route’s parameter', async () => {
    @Injectable()
    class Handlers {
      @Subscribe('topic', { enhancers: true })
      on(@Body() _body: unknown): void {}
    }

    expect(await refused(Handlers)).toMatch('is for handlers of another kind, such as HTTP routes');
  });

  it('two decorators of one parameter', async () => {
    @Injectable()
    class Handlers {
      @Subscribe('topic', { enhancers: true })
      on(@(createParamDecorator(() => 1)()) @Message() _message: unknown): void {}
    }

    expect(await refused(Handlers)).toMatch('parameter 0: it has two decorators');
  });

  it('a method that is named by a symbol', async () => {
    const on = Symbol('on');

    @Injectable()
    class Handlers {
      @Subscribe('topic', { enhancers: true })
      [on](): void {}
    }

    expect(await refused(Handlers)).toMatch(
      '@Subscribe on Handlers.Symbol(on): enhancers run only around methods whose names are strings',
    );
  });

  it.each<[string, (type: new () => object) => Provider]>([
    ['factory', (type) => ({ provide: type, useFactory: () => new type() })],
    ['value', (type) => ({ provide: type, useValue: new type() })],
  ])('a guard that Nest would leave out, of a provider made by a %s', async (_, provider) => {
    class Handlers {
      @Subscribe('topic', { enhancers: true })
      @UseGuards(No)
      on(): void {}
    }

    expect(await refused(provider(Handlers))).toMatch(
      '@Subscribe on Handlers.on: No would not run',
    );
  });

  it.each([
    ['interceptor', UseInterceptors(Enhancer)],
    ['pipe', UsePipes(Enhancer)],
    ['filter', UseFilters(Enhancer)],
  ])('a class’s %s that Nest would leave out', async (_, decorator) => {
    class Handlers {
      @Subscribe('topic', { enhancers: true })
      on(): void {}
    }
    decorator(Handlers);

    const provider = { provide: Handlers, useFactory: () => new Handlers() };
    expect(await refused(provider)).toMatch('Enhancer would not run');
  });

  it('a parameter’s pipe that Nest would leave out', async () => {
    class Handlers {
      @Subscribe('topic', { enhancers: true })
      on(@Message(Enhancer) _message: unknown): void {}
    }

    const provider = { provide: Handlers, useFactory: () => new Handlers() };
    expect(await refused(provider)).toMatch('Enhancer would not run');
  });

  it('a request-scoped guard that Nest makes for another provider only', async () => {
    @Injectable({ scope: Scope.REQUEST })
    class Scoped extends No {}

    @Injectable()
    @UseGuards(Scoped)
    class Other {}

    class Handlers {
      @Subscribe('topic', { enhancers: true })
      @UseGuards(Scoped)
      on(): void {}
    }

    const provider = { provide: Handlers, useFactory: () => new Handlers() };
    expect(await refused(Other, provider)).toMatch('Scoped is transient or request-scoped');
  });

  it('a transient guard, of which there would be no constructed instance', async () => {
    @Injectable({ scope: Scope.TRANSIENT })
    class Transient extends No {}

    @Injectable()
    class Handlers {
      @Subscribe('topic', { enhancers: true })
      @UseGuards(Transient)
      on(): void {}
    }

    expect(await refused(Handlers)).toMatch('Transient is transient or request-scoped');
  });
});

it('accepts an instance of a guard on a provider made by a factory', async () => {
  class Handlers {
    @Subscribe('topic', { enhancers: true })
    @UseGuards(new No())
    on(): void {}
  }

  const providers = [{ provide: 'a', useFactory: () => new Handlers() }];
  const app = await startApp({ imports, providers });
  expect(await app.get(Registry).dispatch('topic', 1).settled()).toMatchObject([
    { status: 'failed' },
  ]);
});

describe('refuses while the class is defined', () => {
  it('two of its decorators on one parameter', () => {
    const define = (): unknown => {
      class Handlers {
        on(@Message() @Topic() _message: unknown): void {}
      }
      return Handlers;
    };
    expect(define).toThrow('@Message on Handlers.on, parameter 0: it has two decorators');
  });

  it('a decorator of a static method’s or a constructor’s parameter', () => {
    const ofStatic = (): unknown => {
      class Handlers {
        static on(@Message() _message: unknown): void {}
      }
      return Handlers;
    };
    const ofConstructor = (): unknown => {
      class Handlers {
        constructor(@Ctx() readonly context: unknown) {}
      }
      return Handlers;
    };
    expect(ofStatic).toThrow(InvalidDecoratorError);
    expect(ofConstructor).toThrow('@Ctx on parameter 0 of a constructor');
  });

  it.each([
    ['a path with an empty name', () => Message('user..id')],
    ['an empty path', () => Message('')],
    ['what is no pipe', () => Message('id', {} as never)],
    ['nothing in place of a pipe', () => Message(undefined as never)],
  ])('%s', (_, decorate) => {
    expect(decorate).toThrow(InvalidArgumentError);
  });

  it('an option that is none', () => {
    const options = { enhancers: 'all' as 'global' } as const;
    expect(() => Subscribe('topic', options)).toThrow(InvalidOptionError);
    expect(() => Subscribe('topic', options)).toThrow("true, false or 'global'");
  });
});
