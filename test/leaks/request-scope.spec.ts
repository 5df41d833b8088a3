import { EventEmitter } from 'node:events';
import { Inject, Injectable, Scope, type Type } from '@nestjs/common';
import { REQUEST } from '@nestjs/core';
import {
  REGISTRY_MESSAGE,
  Registered,
  Registry,
  RegistryModule,
  RequestOwner,
  Subscribe,
  type RegistryRequest,
} from 'nestjs-registry';
import { heapInUse, survivorsOf } from '../support/heap.js';
import { startApp } from '../support/start-app.js';

/** What a handler was given, so that it can be asked whether it is gone. */
let remembered: WeakRef<object>[] = [];

@Registered((self: Work) => ['work', self.number])
@Injectable({ scope: Scope.REQUEST })
class Work {
  static made = 0;
  readonly number = ++Work.made;

  constructor(@Inject(REGISTRY_MESSAGE) readonly message: object) {}
}

@Injectable({ scope: Scope.REQUEST })
class Shared {
  constructor(@Inject(REQUEST) readonly request: object) {}
}

@Injectable({ scope: Scope.TRANSIENT })
class Transient {}

@Injectable()
class Handlers {
  constructor(
    readonly work: Work,
    readonly shared: Shared,
    readonly owner: RequestOwner,
    @Inject(REGISTRY_MESSAGE) readonly message: object,
    @Inject(REQUEST) readonly request: RegistryRequest,
  ) {}

  @Subscribe('hello')
  onHello(message: object, context: object): void {
    this.remember(message, context);
  }

  @Subscribe('later')
  async onLater(message: object, context: object): Promise<void> {
    await Promise.resolve();
    this.remember(message, context);
  }

  remember(message: object, context: object): void {
    if (remembered.length >= 80) return;
    for (const each of [
      this,
      this.work,
      this.shared,
      this.shared.request,
      this.owner,
      this.request,
      message,
      context,
    ])
      remembered.push(new WeakRef(each));
  }
}

@Injectable()
class MadeByNest extends Handlers {
  constructor(
    work: Work,
    shared: Shared,
    owner: RequestOwner,
    @Inject(REGISTRY_MESSAGE) message: object,
    @Inject(REQUEST) request: RegistryRequest,
    readonly transient: Transient,
  ) {
    super(work, shared, owner, message, request);
  }
}

const start = async (handlers: Type): Promise<Registry> => {
  const imports = [RegistryModule.forRoot({ keys: 'duplicate', logErrors: false })];
  const app = await startApp({ imports, providers: [Work, Shared, Transient, handlers] });
  return app.get(Registry);
};

const KINDS: [string, Type, number][] = [
  ['made at once', Handlers, 200_000],
  ['made by Nest', MadeByNest, 10_000],
];

const ROUNDS = 10;
/** What the engine itself takes and gives; one message with its context is some 500 bytes. */
const NOISE = 500_000;

describe.each(KINDS)('handlers %s', (_, handlers, messages) => {
  it.each([
    ['', 1, (): object | undefined => undefined],
    [', a quarter of these, with the request of a publisher', 4, () => ({ url: '/' })],
  ])(
    `the heap is where it was after ${messages} messages%s`,
    async (_with, part, requestOf) => {
      const registry = await start(handlers);
      // Collected after each round: an engine's tables keep their room until then.
      const round = async (): Promise<number> => {
        for (let i = 0; i < messages / part / ROUNDS; i++) {
          registry.dispatch('hello', { i }, { request: requestOf() });
          if (i % 100 === 99) await registry.whenIdle();
        }
        return heapInUse();
      };
      await round();
      const before = await round();
      let after = before;
      for (let i = 0; i < ROUNDS; i++) after = await round();
      expect(after - before).toBeLessThan(NOISE);
      expect(registry.stats()).toMatchObject({ entries: 2, failures: 0, inFlight: 0 });
    },
    120_000,
  );

  it.each(['hello', 'later'])(
    'instance, message, request, owner and context of a message to %s are collected',
    async (topic) => {
      remembered = [];
      const registry = await start(handlers);
      // Nest remembers of the last instance that it was made: there is one more than is looked at.
      for (let i = 0; i < 11; i++) {
        registry.dispatch(topic, { i }, { request: i % 2 === 0 ? {} : undefined });
        await registry.whenIdle();
      }
      expect(remembered.length).toBe(80);
      expect(await survivorsOf(remembered)).toEqual([]);
    },
  );
});

it('a request, its shared instances and their owner are collected after its response, which lives on', async () => {
  @Injectable()
  class Owned {
    constructor(
      readonly owner: RequestOwner,
      @Inject(REQUEST) readonly request: object,
    ) {}
  }

  @Injectable()
  class Sharing {
    constructor(readonly owned: Owned) {}

    @Subscribe('hello')
    onHello(): void {
      const { owned } = this;
      for (const each of [this, owned, owned.owner, owned.request])
        remembered.push(new WeakRef(each));
    }
  }
  const imports = [RegistryModule.forRoot({ keys: 'duplicate' })];
  const app = await startApp({ imports, providers: [Owned, Sharing] });
  remembered = [];
  const response = new EventEmitter();
  app.get(Registry).dispatch('hello', {}, { request: { res: response } });
  expect(remembered).toHaveLength(4);
  response.emit('close');
  expect(await survivorsOf(remembered)).toEqual([]);
  expect(response.listenerCount('close')).toBe(0);
});
