import { Controller, Get, Injectable, Param, ParseIntPipe, Post } from '@nestjs/common';
import {
  InjectSupervisor,
  Registered,
  Subscribe,
  Worker,
  type OnStart,
  type OnStop,
  type StopReason,
  type WorkerSupervisor,
} from 'nestjs-registry';

@Injectable()
export class CartStore {
  readonly #saved = new Map<number, readonly string[]>();

  async load(user: number): Promise<readonly string[]> {
    return this.#saved.get(user) ?? [];
  }

  async save(user: number, items: readonly string[]): Promise<void> {
    this.#saved.set(user, items);
  }
}

@Worker({ registry: 'carts', restart: 'transient', idleTimeout: 10 * 60_000 })
@Registered((user: number) => ['cart', user])
export class Cart implements OnStart, OnStop {
  user = 0;
  #items: string[] = [];

  constructor(private readonly store: CartStore) {}

  async onStart(user: number): Promise<void> {
    this.user = user;
    this.#items = [...(await this.store.load(user))];
  }

  /** Idle, stopped or shut down: what a crash leaves is not to be trusted. */
  async onStop(reason: StopReason): Promise<void> {
    if (reason !== 'crashed') await this.store.save(this.user, this.#items);
  }

  add(item: string): readonly string[] {
    this.#items.push(item);
    return this.#items;
  }

  /** Published to one user: only their cart hears it. */
  @Subscribe((self: Cart) => ['user', self.user, 'order placed'], { registry: 'orders' })
  empty(): void {
    this.#items = [];
  }
}

@Controller('carts')
export class CartsController {
  constructor(@InjectSupervisor(Cart) private readonly carts: WorkerSupervisor<Cart>) {}

  @Post(':user/:item')
  async add(
    @Param('user', ParseIntPipe) user: number,
    @Param('item') item: string,
  ): Promise<readonly string[]> {
    const cart = await this.carts.getOrStart(user);
    return cart.call.add(item);
  }

  @Get()
  awake(): number {
    return this.carts.count();
  }
}
