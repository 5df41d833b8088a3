import {
  forwardRef,
  Global,
  Inject,
  Injectable,
  Module,
  Optional,
  Scope,
  UseGuards,
  type ModuleMetadata,
  type Provider,
} from '@nestjs/common';
import { ContextIdFactory, INQUIRER, ModuleRef, NestFactory, REQUEST } from '@nestjs/core';
import {
  REGISTRY_MESSAGE,
  Registry,
  RegistryModule,
  RequestOwner,
  Subscribe,
} from 'nestjs-registry';

/** Whatever stands under 'hello' is called with each message, and tells itself. */
class Handler {
  constructor(readonly dependencies?: unknown) {}

  @Subscribe('hello')
  onHello(): unknown {
    return this;
  }
}

const scoped = Injectable({ scope: Scope.REQUEST });

@Injectable()
class Single {}

@scoped
class Leaf {}

@scoped
class OfRequest {
  constructor(@Inject(REQUEST) readonly request: object) {}
}

@Injectable()
class OfMessage {
  constructor(@Inject(REGISTRY_MESSAGE) readonly message: unknown) {}
}

@scoped
class Branch {
  constructor(
    readonly leaf: Leaf,
    readonly single: Single,
  ) {}
}

@Injectable({ scope: Scope.TRANSIENT })
class Transient {
  constructor(readonly leaf: Leaf) {}
}

@Injectable({ scope: Scope.TRANSIENT })
class StaticTransient {}

@Injectable({ scope: Scope.TRANSIENT })
class KnowsInquirer {
  readonly inquirer: string;

  constructor(@Inject(INQUIRER) inquirer: object) {
    this.inquirer = inquirer.constructor.name;
  }
}

@scoped
class Hen {
  constructor(@Inject(forwardRef(() => Egg)) readonly egg: unknown) {}
}

@scoped
class Egg {
  constructor(@Inject(forwardRef(() => Hen)) readonly hen: unknown) {}
}

@Injectable({ scope: Scope.REQUEST, durable: true })
class Durable {}

@scoped
class Throws {
  constructor() {
    throw new Error('no luck');
  }
}

@scoped
class Guard {
  constructor(readonly leaf: Leaf) {}

  canActivate(): boolean {
    return true;
  }
}

const providers = [
  Single,
  Leaf,
  OfRequest,
  OfMessage,
  Branch,
  Transient,
  StaticTransient,
  KnowsInquirer,
  Hen,
  Egg,
  Durable,
  Throws,
];

/** A handler class with these constructor parameters. */
function withParameters(...tokens: unknown[]): ModuleMetadata {
  class Handlers extends Handler {
    readonly all: unknown[];

    constructor(...all: unknown[]) {
      super();
      this.all = all;
    }
  }
  tokens.forEach((token, index) => {
    Inject(token as string)(Handlers, undefined, index);
  });
  scoped(Handlers);
  return { providers: [...providers, Handlers] };
}

const named = (useFactory: (...args: unknown[]) => unknown, inject: unknown[] = []): Provider => ({
  provide: 'made',
  scope: Scope.REQUEST,
  useFactory,
  inject: inject as string[],
});

function withMade(made: Provider, ...tokens: unknown[]): ModuleMetadata {
  const { providers: all = [] } = withParameters('made', ...tokens);
  return { providers: [...all, made] };
}

function withProperties(): ModuleMetadata {
  @scoped
  class Handlers extends Handler {
    @Inject(Branch) readonly branch!: Branch;
    @Inject(OfMessage) readonly ofMessage!: OfMessage;

    constructor(readonly leaf: Leaf) {
      super();
    }
  }
  return { providers: [...providers, Handlers] };
}

function withInheritedConstructor(): ModuleMetadata {
  @Injectable()
  class Parent extends Handler {
    @Inject(Single) readonly single!: Single;

    constructor(readonly branch: Branch) {
      super();
    }
  }

  @Injectable()
  class Handlers extends Parent {}
  return { providers: [...providers, Handlers] };
}

function withMissingOptional(): ModuleMetadata {
  @scoped
  class Handlers extends Handler {
    @Optional() @Inject('missing') readonly property: unknown;

    constructor(
      readonly leaf: Leaf,
      @Optional() @Inject('missing') readonly missing: unknown,
    ) {
      super();
    }
  }
  return { providers: [...providers, Handlers] };
}

function withGuard(): ModuleMetadata {
  @UseGuards(Guard)
  @Injectable()
  class Handlers extends Handler {
    constructor(readonly single: Single) {
      super();
    }
  }
  return { providers: [...providers, Handlers] };
}

