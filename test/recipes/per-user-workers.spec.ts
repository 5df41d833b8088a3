import {
  getRegistryToken,
  getSupervisorToken,
  provideWorkers,
  RegistryModule,
  type Registry,
  type WorkerSupervisor,
} from 'nestjs-registry';
import { first, firstValueFrom } from 'rxjs';
import { ManualClock } from '../support/manual-clock.js';
import { PLATFORMS, startServer, type Platform } from '../support/start-server.js';
import { Cart, CartsController, CartStore } from './cart.worker.js';

async function startOn(platform: Platform) {
  const clock = new ManualClock();
  const app = await startServer(platform, {
    imports: [
      RegistryModule.forRoot([
        { name: 'carts', keys: 'unique', clock },
        { name: 'orders', keys: 'duplicate', logErrors: false },
      ]),
    ],
    controllers: [CartsController],
    providers: [CartStore, ...provideWorkers(Cart)],
  });
  const url = `${await app.getUrl()}/carts`;
  const add = async (user: number, item: string): Promise<string[]> =>
    (await fetch(`${url}/${user}/${item}`, { method: 'POST' })).json() as Promise<string[]>;
  return {
    clock,
    add,
    carts: app.get<WorkerSupervisor<Cart>>(getSupervisorToken(Cart)),
    store: app.get(CartStore),
    events: app.get<Registry>(getRegistryToken('orders')),
  };
}

describe.each(PLATFORMS)('on %s', (platform) => {
  const start = () => startOn(platform);

  it('50 requests at once find one cart, and each its turn', async () => {
    const { add, carts } = await start();
    const started: unknown[] = [];
    carts.events.subscribe(({ type, key }) => type === 'started' && started.push(key));
    const answers = await Promise.all(Array.from({ length: 50 }, (_, i) => add(7, `item ${i}`)));
    expect(started).toEqual([['cart', 7]]);
    const lengths = answers.map(({ length }) => length).toSorted((a, b) => a - b);
    expect(lengths).toEqual(Array.from({ length: 50 }, (_, i) => i + 1));
  });

  it('a cart that was idle is saved, and goes on where it was', async () => {
    const { add, carts, clock, store } = await start();
    await add(7, 'book');
    await add(8, 'pen');
    await clock.advanceAsync(10 * 60_000);
    expect(carts.count()).toBe(0);
    expect(await store.load(7)).toEqual(['book']);
    expect(await add(7, 'tea')).toEqual(['book', 'tea']);
  });

  it('a message to one user reaches their cart and no other', async () => {
    const { add, events } = await start();
    await add(7, 'book');
    await add(8, 'pen');
    expect(events.emit(['user', 7, 'order placed'], undefined)).toBe(1);
    await events.whenIdle();
    expect(await add(7, 'tea')).toEqual(['tea']);
    expect(await add(8, 'ink')).toEqual(['pen', 'ink']);
  });

  it('a cart that crashed is started again from what was saved last', async () => {
    const { add, carts, clock } = await start();
    await add(7, 'book');
    await carts.stop(['cart', 7]);
    await add(7, 'half');
    const empty = Object.getOwnPropertyDescriptor(Cart.prototype, 'empty')!;
    Cart.prototype.empty = () => {
      throw new Error('halfway');
    };
    try {
      const crashed = firstValueFrom(carts.events.pipe(first(({ type }) => type === 'crashed')));
      carts.via(['cart', 7]).cast.empty();
      await crashed;
    } finally {
      Object.defineProperty(Cart.prototype, 'empty', empty);
    }
    const answer = add(7, 'tea');
    await clock.advanceAsync(60_000);
    expect(await answer).toEqual(['book', 'tea']);
  });
});
