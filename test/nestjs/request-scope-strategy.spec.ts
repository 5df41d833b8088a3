import { Inject, Injectable, Scope, type INestApplicationContext } from '@nestjs/common';
import { ContextIdFactory, REQUEST, type ContextIdStrategy } from '@nestjs/core';
import {
  REGISTRY_MESSAGE,
  Registry,
  RegistryModule,
  Subscribe,
  type RegistryRequest,
} from 'nestjs-registry';
import { startApp } from '../support/start-app.js';

interface ByTenant {
  readonly tenant: string;
}

type Asked = (RegistryRequest<ByTenant> | (ByTenant & { message?: undefined })) & object;

/** One sub-tree of durable providers for each tenant: of a message, or of an HTTP request. */
class PerTenant implements ContextIdStrategy<Asked> {
  readonly asked: Asked[] = [];
  readonly #tenants = new Map<string, ReturnType<typeof ContextIdFactory.create>>();

  attach(...[contextId, request]: Parameters<ContextIdStrategy<Asked>['attach']>) {
    this.asked.push(request);
    if (request.message === undefined && !('tenant' in request)) throw new Error('no tenant');
    const { tenant } = request.message ?? (request as ByTenant);
    const subTree = this.#tenants.get(tenant) ?? ContextIdFactory.create();
    this.#tenants.set(tenant, subTree);
    return {
      payload: { tenant },
      resolve: ({ isTreeDurable }: { isTreeDurable: boolean }) =>
        isTreeDurable ? subTree : contextId,
    };
  }
}

let strategy: PerTenant;

beforeEach(() => {
  strategy = new PerTenant();
  ContextIdFactory.apply(strategy);
});

afterEach(() => {
  // Nest has no way to take a strategy back.
  ContextIdFactory.apply(undefined as unknown as ContextIdStrategy);
});

let made = 0;

@Injectable({ scope: Scope.REQUEST, durable: true })
class Connection {
  readonly number = ++made;

  constructor(@Inject(REQUEST) readonly request: ByTenant) {}
}

@Injectable({ scope: Scope.REQUEST })
class PerMessage {
  readonly number = ++made;
}

@Injectable({ scope: Scope.REQUEST })
class Handlers {
  readonly number = ++made;

  constructor(
    readonly connection: Connection,
    readonly perMessage: PerMessage,
    @Inject(REQUEST) readonly request: RegistryRequest<ByTenant>,
    @Inject(REGISTRY_MESSAGE) readonly message: ByTenant,
  ) {}

  @Subscribe('hello')
  onHello(): Handlers {
    return this;
  }
}

@Injectable()
class WithoutTenants {
  constructor(readonly perMessage: PerMessage) {}

  @Subscribe('hello')
  onHello(): WithoutTenants {
    return this;
  }
}

/** Its whole tree is durable, so it is kept as well. */
@Injectable({ scope: Scope.REQUEST, durable: true })
class Kept {
  readonly number = ++made;

  constructor(readonly connection: Connection) {}

  @Subscribe('kept')
  onKept(): Kept {
    return this;
  }
}

const start = (): Promise<INestApplicationContext> =>
  startApp({
    imports: [RegistryModule.forRoot({ keys: 'duplicate', logErrors: false })],
    providers: [Connection, PerMessage, Handlers, WithoutTenants, Kept],
  });

async function ask<T>(
  registry: Registry,
  topic: string,
  message: unknown,
  request?: object,
): Promise<T[]> {
  const deliveries = await registry.dispatch(topic, message, { request }).settled();
  return deliveries.map((delivery) => {
    if (delivery.status === 'failed') throw delivery.error;
    return Reflect.get(delivery, 'value') as T;
  });
}

