import { Injectable } from '@nestjs/common';
import { Subscribe } from 'nestjs-registry';
import type { Order } from '../order.js';

const SOLD_OUT: readonly string[] = ['unicorn'];

@Injectable()
export class StockService {
  /** May throw: the other handlers of the order run all the same. */
  @Subscribe('order:created', { registry: 'events' })
  reserve({ item, quantity }: Order): { reserved: number } {
    if (SOLD_OUT.includes(item)) throw new Error(`${item} is sold out`);
    return { reserved: quantity };
  }
}
