import { AsyncLocalStorage } from 'node:async_hooks';
import {
  BadRequestException,
  Catch,
  Controller,
  ForbiddenException,
  Injectable,
  Module,
  ParseIntPipe,
  UseFilters,
  UseGuards,
  UseInterceptors,
  UsePipes,
  type ArgumentsHost,
  type CallHandler,
  type CanActivate,
  type ExceptionFilter,
  type ExecutionContext,
  type NestInterceptor,
  type PipeTransform,
} from '@nestjs/common';
import { map, NEVER, of, Subject, tap, throwError, type Observable } from 'rxjs';
import {
  Registry,
  RegistryModule,
  Subscribe,
  type MessageContext,
  type RegistryContextType,
} from 'nestjs-registry';
import { startApp } from '../support/start-app.js';

const imports = [RegistryModule.forRoot({ keys: 'duplicate', logErrors: false })];

/** The order in which things ran. */
@Injectable()
class Trace {
  readonly ran: unknown[] = [];
}

@Injectable()
class TracingGuard implements CanActivate {
  constructor(private readonly trace: Trace) {}

  async canActivate(): Promise<boolean> {
    this.trace.ran.push('guard');
    return true;
  }
}

@Injectable()
class TracingInterceptor implements NestInterceptor {
  constructor(private readonly trace: Trace) {}

  intercept(_: ExecutionContext, next: CallHandler): Observable<unknown> {
    this.trace.ran.push('before');
    return next.handle().pipe(map((value) => [value, 'intercepted']));
  }
}

@Injectable()
class TracingPipe implements PipeTransform {
  constructor(private readonly trace: Trace) {}

  async transform(value: number): Promise<number> {
    this.trace.ran.push('pipe');
    return value * 2;
  }
}

@Injectable()
class No implements CanActivate {
  canActivate(): boolean {
    return false;
  }
}

@Catch()
class Rescue implements ExceptionFilter {
  catch(error: Error, host: ArgumentsHost): unknown {
    return of('rescued', [error.message, host.getType(), host.getArgs()[0]]);
  }
}

/** What one dispatch to the only handler of `topic` gives. */
const deliver = async (registry: Registry, topic = 'topic', message: unknown = 1) => {
  const deliveries = await registry.dispatch(topic, message).settled();
  expect(deliveries).toHaveLength(1);
  return deliveries[0]!;
};

it('runs guards, interceptors and pipes, constructed by Nest, around the handler', async () => {
  @Injectable()
  class Handlers {
    constructor(private readonly trace: Trace) {}

    @Subscribe('topic', { enhancers: true })
    @UseGuards(TracingGuard)
    @UseInterceptors(TracingInterceptor)
    @UsePipes(TracingPipe)
    on(message: number, { topic }: MessageContext): unknown {
      this.trace.ran.push('handler');
      return [message, topic];
    }
  }

  const app = await startApp({ imports, providers: [Trace, Handlers] });
  expect(await deliver(app.get(Registry))).toMatchObject({
    status: 'delivered',
    handler: 'Handlers.on',
    value: [[2, 'topic'], 'intercepted'],
  });
  expect(app.get(Trace).ran).toEqual(['guard', 'before', 'pipe', 'handler']);
});

it('runs those of the class before those of the method', async () => {
  @Injectable()
  @UsePipes(TracingPipe)
  class Handlers {
    @Subscribe('topic', { enhancers: true })
    @UsePipes({ transform: (value: number) => value + 1 })
    on(message: number): number {
      return message;
    }
  }

  const app = await startApp({ imports, providers: [Trace, Handlers] });
  expect(await deliver(app.get(Registry))).toMatchObject({ value: 3 });
});

it('runs none of them without the option', async () => {
  @Injectable()
  @UseGuards(No)
  class Handlers {
    @Subscribe('topic')
    @UsePipes(TracingPipe)
    on(message: number): number {
      return message;
    }
  }

  const app = await startApp({ imports, providers: [Trace, Handlers] });
  expect(await deliver(app.get(Registry))).toMatchObject({ value: 1 });
});

