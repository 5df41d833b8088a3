import { AsyncLocalStorage } from 'node:async_hooks';
import {
  Controller,
  Inject,
  Injectable,
  Module,
  Scope,
  type INestApplicationContext,
} from '@nestjs/common';
import { ContextIdFactory, LazyModuleLoader, ModuleRef, REQUEST } from '@nestjs/core';
import {
  pattern,
  REGISTRY_MESSAGE,
  Registry,
  RegistryModule,
  Subscribe,
  type RegistryRequest,
} from 'nestjs-registry';
import { startApp } from '../support/start-app.js';

const imports = [RegistryModule.forRoot({ keys: 'duplicate', logErrors: false })];

/** What the handlers of a message return, or their errors. */
async function ask(registry: Registry, topic: string, message?: unknown): Promise<unknown[]> {
  const deliveries = await registry.dispatch(topic, message).settled();
  return deliveries.map((delivery) => {
    if (delivery.status === 'delivered') return delivery.value;
    return delivery.status === 'failed' ? delivery.error : delivery.reason;
  });
}

@Injectable({ scope: Scope.REQUEST })
class PerMessage {}

@Injectable({ scope: Scope.REQUEST })
class First {
  constructor(readonly shared: PerMessage) {}

  @Subscribe('hello')
  onHello(): unknown {
    return { instance: this, shared: this.shared };
  }
}

@Injectable()
class Second {
  constructor(readonly shared: PerMessage) {}

  @Subscribe('hello')
  onHello(): unknown {
    return { instance: this, shared: this.shared };
  }
}

it('makes a new instance for each message, and one context for all handlers of a message', async () => {
  const app = await startApp({ imports, providers: [PerMessage, First, Second] });
  const registry = app.get(Registry);
  const messages = [];
  for (let i = 0; i < 3; i++) {
    const [first, second] = (await ask(registry, 'hello')) as {
      instance: object;
      shared: object;
    }[];
    expect(first?.instance).toBeInstanceOf(First);
    expect(second?.instance).toBeInstanceOf(Second);
    expect(first?.shared).toBeInstanceOf(PerMessage);
    expect(first?.shared).toBe(second?.shared);
    messages.push(first?.instance, second?.instance, first?.shared);
  }
  expect(new Set(messages).size).toBe(9);
});

it('gives the topic, the message and the context to the handler', async () => {
  @Injectable({ scope: Scope.REQUEST })
  class Handlers {
    @Subscribe(['a', 'b'])
    on(message: unknown, context: { topic: unknown; registry: string }): unknown {
      return [message, context.topic, context.registry];
    }
  }
  const app = await startApp({ imports, providers: [Handlers] });
  expect(await ask(app.get(Registry), 'b', 7)).toEqual([[7, 'b', 'default']]);
});

it('injects the message, and as REQUEST what was published where', async () => {
  @Injectable()
  class Deep {
    constructor(@Inject(REGISTRY_MESSAGE) readonly message: unknown) {}
  }

  @Injectable()
  class Handlers {
    @Inject(REGISTRY_MESSAGE) readonly own!: unknown;

    constructor(
      readonly deep: Deep,
      @Inject(REQUEST) readonly request: RegistryRequest,
    ) {}

    @Subscribe('hello')
    onHello(message: unknown): unknown {
      return [message, this.own, this.deep.message, { ...this.request }];
    }
  }
  const app = await startApp({ imports, providers: [Deep, Handlers] });
  for (let i = 0; i < 2; i++) {
    const request = { registry: 'default', topic: 'hello', message: { i } };
    expect(await ask(app.get(Registry), 'hello', { i })).toEqual([[{ i }, { i }, { i }, request]]);
  }
});

it('REQUEST leads to the context of the message, as that of an HTTP request leads to its own', async () => {
  @Injectable({ scope: Scope.REQUEST })
  class Handlers {
    constructor(
      readonly shared: PerMessage,
      readonly moduleRef: ModuleRef,
      @Inject(REQUEST) readonly request: RegistryRequest,
    ) {}

    @Subscribe('hello')
    async onHello(): Promise<unknown> {
      const contextId = ContextIdFactory.getByRequest(this.request);
      return (await this.moduleRef.resolve(PerMessage, contextId)) === this.shared;
    }
  }
  const app = await startApp({ imports, providers: [PerMessage, Handlers] });
  for (let i = 0; i < 2; i++) expect(await ask(app.get(Registry), 'hello')).toEqual([true]);
});

