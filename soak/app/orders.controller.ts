import type { ServerResponse } from 'node:http';
import { Controller, Inject, Post, Res } from '@nestjs/common';
import { REQUEST } from '@nestjs/core';
import { InjectRegistry, RequestOwner, type Registry } from 'nestjs-registry';
import { OrdersModel } from '../model/orders.js';

/** A controller of each request, whose entries live as long as its response. */
@Controller('orders')
export class OrdersController {
  constructor(
    @InjectRegistry('orders') private readonly orders: Registry,
    private readonly owner: RequestOwner,
    @Inject(REQUEST) private readonly request: object & { order?: number },
    private readonly model: OrdersModel,
  ) {}

  @Post()
  async place(
    @Res({ passthrough: true }) response: ServerResponse,
  ): Promise<{ id: number; outcomes: Record<string, string> }> {
    const { model, orders, owner, request } = this;
    for (const each of [this, owner, request]) model.watch('what is of a request', each);
    const id = model.placed();
    request.order = id;
    response.once('close', () => {
      model.responded(id);
    });
    // The client may have gone before it was served.
    if (owner.alive) orders.register(['serving', id], id, { owner });
    else model.responded(id);
    return model.serving.run(id, async () => {
      const deliveries = await orders.dispatch('order:placed', { id }, { request }).settled();
      model.belong(id, { left: orders.lookup(['handling', id]).length === 0 ? id : 'an entry' });
      const outcomes = deliveries.map(({ handler, status }) => [handler, status] as const);
      return { id, outcomes: Object.fromEntries(outcomes) };
    });
  }
}
