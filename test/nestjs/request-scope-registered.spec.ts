import type { Server } from 'node:http';
import { Controller, Get, Inject, Injectable, Param, Scope, UseGuards } from '@nestjs/common';
import { REQUEST } from '@nestjs/core';
import supertest from 'supertest';
import {
  AlreadyRegisteredError,
  NoLifetimeError,
  REGISTRY_MESSAGE,
  Registered,
  Registry,
  RegistryModule,
  Subscribe,
  UnknownRegistryError,
  UnsupportedScopeError,
} from 'nestjs-registry';
import { startApp } from '../support/start-app.js';
import { PLATFORMS, startServer } from '../support/start-server.js';

const imports = [
  RegistryModule.forRoot([
    { keys: 'duplicate', logErrors: false },
    { name: 'logins', keys: 'unique' },
  ]),
];

@Injectable({ scope: Scope.REQUEST })
class User {
  constructor(
    @Inject(REQUEST) readonly request: { params?: { name?: string }; message?: string },
  ) {}

  get name(): string {
    return this.request.message ?? this.request.params?.name ?? 'nobody';
  }
}

@Registered((self: Session) => ['session', self.user.name, self.greeting], { registry: 'logins' })
@Injectable()
class Session {
  /** A dependency of a property: registering comes after it. */
  @Inject('greeting') readonly greeting!: string;

  constructor(readonly user: User) {}
}

const scoped = [User, Session, { provide: 'greeting', useValue: 'hello' }];

describe.each(PLATFORMS)('in an HTTP request on %s', (platform) => {
  it('registers each instance while its response is open, under a key computed from it', async () => {
    @Controller()
    class Site {
      constructor(
        readonly session: Session,
        readonly registry: Registry,
      ) {}

      @Get('user/:name')
      async user(@Param('name') name: string): Promise<unknown> {
        const [entry, ...others] = [...sessions];
        await Promise.resolve();
        return {
          key: entry?.key,
          isValue: entry?.value === this.session,
          others: others.length,
          name,
        };
      }
    }
    const app = await startServer(platform, { imports, controllers: [Site], providers: scoped });
    const sessions = app.get<Registry>('Registry:logins');
    for (const name of ['ann', 'bob', 'ann']) {
      const gone = new Promise((resolve) => {
        sessions.changes({ type: 'unregistered' }).subscribe(resolve);
      });
      const { body } = await supertest(app.getHttpServer() as Server).get(`/user/${name}`);
      const key = ['session', name, 'hello'];
      expect(body).toEqual({ key, isValue: true, others: 0, name });
      await gone;
      expect(sessions.size).toBe(0);
    }
  });

  it('registers controllers, guards, and what is request-scoped by a property alone', async () => {
    @Registered('the guard')
    @Injectable({ scope: Scope.REQUEST })
    class Guard {
      canActivate(): boolean {
        return true;
      }
    }

    @Registered('by a property')
    @Injectable()
    class ByProperty {
      @Inject(REQUEST) readonly request: unknown;
    }

    @Registered('the site')
    @UseGuards(Guard)
    @Controller({ scope: Scope.REQUEST })
    class Site {
      constructor(
        readonly registry: Registry,
        readonly byProperty: ByProperty,
      ) {}

      @Get('here')
      here(): unknown {
        const valueOf = (key: string): unknown => this.registry.lookup(key)[0]?.value;
        return {
          site: valueOf('the site') === this,
          guard: valueOf('the guard') instanceof Guard,
          byProperty: valueOf('by a property') === this.byProperty,
        };
      }
    }
    const app = await startServer(platform, {
      imports,
      controllers: [Site],
      providers: [ByProperty],
    });
    for (let i = 0; i < 3; i++) {
      const { body } = await supertest(app.getHttpServer() as Server).get('/here');
      expect(body).toEqual({ site: true, guard: true, byProperty: true });
    }
  });
});