it('takes the provider of the right module where two modules provide the class', async () => {
  const NAME = Symbol('name');
  @Injectable({ scope: Scope.REQUEST })
  class Handlers {
    constructor(@Inject(NAME) readonly name: string) {}

    @Subscribe('hello')
    onHello(): string {
      return this.name;
    }
  }
  const moduleNamed = (name: string): unknown => {
    @Module({ providers: [{ provide: NAME, useValue: name }, Handlers] })
    class Named {}
    return Named;
  };
  const modules = [moduleNamed('one'), moduleNamed('two')] as (new () => object)[];
  const app = await startApp({ imports: [...imports, ...modules] });
  for (let i = 0; i < 3; i++) expect(await ask(app.get(Registry), 'hello')).toEqual(['one', 'two']);
});

it('calls the methods of controllers', async () => {
  @Controller({ scope: Scope.REQUEST })
  class Handlers {
    constructor(readonly shared: PerMessage) {}

    @Subscribe('hello')
    onHello(): unknown {
      return this.shared;
    }
  }
  const app = await startApp({ imports, providers: [PerMessage], controllers: [Handlers] });
  const answers = [];
  for (let i = 0; i < 3; i++) answers.push(...(await ask(app.get(Registry), 'hello')));
  expect(answers.every((answer) => answer instanceof PerMessage)).toBe(true);
  expect(new Set(answers).size).toBe(3);
});

it.each([
  ['synchronous', (handlers: object) => handlers],
  ['asynchronous', async (handlers: object) => handlers],
])(
  'calls the methods of what a %s factory makes, where its token is the class',
  async (_, made) => {
    class Handlers {
      constructor(readonly shared: object) {}

      @Subscribe('hello')
      onHello(): unknown {
        return this.shared;
      }
    }
    const factory = {
      provide: Handlers,
      inject: [PerMessage],
      useFactory: (shared: PerMessage) => made(new Handlers(shared)),
    };
    const app = await startApp({ imports, providers: [PerMessage, factory] });
    const answers = [];
    for (let i = 0; i < 3; i++) answers.push(...(await ask(app.get(Registry), 'hello')));
    expect(answers.every((answer) => answer instanceof PerMessage)).toBe(true);
    expect(new Set(answers).size).toBe(3);
  },
);

it('an instance that cannot be made is a failed delivery, each time', async () => {
  const NO_LUCK = new Error('no luck');
  let luck = false;
  @Injectable({ scope: Scope.REQUEST })
  class Throws {
    constructor() {
      if (!luck) throw NO_LUCK;
    }
  }

  @Injectable()
  class Handlers {
    constructor(readonly throws: Throws) {}

    @Subscribe('hello')
    onHello(): string {
      return 'hello';
    }
  }

  @Injectable()
  class Rejected {
    constructor(@Inject('rejects') readonly rejects: unknown) {}

    @Subscribe('hello')
    onHello(): string {
      return 'hello';
    }
  }
  const rejects = {
    provide: 'rejects',
    inject: [REQUEST],
    useFactory: async () => {
      if (!luck) throw NO_LUCK;
    },
  };
  const app = await startApp({
    imports,
    providers: [Throws, Handlers, rejects, Rejected, PerMessage, First],
  });
  const registry = app.get(Registry);
  for (let i = 0; i < 2; i++) {
    luck = false;
    const failed = await ask(registry, 'hello');
    expect(failed.slice(0, 2)).toEqual([NO_LUCK, NO_LUCK]);
    expect(failed[2]).toMatchObject({ shared: expect.any(PerMessage) as unknown });
    luck = true;
    expect((await ask(registry, 'hello')).slice(0, 2)).toEqual(['hello', 'hello']);
  }
});

it("constructors and handlers see the publisher's AsyncLocalStorage", async () => {
  const storage = new AsyncLocalStorage<string>();
  @Injectable({ scope: Scope.REQUEST })
  class Handlers {
    readonly seen = storage.getStore();

    constructor(@Inject('slow') readonly slow: unknown) {}

    @Subscribe('now')
    @Subscribe('buffered', { concurrency: 1 })
    on(): unknown {
      return [this.slow, this.seen, storage.getStore()];
    }
  }
  const slow = {
    provide: 'slow',
    scope: Scope.REQUEST,
    useFactory: async () => {
      await new Promise((resolve) => setImmediate(resolve));
      return storage.getStore();
    },
  };
  const app = await startApp({ imports, providers: [slow, Handlers] });
  const registry = app.get(Registry);
  for (const topic of ['now', 'now', 'buffered']) {
    const published = ['ann', 'bob'].map((name) => storage.run(name, () => ask(registry, topic)));
    expect(await Promise.all(published)).toEqual([
      [['ann', 'ann', 'ann']],
      [['bob', 'bob', 'bob']],
    ]);
  }
});