it('runs none of them with enhancers: false', async () => {
  @Injectable()
  class Handlers {
    @Subscribe('topic', { enhancers: false })
    @UseGuards(No)
    on(message: number): number {
      return message;
    }
  }

  const app = await startApp({ imports, providers: [Handlers] });
  expect(await deliver(app.get(Registry))).toMatchObject({ value: 1 });
});

it('tells enhancers what they run around', async () => {
  const seen: unknown[] = [];

  @Injectable()
  class Look implements CanActivate {
    canActivate(context: ExecutionContext): boolean {
      seen.push(
        context.getType<RegistryContextType>(),
        context.getClass(),
        context.getHandler(),
        context.getArgs(),
        context.switchToRpc().getData(),
      );
      return true;
    }
  }

  @Injectable()
  class Handlers {
    @Subscribe(['topic', 'other'], { enhancers: true })
    @UseGuards(Look)
    on(): void {}
  }

  const app = await startApp({ imports, providers: [Handlers] });
  await deliver(app.get(Registry), 'other', 7);
  expect(seen).toEqual([
    'registry',
    Handlers,
    // oxlint-disable-next-line typescript/unbound-method -- compared only
    Handlers.prototype.on,
    [7, { registry: 'default', topic: 'other' }],
    7,
  ]);
});

it('fails the delivery with ForbiddenException when a guard says no, and does not call the handler', async () => {
  let called = false;

  @Injectable()
  class Handlers {
    @Subscribe('topic', { enhancers: true })
    @UseGuards(No)
    on(): void {
      called = true;
    }
  }

  const app = await startApp({ imports, providers: [Handlers] });
  const delivery = await deliver(app.get(Registry));
  expect(delivery.status === 'failed' && delivery.error).toBeInstanceOf(ForbiddenException);
  expect(called).toBe(false);
});

it('fails the delivery with what a pipe throws', async () => {
  @Injectable()
  class Handlers {
    @Subscribe('topic', { enhancers: true })
    @UsePipes(ParseIntPipe)
    on(): void {}
  }

  const app = await startApp({ imports, providers: [Handlers] });
  const delivery = await deliver(app.get(Registry), 'topic', 'seven');
  expect(delivery.status === 'failed' && delivery.error).toBeInstanceOf(BadRequestException);
});

it.each(['controllers', 'providers'] as const)('guards the handlers of %s', async (kind) => {
  @Controller()
  @UseGuards(No)
  class Handlers {
    @Subscribe('topic', { enhancers: true })
    on(): void {}
  }

  const app = await startApp({ imports, [kind]: [Handlers] });
  expect(await deliver(app.get(Registry))).toMatchObject({ status: 'failed' });
});

it('guards the handlers of a class under another token', async () => {
  @Injectable()
  @UseGuards(No)
  class Handlers {
    @Subscribe('topic', { enhancers: true })
    on(): void {}
  }

  const providers = [
    { provide: 'handlers', useClass: Handlers },
    { provide: 'alias', useExisting: 'handlers' },
    { provide: 'made', useFactory: (same: Handlers) => same, inject: ['handlers'] },
  ];
  const app = await startApp({ imports, providers });
  expect(await deliver(app.get(Registry))).toMatchObject({ status: 'failed' });
});

it('guards a handler that another module provides as well, under an alias', async () => {
  @Injectable()
  @UseGuards(No)
  class Handlers {
    @Subscribe('topic', { enhancers: true })
    on(): void {}
  }

  @Module({ providers: [Handlers], exports: [Handlers] })
  class Inner {}

  @Module({ imports: [Inner], providers: [{ provide: 'alias', useExisting: Handlers }] })
  class Outer {}

  const app = await startApp({ imports: [...imports, Inner, Outer] });
  expect(await deliver(app.get(Registry))).toMatchObject({ status: 'failed' });
});

