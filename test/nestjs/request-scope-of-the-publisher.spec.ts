import type { Server } from 'node:http';
import {
  Controller,
  Get,
  Inject,
  Injectable,
  Query,
  Req,
  Scope,
  type NestMiddleware,
} from '@nestjs/common';
import { ContextIdFactory, ModuleRef, REQUEST } from '@nestjs/core';
import supertest from 'supertest';
import {
  REGISTRY_MESSAGE,
  Registry,
  RegistryModule,
  Subscribe,
  type RegistryRequest,
} from 'nestjs-registry';
import { startApp } from '../support/start-app.js';
import { PLATFORMS, startServer } from '../support/start-server.js';

const imports = [RegistryModule.forRoot({ keys: 'duplicate', logErrors: false })];

async function ask(registry: Registry, message: unknown, request?: object): Promise<unknown[]> {
  const deliveries = await registry.dispatch('hello', message, { request }).settled();
  return deliveries.map((delivery) => {
    if (delivery.status === 'failed') throw delivery.error;
    return delivery.status === 'delivered' ? delivery.value : delivery.reason;
  });
}

let made = 0;

@Injectable({ scope: Scope.REQUEST })
class Session {
  readonly number = ++made;

  constructor(@Inject(REQUEST) readonly request: { url?: string }) {}
}

/** Of the request, and not injected into the controller: a handler is the first to need it. */
@Injectable({ scope: Scope.REQUEST })
class Basket {
  readonly number = ++made;

  constructor(
    readonly session: Session,
    @Inject(REQUEST) readonly request: { url?: string },
  ) {}
}

@Injectable()
class OfTheMessage {
  readonly number = ++made;

  constructor(
    @Inject(REGISTRY_MESSAGE) readonly message: unknown,
    readonly session: Session,
    @Inject(REQUEST) readonly request: RegistryRequest,
  ) {}
}

@Injectable({ scope: Scope.TRANSIENT })
class Transient {
  constructor(readonly session: Session) {}
}

interface Seen {
  readonly instance: number;
  readonly message: unknown;
  readonly session: Session;
  readonly basket: Basket;
  readonly ofTheMessage: OfTheMessage;
  readonly request: RegistryRequest;
}

@Injectable({ scope: Scope.REQUEST })
class Handlers {
  readonly number = ++made;

  constructor(
    readonly session: Session,
    readonly basket: Basket,
    readonly ofTheMessage: OfTheMessage,
    @Inject(REQUEST) readonly request: RegistryRequest,
  ) {}

  @Subscribe('hello')
  onHello(message: unknown): Seen {
    const { number: instance, session, basket, ofTheMessage, request } = this;
    return { instance, message, session, basket, ofTheMessage, request };
  }
}

/** The same by Nest's own hands: a transient provider is among what it needs. */
@Injectable({ scope: Scope.REQUEST })
class SlowHandlers extends Handlers {
  constructor(
    session: Session,
    basket: Basket,
    ofTheMessage: OfTheMessage,
    @Inject(REQUEST) request: RegistryRequest,
    readonly transient: Transient,
  ) {
    super(session, basket, ofTheMessage, request);
  }

  override onHello(message: unknown): Seen {
    if (this.transient.session !== this.session) throw new Error('another session');
    return super.onHello(message);
  }
}

@Controller()
class Shop {
  constructor(
    readonly registry: Registry,
    readonly session: Session,
    readonly moduleRef: ModuleRef,
    @Inject(REQUEST) readonly request: object,
  ) {}

  @Get('hello')
  async hello(): Promise<unknown> {
    const published = ['first', 'second'].map((message) =>
      ask(this.registry, message, this.request),
    );
    const seen = (await Promise.all(published)).flat() as Seen[];
    const contextId = ContextIdFactory.getByRequest(this.request);
    const basket = await this.moduleRef.resolve(Basket, contextId);

    const right = seen.every(
      ({ session, basket: theirs, ofTheMessage, request, message }) =>
        session === this.session &&
        theirs === basket &&
        session.request === this.request &&
        theirs.request === this.request &&
        theirs.session === this.session &&
        ofTheMessage.session === this.session &&
        ofTheMessage.message === message &&
        ofTheMessage.request === request &&
        request.message === message &&
        request.request === this.request,
    );
    return {
      right,
      messages: seen.map(({ message }) => message),
      handlers: new Set(seen.map(({ instance }) => instance)).size,
      ofTheMessages: new Set(seen.map(({ ofTheMessage }) => ofTheMessage)).size,
      session: this.session.number,
    };
  }
}