function withOtherModules(): ModuleMetadata {
  @scoped
  class Exported {
    constructor(@Inject('name') readonly name: string) {}
  }

  @Module({ providers: [Exported, { provide: 'name', useValue: 'exported' }], exports: [Exported] })
  class Exporting {}

  @Module({ imports: [Exporting], exports: [Exporting] })
  class Reexporting {}

  @scoped
  class Everywhere {}

  @Global()
  @Module({ providers: [Everywhere], exports: [Everywhere] })
  class GlobalModule {}

  @scoped
  class Handlers extends Handler {
    constructor(
      readonly exported: Exported,
      readonly everywhere: Everywhere,
      @Inject('name') readonly name: string,
    ) {
      super();
    }
  }

  @Module({ imports: [Reexporting], providers: [Handlers, { provide: 'name', useValue: 'own' }] })
  class Using {}
  return { imports: [GlobalModule, Using], providers };
}

function withHiddenProvider(): ModuleMetadata {
  @Module({ providers: [Leaf], exports: [Leaf] })
  class Hidden {}

  @Module({ imports: [Hidden] })
  class Hiding {}

  @scoped
  class Handlers extends Handler {
    constructor(@Optional() @Inject(Leaf) readonly leaf: unknown) {
      super();
    }
  }

  @Module({ imports: [Hiding], providers: [Handlers] })
  class Using {}
  return { imports: [Using], providers };
}

function withTwoOfOneClass(): ModuleMetadata {
  const all = withParameters(Branch, 'name').providers?.slice(providers.length) ?? [];
  const moduleOf = (name: string): new () => object => {
    @Module({ providers: [...providers, ...all, { provide: 'name', useValue: name }] })
    class Named {}
    return Named;
  };
  return { imports: [moduleOf('one'), moduleOf('two')] };
}

function withUseClass(): ModuleMetadata {
  const [handlers] = withParameters(Branch).providers?.slice(providers.length) ?? [];
  const useClass = handlers as new () => object;
  return { providers: [...providers, { provide: 'a token', useClass }] };
}

/** The tree, what it is made of, and whether its handler runs before `emit` returns. */
const TREES: [string, () => ModuleMetadata, boolean][] = [
  ['nothing', () => withParameters(), true],
  ['a singleton', () => withParameters(Single), true],
  ['the request and the message', () => withParameters(REQUEST, OfRequest, OfMessage), true],
  ['a tree with one leaf twice', () => withParameters(Branch, Leaf), true],
  ['an owner', () => withParameters(RequestOwner), true],
  ['properties', withProperties, true],
  ['an inherited constructor', withInheritedConstructor, true],
  ['a class under another token', withUseClass, true],
  ['other modules', withOtherModules, true],
  ['what an imported module imports for itself', withHiddenProvider, false],
  ['two modules with the same class', withTwoOfOneClass, true],
  [
    'a factory',
    () =>
      withMade(
        named((leaf) => ({ leaf }), [Leaf]),
        Leaf,
      ),
    true,
  ],
  ['a factory of null', () => withMade(named(() => null)), true],
  ['a factory of undefined', () => withMade(named(() => undefined)), true],
  [
    'a factory with an optional dependency',
    () => withMade(named((leaf) => ({ leaf }), [{ token: Leaf, optional: true }])),
    true,
  ],
  ['an alias', () => withMade({ provide: 'made', useExisting: Branch }, Branch), true],
  [
    'an asynchronous factory',
    () =>
      withMade(
        named(async (leaf) => ({ leaf }), [Leaf]),
        Leaf,
      ),
    false,
  ],
  [
    'a factory of a thenable',
    () =>
      withMade(named((leaf) => ({ then: (end: (made: object) => void) => end({ leaf }) }), [Leaf])),
    false,
  ],
  ['a missing optional dependency', withMissingOptional, false],
  ['transient providers', () => withParameters(Transient, Transient, StaticTransient), false],
  ['who asks', () => withParameters(KnowsInquirer), false],
  ['a circle', () => withParameters(Hen, Egg), false],
  ['a forwardRef', () => withParameters(forwardRef(() => Leaf)), false],
  ['a durable provider without a strategy', () => withParameters(Durable), false],
  ['a request-scoped guard', withGuard, false],
  ['a constructor that throws', () => withParameters(Leaf, Throws), true],
  [
    'a factory that throws',
    () =>
      withMade(
        named(() => {
          throw new Error('no luck');
        }),
      ),
    true,
  ],
  [
    'a factory that rejects',
    () =>
      withMade(
        named(async () => {
          throw new Error('no luck');
        }),
      ),
    false,
  ],
];

/** Everything that hangs together, each object once: which of them are the same is part of it. */
class Graph {
  readonly #numbers = new Map<object, number>();
  readonly #static: Set<object>;

  constructor(shared: object[]) {
    this.#static = new Set(shared);
  }

  draw(value: unknown): unknown {
    if (typeof value === 'function') return 'a function';
    if (typeof value !== 'object' || value === null) return value;
    const known = this.#numbers.get(value);
    if (known !== undefined) return `number ${known}`;
    const number = this.#numbers.size;
    this.#numbers.set(value, number);
    if (value instanceof Error) return value.message;
    const parts = Object.entries(value).map(([key, part]) => [key, this.draw(part)]);
    const single = this.#static.has(value) ? { single: true } : {};
    return { number, type: value.constructor.name, ...single, parts };
  }
}