it('uses each module’s own instance of a guard', async () => {
  class Config {
    constructor(readonly open: boolean) {}
  }

  @Injectable()
  class ByConfig implements CanActivate {
    constructor(private readonly config: Config) {}

    canActivate(): boolean {
      return this.config.open;
    }
  }

  @Injectable()
  class Handlers {
    @Subscribe('topic', { enhancers: true })
    @UseGuards(ByConfig)
    on(): void {}
  }

  const providers = (open: boolean) => [Handlers, { provide: Config, useValue: new Config(open) }];

  @Module({ providers: providers(true) })
  class Open {}

  @Module({ providers: providers(false) })
  class Closed {}

  const app = await startApp({ imports: [...imports, Open, Closed] });
  const deliveries = await app.get(Registry).dispatch('topic', 1).settled();
  expect(deliveries.map(({ status }) => status)).toEqual(['delivered', 'failed']);
});

describe('an exception filter', () => {
  @Injectable()
  @UseFilters(Rescue)
  class Handlers {
    @Subscribe('sync', { enhancers: true })
    sync(): void {
      throw new Error('no');
    }

    @Subscribe('async', { enhancers: true })
    async async(): Promise<void> {
      throw new Error('no');
    }

    @Subscribe('observable', { enhancers: true })
    observable(): Observable<never> {
      return throwError(() => new Error('no'));
    }

    @Subscribe('intercepted', { enhancers: true })
    @UseInterceptors(TracingInterceptor)
    intercepted(): void {
      throw new Error('no');
    }

    @Subscribe('guarded', { enhancers: true })
    @UseGuards({
      canActivate: () => {
        throw new Error('no');
      },
    })
    guarded(): void {}
  }

  it.each(['sync', 'async', 'observable', 'intercepted', 'guarded'])(
    'turns an error into a result, here the last value of an observable (%s)',
    async (topic) => {
      const app = await startApp({ imports, providers: [Trace, Handlers] });
      expect(await deliver(app.get(Registry), topic, 7)).toMatchObject({
        status: 'delivered',
        value: ['no', 'registry', 7],
      });
    },
  );

  it('delivers the values of its observable live', async () => {
    const app = await startApp({ imports, providers: [Trace, Handlers] });
    const values: unknown[] = [];
    const dispatch = app.get(Registry).dispatch('sync', 7);
    dispatch.subscribe((delivery) => {
      values.push(delivery.status === 'delivered' && delivery.value);
    });
    await dispatch.settled();
    expect(values).toEqual(['rescued', ['no', 'registry', 7]]);
  });

  it('may return a value or a promise, and is asked for the errors it catches only', async () => {
    @Catch(RangeError)
    class OnlyRange implements ExceptionFilter {
      async catch(): Promise<string> {
        return 'range';
      }
    }

    @Injectable()
    @UseFilters(OnlyRange)
    class Throwing {
      @Subscribe('topic', { enhancers: true })
      on(error: Error): void {
        throw error;
      }

      @Subscribe('value', { enhancers: true })
      @UseFilters({ catch: () => 'value' })
      onValue(): void {
        throw new RangeError('no');
      }
    }

    const app = await startApp({ imports, providers: [Throwing] });
    const type = new TypeError('no');
    expect(await deliver(app.get(Registry), 'topic', new RangeError('no'))).toMatchObject({
      value: 'range',
    });
    expect(await deliver(app.get(Registry), 'topic', type)).toMatchObject({ error: type });
    expect(await deliver(app.get(Registry), 'value')).toMatchObject({ value: 'value' });
  });
});

it('reports an error once, to the registry, and not to Nest’s logger as well', async () => {
  @Injectable()
  class Handlers {
    @Subscribe('topic', { enhancers: true })
    on(): void {
      throw new Error('no');
    }
  }

  const app = await startApp({ imports, providers: [Handlers] });
  const logged: unknown[] = [];
  const log = (...args: unknown[]) => void logged.push(args);
  app.useLogger({ log, warn: log, error: log });
  const failures: unknown[] = [];
  app.get(Registry).errors.subscribe((failure) => failures.push(failure));
  await deliver(app.get(Registry));
  expect(failures).toHaveLength(1);
  expect(logged).toEqual([]);
});