const scoped = [Session, Basket, OfTheMessage, Transient];

describe.each(PLATFORMS)('on %s', (platform) => {
  it.each([
    ['made at once', [Handlers]],
    ['made by Nest', [SlowHandlers]],
    ['made one way and the other', [Handlers, SlowHandlers]],
  ])(
    "handlers %s share the request's providers, and have the message and themselves for their own",
    async (_, handlers) => {
      const app = await startServer(platform, {
        imports,
        controllers: [Shop],
        providers: [...scoped, ...handlers],
      });
      const client = supertest(app.getHttpServer() as Server);
      const sessions = new Set();
      for (let i = 0; i < 3; i++) {
        const { body, status } = await client.get('/hello');
        expect(status).toBe(200);
        const answer = body as { session: number; messages: string[] };
        expect(answer.messages.toSorted()).toEqual(
          ['first', 'second'].flatMap((message) => handlers.map(() => message)),
        );
        expect(answer).toMatchObject({
          right: true,
          handlers: 2 * handlers.length,
          ofTheMessages: 2,
        });
        sessions.add(answer.session);
      }
      expect(sessions.size).toBe(3);
    },
  );

  it('a request for which Nest has made no context gets one, which later injections find', async () => {
    @Controller()
    class Static {
      constructor(readonly registry: Registry) {}

      @Get('hello')
      async hello(@Req() request: { url: string }, @Query('n') n: string): Promise<unknown> {
        const [first] = (await ask(this.registry, n, request)) as Seen[];
        const [second] = (await ask(this.registry, n, request)) as Seen[];
        const right = first?.session === second?.session && first?.session.request === request;
        return {
          right,
          instances: [first?.instance, second?.instance],
          session: first?.session.number,
        };
      }
    }
    const app = await startServer(platform, {
      imports,
      controllers: [Static],
      providers: [...scoped, Handlers],
    });
    const client = supertest(app.getHttpServer() as Server);
    const [one, two] = [await client.get('/hello?n=1'), await client.get('/hello?n=2')];
    for (const { body } of [one, two]) expect(body).toMatchObject({ right: true });
    const sessions = [one, two].map(({ body }) => (body as { session: number }).session);
    const instances = [one, two].flatMap(({ body }) => (body as { instances: number[] }).instances);
    expect(new Set(sessions).size).toBe(2);
    expect(new Set(instances).size).toBe(4);
  });

  it('a middleware that publishes before Nest makes the context shares it with the controller', async () => {
    const published: Session[] = [];
    @Injectable()
    class Publishing implements NestMiddleware {
      constructor(readonly registry: Registry) {}

      async use(request: object, _: unknown, next: () => void): Promise<void> {
        const [seen] = (await ask(this.registry, 'from a middleware', request)) as Seen[];
        published.push(seen!.session);
        next();
      }
    }

    @Controller()
    class Later {
      constructor(readonly session: Session) {}

      @Get('hello')
      hello(): unknown {
        return { same: published.at(-1) === this.session };
      }
    }
    class WithMiddleware {
      configure(consumer: { apply(type: unknown): { forRoutes(path: string): void } }): void {
        consumer.apply(Publishing).forRoutes('{*all}');
      }
    }
    const { Module } = await import('@nestjs/common');
    Module({ imports, controllers: [Later], providers: [...scoped, Handlers] })(WithMiddleware);
    const app = await startServer(platform, { imports: [WithMiddleware] });
    const client = supertest(app.getHttpServer() as Server);
    for (let i = 0; i < 2; i++) {
      const { body } = await client.get('/hello');
      expect(body).toEqual({ same: true });
    }
  });
});

