import {
  Injectable,
  Scope,
  UseGuards,
  ValidationPipe,
  type CallHandler,
  type CanActivate,
  type ExecutionContext,
} from '@nestjs/common';
import { APP_FILTER, APP_GUARD, APP_INTERCEPTOR, APP_PIPE, NestFactory } from '@nestjs/core';
import { IsInt } from 'class-validator';
import { map } from 'rxjs';
import { InvalidDecoratorError, Registry, RegistryModule, Subscribe } from 'nestjs-registry';
import { rejection } from '../support/caught.js';
import { startApp } from '../support/start-app.js';

const imports = [RegistryModule.forRoot({ keys: 'duplicate', logErrors: false })];

@Injectable()
class Handlers {
  @Subscribe('none')
  none(message: unknown): unknown {
    return message;
  }

  @Subscribe('own', { enhancers: true })
  own(message: unknown): unknown {
    return message;
  }

  @Subscribe('global', { enhancers: 'global' })
  global(message: unknown): unknown {
    return message;
  }

  @Subscribe('throws:own', { enhancers: true })
  throwsOwn(): void {
    throw new Error('no');
  }

  @Subscribe('throws:global', { enhancers: 'global' })
  throwsGlobal(): void {
    throw new Error('no');
  }
}

@Injectable()
class Guard implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    return context.getType<'registry'>() !== 'registry';
  }
}

const outcome = async (registry: Registry, topic: string): Promise<unknown> => {
  const [delivery] = await registry.dispatch(topic, 1).settled();
  return delivery!.status === 'delivered' ? delivery!.value : delivery!.status;
};

describe('a global enhancer runs around handlers with enhancers: ‘global’ only', () => {
  it('as APP_GUARD', async () => {
    const app = await startApp({
      imports,
      providers: [Handlers, { provide: APP_GUARD, useClass: Guard }],
    });
    expect(await outcome(app.get(Registry), 'none')).toBe(1);
    expect(await outcome(app.get(Registry), 'own')).toBe(1);
    expect(await outcome(app.get(Registry), 'global')).toBe('failed');
  });

  it('as APP_INTERCEPTOR', async () => {
    const useValue = {
      intercept: (_: unknown, next: CallHandler) => next.handle().pipe(map(String)),
    };
    const app = await startApp({
      imports,
      providers: [Handlers, { provide: APP_INTERCEPTOR, useValue }],
    });
    expect(await outcome(app.get(Registry), 'none')).toBe(1);
    expect(await outcome(app.get(Registry), 'own')).toBe(1);
    expect(await outcome(app.get(Registry), 'global')).toBe('1');
  });

  it('as APP_PIPE', async () => {
    const useValue = { transform: (value: number) => value + 1 };
    const app = await startApp({ imports, providers: [Handlers, { provide: APP_PIPE, useValue }] });
    expect(await outcome(app.get(Registry), 'none')).toBe(1);
    expect(await outcome(app.get(Registry), 'own')).toBe(1);
    expect(await outcome(app.get(Registry), 'global')).toBe(2);
  });

  it('as APP_FILTER', async () => {
    const useValue = { catch: () => 'rescued' };
    const app = await startApp({
      imports,
      providers: [Handlers, { provide: APP_FILTER, useValue }],
    });
    expect(await outcome(app.get(Registry), 'throws:own')).toBe('failed');
    expect(await outcome(app.get(Registry), 'throws:global')).toBe('rescued');
  });

  it('as app.useGlobalGuards, -Interceptors, -Pipes and -Filters', async () => {
    class AppModule {}
    const module = { module: AppModule, imports, providers: [Handlers] };
    const app = await NestFactory.create(module, { logger: false });
    app.useGlobalGuards({ canActivate: () => true });
    app.useGlobalInterceptors({ intercept: (_, next) => next.handle().pipe(map(String)) });
    app.useGlobalPipes({ transform: (value: number) => value + 1 });
    app.useGlobalFilters({ catch: () => 'rescued' });
    await app.init();
    expect(await outcome(app.get(Registry), 'own')).toBe(1);
    expect(await outcome(app.get(Registry), 'global')).toBe('2');
    expect(await outcome(app.get(Registry), 'throws:own')).toBe('failed');
    expect(await outcome(app.get(Registry), 'throws:global')).toBe('rescued');
    await app.close();
  });
});

it('a global ValidationPipe checks the message of a handler without parameter decorators', async () => {
  class Order {
    @IsInt()
    id!: number;
  }

  @Injectable()
  class Validated {
    @Subscribe('order', { enhancers: 'global' })
    on({ id }: Order): number {
      return id;
    }
  }

  const pipe = { provide: APP_PIPE, useFactory: () => new ValidationPipe() };
  const app = await startApp({ imports, providers: [Validated, pipe] });
  const registry = app.get(Registry);
  expect(await registry.dispatch('order', { id: 7 }).settled()).toMatchObject([{ value: 7 }]);
  expect(await registry.dispatch('order', { id: 'seven' }).settled()).toMatchObject([
    { status: 'failed', error: { response: { message: ['id must be an integer number'] } } },
  ]);
});

it('runs global ones before those of the class', async () => {
  const ran: string[] = [];

  const tracing = (name: string) => ({ canActivate: () => ran.push(name) > 0 });

  @Injectable()
  @UseGuards(tracing('class'))
  class Traced {
    @Subscribe('topic', { enhancers: 'global' })
    on(): void {}
  }

  const app = await startApp({
    imports,
    providers: [Traced, { provide: APP_GUARD, useValue: tracing('global') }],
  });
  await app.get(Registry).dispatch('topic', 1).settled();
  expect(ran).toEqual(['global', 'class']);
});

it.each([Scope.REQUEST, Scope.TRANSIENT])(
  'refuses ‘global’ where a global enhancer would be left out or unconstructed (scope %s)',
  async (scope) => {
    const error = await rejection(
      startApp({
        imports,
        providers: [Handlers, { provide: APP_GUARD, useClass: Guard, scope }],
      }),
    );
    expect(error).toBeInstanceOf(InvalidDecoratorError);
    expect(error).toMatchObject({
      message: expect.stringContaining('@Subscribe on Handlers.global: the global enhancer'),
    });
  },
);