describe('in a message', () => {
  @Injectable()
  class Handlers {
    constructor(
      readonly session: Session,
      @Inject('registry:sessions') readonly sessions: Registry,
    ) {}

    @Subscribe('login')
    async onLogin(name: string): Promise<unknown> {
      const entry = this.sessions.get(['session', name, 'hello']);
      await Promise.resolve();
      return entry?.value === this.session && entry?.owner.alive;
    }
  }
  const alias = { provide: 'registry:sessions', useExisting: 'Registry:logins' };

  it('registers each instance until the handlers have settled', async () => {
    const app = await startApp({ imports, providers: [...scoped, alias, Handlers] });
    const sessions = app.get<Registry>('Registry:logins');
    for (let i = 0; i < 3; i++) {
      const dispatched = ['ann', 'bob'].map((name) => app.get(Registry).dispatch('login', name));
      expect(sessions.size).toBe(2);
      for (const dispatch of dispatched)
        expect(await dispatch.settled()).toMatchObject([{ status: 'delivered', value: true }]);
      expect(sessions.size).toBe(0);
    }
  });

  it('a second live instance under a key of a unique registry is refused to whoever needs it', async () => {
    const app = await startApp({ imports, providers: [...scoped, alias, Handlers] });
    for (let i = 0; i < 2; i++) {
      const [first, second] = ['ann', 'ann'].map((name) =>
        app.get(Registry).dispatch('login', name),
      );
      expect(await first?.settled()).toMatchObject([{ value: true }]);
      const [delivery] = (await second?.settled()) ?? [];
      expect(delivery?.status === 'failed' && delivery.error).toBeInstanceOf(
        AlreadyRegisteredError,
      );
    }
    expect(app.get<Registry>('Registry:logins').size).toBe(0);
  });

  it('registers a request-scoped handler itself, with a value of its own', async () => {
    @Registered((self: Both) => ['order', self.order], { value: 'in progress' })
    @Injectable()
    class Both {
      constructor(
        @Inject(REGISTRY_MESSAGE) readonly order: number,
        readonly registry: Registry,
      ) {}

      @Subscribe('order')
      onOrder(): unknown {
        return this.registry.lookup(['order', this.order]).map(({ value }) => value);
      }
    }
    const app = await startApp({ imports, providers: [Both] });
    for (const order of [7, 8]) {
      const deliveries = await app.get(Registry).dispatch('order', order).settled();
      expect(deliveries).toMatchObject([{ value: ['in progress'] }]);
      expect(app.get(Registry).lookup(['order', order])).toEqual([]);
    }
  });

  it('registers one instance in a context, however many handlers there are', async () => {
    const app = await startApp({ imports, providers: [...scoped, alias, Handlers] });
    let found: unknown;
    app.get(Registry).subscribe('login', async () => {
      found = [...app.get<Registry>('Registry:logins')].length;
    });
    await app.get(Registry).dispatch('login', 'ann').settled();
    expect(found).toBe(1);
  });
});

it('outside of requests and messages it is refused', async () => {
  const app = await startApp({ imports, providers: scoped });
  await expect(app.resolve(Session)).rejects.toThrow(NoLifetimeError);
  await expect(app.resolve(Session)).rejects.toThrow('@Registered on a request-scoped provider');
});

it('leaves the class alone: another application may have it as a singleton', async () => {
  @Registered('thing')
  @Injectable()
  class Thing {
    constructor(@Inject('part') readonly part: unknown) {}
  }
  const request = { provide: 'part', useFactory: () => 'scoped', scope: Scope.REQUEST };
  const asScoped = await startApp({ imports, providers: [request, Thing] });
  const asSingleton = await startApp({
    imports,
    providers: [{ provide: 'part', useValue: 'single' }, Thing],
  });
  const registry = asSingleton.get(Registry);
  expect(registry.lookup('thing')[0]?.value).toBe(asSingleton.get(Thing));
  await expect(asScoped.resolve(Thing)).rejects.toThrow(NoLifetimeError);
  expect(Object.getPrototypeOf(asSingleton.get(Thing))).toBe(Thing.prototype);
});

it('registers no instance of a subclass', async () => {
  @Registered('parent')
  @Injectable({ scope: Scope.REQUEST })
  class Parent {}

  @Injectable({ scope: Scope.REQUEST })
  class Child extends Parent {}
  const app = await startApp({ imports, providers: [Parent, Child] });
  await expect(app.resolve(Child)).resolves.toBeInstanceOf(Child);
  await expect(app.resolve(Parent)).rejects.toThrow(NoLifetimeError);
});

describe('is refused at the start', () => {
  it('on a durable provider', async () => {
    @Registered('tenant')
    @Injectable({ scope: Scope.REQUEST, durable: true })
    class Tenant {}
    const start = startApp({ imports, providers: [Tenant] });
    await expect(start).rejects.toThrow(UnsupportedScopeError);
    await expect(start).rejects.toThrow('durable');
  });

  it('on what a request-scoped factory makes', async () => {
    @Registered('made')
    class Made {}
    const factory = { provide: Made, scope: Scope.REQUEST, useFactory: () => new Made() };
    const start = startApp({ imports, providers: [factory] });
    await expect(start).rejects.toThrow(UnsupportedScopeError);
    await expect(start).rejects.toThrow('factory');
  });

  it('for a registry that is not configured', async () => {
    @Registered('lost', { registry: 'nowhere' })
    @Injectable({ scope: Scope.REQUEST })
    class Lost {}
    await expect(startApp({ imports, providers: [Lost] })).rejects.toThrow(UnknownRegistryError);
  });
});
