import {
  Controller,
  Injectable,
  Module,
  Sse,
  type BeforeApplicationShutdown,
  type LoggerService,
  type OnApplicationShutdown,
  type OnModuleDestroy,
} from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { AddressInfo } from 'node:net';
import { firstValueFrom, map, type Observable } from 'rxjs';
import {
  Registered,
  Registry,
  RegistryClosedError,
  RegistryModule,
  Subscribe,
} from 'nestjs-registry';
import { startApp } from '../support/start-app.js';

const imports = [RegistryModule.forRoot({ keys: 'duplicate' })];

@Registered('named')
@Injectable()
class Handlers {
  readonly heard: unknown[] = [];

  @Subscribe('farewell')
  on(message: unknown): void {
    this.heard.push(message);
  }
}

it('closes the registries, so that late writes are refused', async () => {
  const app = await startApp({ imports, providers: [Handlers] });
  const registry = app.get(Registry);
  await app.close();
  expect(registry.size).toBe(0);
  expect(() => registry.emit('farewell', 1)).toThrow(RegistryClosedError);
});

it("delivers what is published in the application's own shutdown hooks, the last one included", async () => {
  @Injectable()
  class Leaving implements OnModuleDestroy, BeforeApplicationShutdown, OnApplicationShutdown {
    constructor(private readonly registry: Registry) {}

    onModuleDestroy(): void {
      this.registry.emit('farewell', 'onModuleDestroy');
    }

    beforeApplicationShutdown(): void {
      this.registry.emit('farewell', 'beforeApplicationShutdown');
    }

    onApplicationShutdown(): void {
      this.registry.emit('farewell', 'onApplicationShutdown');
    }
  }

  const app = await startApp({ imports, providers: [Handlers, Leaving] });
  await app.close();
  expect(app.get(Handlers).heard).toEqual([
    'onModuleDestroy',
    'beforeApplicationShutdown',
    'onApplicationShutdown',
  ]);
});

it("terminates the providers' owners", async () => {
  const app = await startApp({ imports, providers: [Handlers] });
  const [entry] = app.get(Registry).lookup('named');
  await app.close();
  expect(entry?.owner.alive).toBe(false);
  expect(entry?.owner.reason).toBe('application shutdown');
});

it('completes observed messages and changes', async () => {
  const app = await startApp({ imports });
  const registry = app.get(Registry);
  const completed: string[] = [];
  registry.messages('topic').subscribe({ complete: () => completed.push('messages') });
  registry.changes().subscribe({ complete: () => completed.push('changes') });
  registry.errors.subscribe({ complete: () => completed.push('errors') });
  await app.close();
  expect(completed).toEqual(['messages', 'changes', 'errors']);
});

it('gives an empty stream to whoever observes messages while the server is closing', async () => {
  let late: Promise<string> | undefined;

  @Injectable()
  class Late implements OnApplicationShutdown {
    constructor(private readonly registry: Registry) {}

    onApplicationShutdown(): void {
      late = firstValueFrom(this.registry.messages('topic') as Observable<string>, {
        defaultValue: 'empty',
      });
    }
  }

  const app = await startApp({ imports, providers: [Late] });
  await app.close();
  await expect(late).resolves.toBe('empty');
});

it.each([
  ['Express', undefined],
  ['Fastify', FastifyAdapter],
])('lets the server of %s close although a client holds a stream open', async (_, Adapter) => {
  @Controller()
  class Streams {
    constructor(private readonly registry: Registry) {}

    @Sse('stream')
    stream(): Observable<{ data: string }> {
      return this.registry.messages('topic').pipe(map((message) => ({ data: String(message) })));
    }
  }

  @Module({ imports, controllers: [Streams] })
  class AppModule {}

  const options = { logger: false } as const;
  const app = await (Adapter === undefined
    ? NestFactory.create(AppModule, options)
    : NestFactory.create(AppModule, new Adapter(), options));
  await app.listen(0, '127.0.0.1');
  const { port } = (app.getHttpServer() as { address(): AddressInfo }).address();
  const subscribed = app.get(Registry).whenRegistered('topic');
  const response = await fetch(`http://127.0.0.1:${port}/stream`);
  await subscribed;
  app.get(Registry).emit('topic', 'hello');

  await app.close();
  expect(await response.text()).toContain('data: hello');
});

it('logs what onTerminate callbacks throw, and closes everything all the same', async () => {
  @Module({ imports, providers: [Handlers] })
  class AppModule {}

  const errors: unknown[] = [];
  const logger: LoggerService = {
    log: () => undefined,
    warn: () => undefined,
    error: (error: unknown) => errors.push(error),
  };
  const app = await NestFactory.createApplicationContext(AppModule, { logger });
  const registry = app.get(Registry);
  const failure = new Error('callback');
  registry.lookup('named')[0]!.owner.onTerminate(() => {
    throw failure;
  });
  registry.register('own', 1).entry.owner.onTerminate(() => {
    throw failure;
  });

  await app.close();

  expect(registry.closed).toBe(true);
  expect(errors).toMatchObject([
    { code: 'TERMINATION_CALLBACK' },
    { code: 'TERMINATION_CALLBACK' },
  ]);
});