it('follows an observable that a handler returns, also when its instance took time to make', async () => {
  const { of } = await import('rxjs');
  @Injectable()
  class Handlers {
    constructor(@Inject('slow') readonly slow: unknown) {}

    @Subscribe('hello')
    onHello(): unknown {
      return of(1, 2);
    }
  }
  const slow = { provide: 'slow', scope: Scope.REQUEST, useFactory: async () => 1 };
  const app = await startApp({ imports, providers: [slow, Handlers] });
  for (let i = 0; i < 2; i++) {
    const values: unknown[] = [];
    const dispatch = app.get(Registry).dispatch('hello', undefined);
    await dispatch.forEach((delivery) => {
      if (delivery.status === 'delivered') values.push(delivery.value);
    });
    expect(values).toEqual([1, 2]);
  }
});

it('names the handler as of a singleton, and lists it as an entry', async () => {
  const app = await startApp({ imports, providers: [PerMessage, First] });
  const registry = app.get(Registry);
  expect(registry.lookup('hello')).toHaveLength(1);
  const [delivery] = await registry.dispatch('hello', 1).settled();
  expect(delivery?.handler).toBe('First.onHello');
});

it('tells a handler of a pattern which topic it was', async () => {
  @Injectable()
  class Handlers {
    constructor(@Inject(REQUEST) readonly request: RegistryRequest) {}

    @Subscribe(pattern('order:*'))
    onOrder(_message: unknown, context: { topic: unknown }): unknown {
      return [this.request.topic, context.topic];
    }
  }
  const app = await startApp({ imports, providers: [Handlers] });
  expect(await ask(app.get(Registry), 'order:paid')).toEqual([['order:paid', 'order:paid']]);
});

it('works in a module that is loaded later', async () => {
  @Injectable({ scope: Scope.TRANSIENT })
  class Transient {}

  @Injectable()
  class ByNest extends Second {
    constructor(
      shared: PerMessage,
      readonly transient: Transient,
    ) {
      super(shared);
    }
  }

  @Module({ providers: [PerMessage, Transient, First, ByNest] })
  class Later {}
  const app = await startApp({ imports });
  expect(await ask(app.get(Registry), 'hello')).toEqual([]);
  await app.get(LazyModuleLoader).load(() => Later);
  for (let i = 0; i < 2; i++) {
    const [first, byNest] = (await ask(app.get(Registry), 'hello')) as Record<string, object>[];
    expect(byNest?.['instance']).toBeInstanceOf(ByNest);
    expect(first?.['shared']).toBe(byNest?.['shared']);
  }
});

it('an asynchronous factory that a publisher shares with its handlers is called once', async () => {
  let calls = 0;
  const connection = {
    provide: 'connection',
    scope: Scope.REQUEST,
    useFactory: async () => ({ number: ++calls }),
  };
  @Injectable()
  class One {
    constructor(@Inject('connection') readonly connection: { number: number }) {}

    @Subscribe('hello')
    onHello(): number {
      return this.connection.number;
    }
  }

  @Injectable()
  class Two extends One {}
  const app = await startApp({ imports, providers: [connection, One, Two] });
  const registry = app.get(Registry);
  for (const expected of [1, 2]) {
    const request = {};
    const answers = await Promise.all(
      [1, 2].map(() => registry.dispatch('hello', 1, { request }).settled()),
    );
    for (const delivery of answers.flat()) expect(delivery).toMatchObject({ value: expected });
  }
  expect(await ask(registry, 'hello')).toEqual([3, 3]);
});

it.each<[string, { timeout?: number }, (app: INestApplicationContext) => unknown]>([
  ['timed out', { timeout: 1 }, () => undefined],
  ['was cut by the shutdown', {}, (app) => app.close()],
])(
  'a handler whose message %s while its instance was made is not called',
  async (_, options, end) => {
    const made: (() => void)[] = [];
    const called: unknown[] = [];
    const slow = {
      provide: 'slow',
      scope: Scope.REQUEST,
      useFactory: () => new Promise<void>((resolve) => made.push(resolve)),
    };
    @Injectable()
    class Late {
      constructor(@Inject('slow') readonly slow: unknown) {}

      @Subscribe('late')
      onLate(message: unknown): void {
        called.push(message);
      }
    }
    const forRoot = RegistryModule.forRoot({
      keys: 'duplicate',
      logErrors: false,
      shutdownTimeout: 1,
    });
    const app = await startApp({ imports: [forRoot], providers: [Late, slow] });
    const dispatch = app.get(Registry).dispatch('late', 1, options);
    await end(app);
    expect(await dispatch.settled()).toMatchObject([{ status: 'dropped' }]);
    made[0]!();
    await new Promise((resolve) => setImmediate(resolve));
    expect(called).toEqual([]);
  },
);