describe('without a server', () => {
  it('any object is a request, and two messages of it share its providers', async () => {
    const app = await startApp({ imports, providers: [...scoped, Handlers] });
    const request = { url: '/made/up' };
    const registry = app.get(Registry);
    const seen = [
      ...(await ask(registry, 1, request)),
      ...(await ask(registry, 2, request)),
    ] as Seen[];
    expect(seen[0]?.session).toBe(seen[1]?.session);
    expect(seen[0]?.session.request).toBe(request);
    expect(seen.map(({ ofTheMessage }) => ofTheMessage.message)).toEqual([1, 2]);
    expect(Object.keys(request)).toEqual(['url']);
  });

  it('a frozen request does no harm', async () => {
    const app = await startApp({ imports, providers: [...scoped, Handlers] });
    const request = Object.freeze({ url: '/frozen' });
    const [seen] = (await ask(app.get(Registry), 1, request)) as Seen[];
    expect(seen?.session.request).toBe(request);
    expect(seen?.request).toEqual({ registry: 'default', topic: 'hello', message: 1, request });
  });

  it('a request without a request-scoped handler does no harm', async () => {
    @Injectable()
    class Singleton {
      @Subscribe('hello')
      onHello(message: unknown, context: { request?: object }): unknown {
        return context.request;
      }
    }
    const app = await startApp({ imports, providers: [Singleton] });
    const request = { url: '/' };
    expect(await ask(app.get(Registry), 1, request)).toEqual([request]);
    expect(Reflect.ownKeys(request)).toEqual(['url']);
  });

  it('a handler that another handler depends on is one instance in a message, and none of the publisher’s', async () => {
    @Injectable({ scope: Scope.REQUEST })
    class Depended {
      constructor(readonly session: Session) {}

      @Subscribe('hello')
      onHello(): unknown {
        return this;
      }
    }

    @Injectable({ scope: Scope.REQUEST })
    class Depending {
      constructor(readonly depended: Depended) {}

      @Subscribe('hello')
      onHello(): unknown {
        return this.depended;
      }
    }
    const app = await startApp({ imports, providers: [...scoped, Depended, Depending] });
    const request = {};
    const messages = [];
    for (let i = 0; i < 2; i++) messages.push(await ask(app.get(Registry), i, request));
    const [first, second] = messages as Depended[][];
    expect(first?.[1]).toBe(first?.[0]);
    expect(second?.[1]).toBe(second?.[0]);
    expect(second?.[0]).not.toBe(first?.[0]);
    expect(second?.[0]?.session).toBe(first?.[0]?.session);
  });

  it('a transient provider is made for the handler, and not for the publisher as well', async () => {
    let transients = 0;
    @Injectable({ scope: Scope.TRANSIENT })
    class Counted {
      constructor(readonly session: Session) {
        transients++;
      }
    }

    @Injectable()
    class Counting {
      constructor(readonly counted: Counted) {}

      @Subscribe('hello')
      onHello(): unknown {
        return this.counted.session.request;
      }
    }
    const app = await startApp({ imports, providers: [...scoped, Counted, Counting] });
    const request = {};
    for (let i = 1; i <= 3; i++) {
      expect(await ask(app.get(Registry), i, request)).toEqual([request]);
      expect(transients).toBe(i);
    }
  });

  it('what another publisher of the same moment has passed is not seen', async () => {
    const app = await startApp({ imports, providers: [...scoped, SlowHandlers] });
    const registry = app.get(Registry);
    const requests = Array.from({ length: 20 }, (_, i) => ({ url: `/${i}` }));
    const all = await Promise.all(requests.map((request) => ask(registry, request.url, request)));
    for (const [i, [seen]] of (all as Seen[][]).entries()) {
      expect(seen?.session.request).toBe(requests[i]);
      expect(seen?.basket.request).toBe(requests[i]);
      expect(seen?.ofTheMessage.message).toBe(`/${i}`);
    }
  });
});