/** What three messages are answered with, one way or the other. */
async function answers(metadata: ModuleMetadata, byNest: boolean): Promise<unknown> {
  const { imports = [], ...rest } = metadata;
  @Module({
    ...rest,
    imports: [RegistryModule.forRoot({ keys: 'duplicate', logErrors: false }), ...imports],
  })
  class AppModule {}
  const app = await NestFactory.createApplicationContext(AppModule, {
    logger: false,
    abortOnError: false,
    // Whoever decorates instances gets them all: nothing is made without Nest.
    ...(byNest ? { instrument: { instanceDecorator: (instance: unknown) => instance } } : {}),
  });
  try {
    const registry = app.get(Registry);
    const graph = new Graph([app.get(Single, { strict: false })]);
    const drawn: unknown[] = [];
    for (const message of ['one', 'two', 'three']) {
      const deliveries = await registry.dispatch('hello', message).settled();
      for (const delivery of deliveries) {
        drawn.push(
          graph.draw(
            delivery.status === 'failed' ? delivery.error : Reflect.get(delivery, 'value'),
          ),
        );
      }
    }
    return drawn;
  } finally {
    await app.close();
  }
}

describe.each(TREES)('a handler that depends on %s', (_, tree, atOnce) => {
  it('gets the same, whether or not Nest makes it', async () => {
    const metadata = tree();
    const expected = (await answers(metadata, true)) as unknown[];
    expect(expected.length).toBeGreaterThanOrEqual(3);
    expect(await answers(metadata, false)).toEqual(expected);
  });

  it(`is ${atOnce ? '' : 'not '}called before emit returns`, async () => {
    const { imports = [], ...rest } = tree();
    @Module({
      ...rest,
      imports: [RegistryModule.forRoot({ keys: 'duplicate', logErrors: false }), ...imports],
    })
    class AppModule {}
    const app = await NestFactory.createApplicationContext(AppModule, { logger: false });
    const registry = app.get(Registry);
    for (let i = 0; i < 2; i++) {
      const reached = registry.emit('hello', 'now');
      expect(registry.stats().inFlight).toBe(atOnce ? 0 : reached);
      await registry.whenIdle();
    }
    await app.close();
  });
});

it('Nest finds what was made without it, and the other way round', async () => {
  const seen: unknown[] = [];
  @scoped
  class Asking extends Handler {
    constructor(
      readonly branch: Branch,
      readonly moduleRef: ModuleRef,
      @Inject(REQUEST) readonly request: object,
    ) {
      super();
    }

    override async onHello(): Promise<void> {
      const contextId = ContextIdFactory.getByRequest(this.request);
      seen.push((await this.moduleRef.resolve(Branch, contextId)) === this.branch);
      seen.push((await this.moduleRef.resolve(Asking, contextId)) === this);
    }
  }

  @scoped
  class ByNest extends Handler {
    constructor(
      readonly branch: Branch,
      readonly transient: Transient,
    ) {
      super();
    }

    override onHello(): unknown {
      return [this.branch, this.transient.leaf];
    }
  }

  @scoped
  class Without extends Handler {
    constructor(
      readonly branch: Branch,
      readonly leaf: Leaf,
    ) {
      super();
    }

    override onHello(): unknown {
      return [this.branch, this.leaf];
    }
  }
  for (const order of [
    [Asking, ByNest, Without],
    [Without, ByNest, Asking],
  ]) {
    @Module({
      imports: [RegistryModule.forRoot({ keys: 'duplicate' })],
      providers: [...providers, ...order],
    })
    class AppModule {}
    const app = await NestFactory.createApplicationContext(AppModule, { logger: false });
    for (let i = 0; i < 3; i++) {
      const deliveries = await app.get(Registry).dispatch('hello', i).settled();
      const pairs = deliveries
        .map((delivery) => Reflect.get(delivery, 'value') as unknown)
        .filter(Array.isArray) as unknown[][];
      expect(pairs).toHaveLength(2);
      expect(pairs[0]?.[0]).toBe(pairs[1]?.[0]);
      expect(pairs[0]?.[1]).toBe(pairs[1]?.[1]);
    }
    await app.close();
  }
  expect(seen).toEqual(Array.from({ length: 12 }, () => true));
});

it('an instance decorator of the application gets every instance', async () => {
  const decorated = new Set<unknown>();
  @Module({
    imports: [RegistryModule.forRoot({ keys: 'duplicate' })],
    ...withParameters(Branch),
  })
  class AppModule {}
  const app = await NestFactory.createApplicationContext(AppModule, {
    logger: false,
    instrument: {
      instanceDecorator: (instance) => {
        decorated.add(instance);
        return instance;
      },
    },
  });
  const [delivery] = await app.get(Registry).dispatch('hello', 1).settled();
  const { all } = Reflect.get(delivery!, 'value') as { all: unknown[] };
  expect(decorated).toContain(all[0]);
  await app.close();
});
