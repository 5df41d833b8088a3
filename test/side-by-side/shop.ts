import { Global, Inject, Injectable, Module, Scope } from '@nestjs/common';
import { REQUEST } from '@nestjs/core';

/** What is published when an order comes in. */
export interface Order {
  readonly id: number;
  /** How the stock's handler of this order fails, if it does. */
  readonly stock?: 'throws' | 'rejects';
}

/** Publishes orders, with whatever the library at hand publishes with. */
export abstract class Orders {
  /** Publishes, and returns what the library returns at once. */
  abstract create(order: Order): unknown;

  /** Publishes, and waits for the handlers as the library can. */
  abstract createAndWait(order: Order): Promise<unknown>;

  /** Publishes that an order is packed: the handlers of that are request-scoped. */
  abstract pack(order: Order): unknown;
}

/** What happened, in order. */
@Injectable()
export class Journal {
  readonly lines: string[] = [];

  write(line: string): void {
    this.lines.push(line);
  }
}

/** While it is closed, mail is in flight. */
@Injectable()
export class PostOffice {
  #opened: Promise<void> = Promise.resolve();
  #open: () => void = () => undefined;

  get opened(): Promise<void> {
    return this.#opened;
  }

  close(): void {
    this.#opened = new Promise((resolve) => {
      this.#open = resolve;
    });
  }

  open(): void {
    this.#open();
  }
}

/** Fails as the order says. */
export function takeFromStock({ stock }: Order): void | Promise<void> {
  if (stock === 'throws') throw new Error('out of stock');
  if (stock === 'rejects') return Promise.reject(new Error('out of stock'));
}

/** Hands out trolleys, one for each request-scoped context. */
@Injectable()
export class Warehouse {
  readonly requests: unknown[] = [];
  empty = false;
  #taken = 0;

  takeTrolley(request: unknown): number {
    if (this.empty) throw new Error('no trolley left');
    this.requests.push(request);
    return ++this.#taken;
  }
}

/** Request-scoped: what its handlers share, if they share a context. */
@Injectable({ scope: Scope.REQUEST })
export class Trolley {
  readonly number: number;

  constructor(warehouse: Warehouse, @Inject(REQUEST) request: unknown) {
    this.number = warehouse.takeTrolley(request);
  }
}

/** What every handler works with. */
@Global()
@Module({
  providers: [Journal, PostOffice, Warehouse, Trolley],
  exports: [Journal, PostOffice, Warehouse, Trolley],
})
export class TownModule {}
