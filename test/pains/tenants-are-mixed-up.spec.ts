// nestjs/event-emitter#1247; nestjs/cqrs#1656; needle-innovision/nestjs-tenancy#40; nestjs/nest#10504, PR#10793: durable, per-tenant providers cannot
// be told by a message which tenant it is of.
import { Injectable, Scope } from '@nestjs/common';
import { ContextIdFactory, type ContextIdStrategy } from '@nestjs/core';
import { Registry, RegistryModule, Subscribe, type RegistryRequest } from 'nestjs-registry';
import { startApp } from '../support/start-app.js';

type OfATenant = RegistryRequest<{ tenant: string }>;

/** As Nest's documentation recommends it: one tree of durable providers per tenant. */
class PerTenant implements ContextIdStrategy<OfATenant> {
  readonly #trees = new Map<string, ReturnType<typeof ContextIdFactory.create>>();

  attach(...[contextId, { message }]: Parameters<ContextIdStrategy<OfATenant>['attach']>) {
    const { tenant } = message;
    const tree = this.#trees.get(tenant) ?? ContextIdFactory.create();
    this.#trees.set(tenant, tree);
    return {
      payload: { tenant },
      resolve: ({ isTreeDurable }: { isTreeDurable: boolean }) =>
        isTreeDurable ? tree : contextId,
    };
  }
}

afterEach(() => {
  // Nest has no way to take a strategy back.
  ContextIdFactory.apply(undefined as unknown as ContextIdStrategy);
});

let pools = 0;

@Injectable({ scope: Scope.REQUEST, durable: true })
class Pool {
  readonly number = ++pools;
}

@Injectable()
class Storage {
  constructor(private readonly pool: Pool) {}

  @Subscribe('save')
  save(): number {
    return this.pool.number;
  }
}

it('each tenant has one pool, whatever the order of its messages', async () => {
  ContextIdFactory.apply(new PerTenant());
  const app = await startApp({
    imports: [RegistryModule.forRoot({ keys: 'duplicate' })],
    providers: [Pool, Storage],
  });
  const used: unknown[] = [];
  for (const tenant of ['a', 'b', 'a', 'b']) {
    const [delivery] = await app.get(Registry).dispatch('save', { tenant }).settled();
    used.push(delivery?.status === 'delivered' && delivery.value);
  }
  expect(used).toEqual([1, 2, 1, 2]);
});