it('is asked with the REQUEST of the message, once for each', async () => {
  const registry = (await start()).get(Registry);
  const message = { tenant: 'a' };
  const [handlers] = await ask<Handlers>(registry, 'hello', message);
  expect(strategy.asked).toEqual([handlers?.request]);
  expect(strategy.asked[0]).toBe(handlers?.request);
  expect(handlers?.request).toMatchObject({ registry: 'default', topic: 'hello', message });
});

it('durable providers are one for each tenant, the others one for each message', async () => {
  const registry = (await start()).get(Registry);
  const all: Handlers[] = [];
  for (const tenant of ['a', 'b', 'a', 'b', 'a']) {
    const [handlers, without] = await ask<Handlers>(registry, 'hello', { tenant });
    expect(handlers?.perMessage).toBe(without?.perMessage);
    expect(handlers?.message.tenant).toBe(tenant);
    expect(handlers?.connection.request.tenant).toBe(tenant);
    all.push(handlers!);
  }
  const distinct = (numbers: number[]): number => new Set(numbers).size;
  expect(distinct(all.map(({ connection }) => connection.number))).toBe(2);
  expect(distinct(all.map(({ perMessage }) => perMessage.number))).toBe(5);
  expect(distinct(all.map(({ number }) => number))).toBe(5);
});

it('durable providers get the payload of the strategy as REQUEST, and keep no message', async () => {
  const registry = (await start()).get(Registry);
  const [handlers] = await ask<Handlers>(registry, 'hello', { tenant: 'a' });
  expect(handlers?.connection.request).toEqual({ tenant: 'a' });
});

it('a durable handler is one for each tenant', async () => {
  const registry = (await start()).get(Registry);
  const [a] = await ask<Kept>(registry, 'kept', { tenant: 'a' });
  const [b] = await ask<Kept>(registry, 'kept', { tenant: 'b' });
  const [again] = await ask<Kept>(registry, 'kept', { tenant: 'a' });
  expect(again).toBe(a);
  expect(b).not.toBe(a);
  expect(b?.connection).not.toBe(a?.connection);
});

it('a message that is published for a request belongs to the tenant of that request', async () => {
  const registry = (await start()).get(Registry);
  const request = { tenant: 'b' };
  const [ofB] = await ask<Handlers>(registry, 'hello', { tenant: 'b' });
  const [one] = await ask<Handlers>(registry, 'hello', { tenant: 'a' }, request);
  const [two] = await ask<Handlers>(registry, 'hello', { tenant: 'a' }, request);
  expect(strategy.asked.slice(1)).toEqual([request]);
  for (const handlers of [one, two]) expect(handlers?.connection).toBe(ofB?.connection);
  expect(one?.perMessage).toBe(two?.perMessage);
  expect(one?.number).not.toBe(two?.number);
  expect(one?.message).toEqual({ tenant: 'a' });
});

it('one that throws makes a failed delivery, and harms no singleton', async () => {
  const registry = (await start()).get(Registry);
  registry.subscribe('hello', () => 'singleton');
  const deliveries = await registry.dispatch('hello', undefined).settled();
  expect(deliveries.map(({ status }) => status)).toEqual(['failed', 'failed', 'delivered']);
});

it('one that keeps an instance elsewhere by its token is obeyed', async () => {
  const elsewhere = ContextIdFactory.create();
  ContextIdFactory.apply({
    attach:
      (contextId) =>
      ({ token }) =>
        token === PerMessage ? elsewhere : contextId,
  });
  @Injectable()
  class Asking {
    constructor(readonly perMessage: PerMessage) {}

    @Subscribe('hello')
    onHello(): unknown {
      return this.perMessage;
    }
  }
  const imports = [RegistryModule.forRoot({ keys: 'duplicate' })];
  const registry = (await startApp({ imports, providers: [PerMessage, Asking] })).get(Registry);
  const [first] = await ask(registry, 'hello', 1);
  const [second] = await ask(registry, 'hello', 2);
  expect(first).toBeInstanceOf(PerMessage);
  expect(second).toBe(first);
});