it('delivers the values of a handler’s observable live, through its interceptors', async () => {
  const source = new Subject<number>();

  @Injectable()
  class Handlers {
    @Subscribe('topic', { enhancers: true })
    @UseInterceptors(TracingInterceptor)
    on(): Observable<number> {
      return source;
    }
  }

  const app = await startApp({ imports, providers: [Trace, Handlers] });
  const dispatch = app.get(Registry).dispatch('topic', 1);
  const values: unknown[] = [];
  dispatch.subscribe((delivery) => {
    values.push(delivery.status === 'delivered' && delivery.value);
  });
  await new Promise((resolve) => setImmediate(resolve));
  source.next(1);
  source.next(2);
  expect(values).toEqual([
    [1, 'intercepted'],
    [2, 'intercepted'],
  ]);
  source.complete();
  expect(await dispatch.settled()).toMatchObject([{ value: [2, 'intercepted'] }]);
});

it('ends an endless observable with the application', async () => {
  @Injectable()
  class Handlers {
    @Subscribe('topic', { enhancers: true })
    @UseInterceptors(TracingInterceptor)
    on(): Observable<never> {
      return NEVER;
    }
  }

  const forRoot = RegistryModule.forRoot({
    keys: 'duplicate',
    logErrors: false,
    shutdownTimeout: 0,
  });
  const app = await startApp({ imports: [forRoot], providers: [Trace, Handlers] });
  const dispatch = app.get(Registry).dispatch('topic', 1);
  await new Promise((resolve) => setImmediate(resolve));
  await app.close();
  expect(await dispatch.settled()).toMatchObject([{ status: 'dropped', reason: 'cancelled' }]);
});

it('delivers undefined when an interceptor answers with nothing', async () => {
  @Injectable()
  class Handlers {
    @Subscribe('topic', { enhancers: true })
    @UseInterceptors({ intercept: () => of() })
    on(): void {}
  }

  const app = await startApp({ imports, providers: [Handlers] });
  expect(await deliver(app.get(Registry))).toMatchObject({
    status: 'delivered',
    value: undefined,
  });
});

it('isolates the failure of one enhanced handler from the others', async () => {
  @Injectable()
  class Handlers {
    @Subscribe('topic', { enhancers: true })
    @UseGuards(No)
    first(): void {}

    @Subscribe('topic', { enhancers: true })
    second(message: unknown): unknown {
      return message;
    }

    @Subscribe('topic')
    third(message: unknown): unknown {
      return message;
    }
  }

  const app = await startApp({ imports, providers: [Handlers] });
  const deliveries = await app.get(Registry).dispatch('topic', 1).settled();
  expect(deliveries.map(({ status }) => status)).toEqual(['failed', 'delivered', 'delivered']);
});

it('shows the publisher’s AsyncLocalStorage to enhancers and handler', async () => {
  const tenants = new AsyncLocalStorage<string>();
  const seen: unknown[] = [];
  const look = (): true => {
    seen.push(tenants.getStore());
    return true;
  };

  @Injectable()
  class Handlers {
    @Subscribe('topic', { enhancers: true })
    @UseGuards({ canActivate: async () => look() })
    @UseInterceptors({
      intercept: (_: unknown, next: CallHandler) => next.handle().pipe(tap(look)),
    })
    on(): void {
      look();
    }
  }

  const app = await startApp({ imports, providers: [Handlers] });
  const registry = app.get(Registry);
  const dispatches = ['a', 'b'].map((tenant) =>
    tenants.run(tenant, () => registry.dispatch('topic', 1)),
  );
  await Promise.all(dispatches.map((dispatch) => dispatch.settled()));
  for (const tenant of ['a', 'b']) expect(seen.filter((each) => each === tenant)).toHaveLength(3);
});
