// nestjs/event-emitter#1622, PR#1715; nestjs/nest#3105; nestjs/cqrs#1195: REQUEST is whatever the package put there, and the request that published
// is out of reach.
import { Controller, Get, Inject, Injectable, Scope } from '@nestjs/common';
import { REQUEST } from '@nestjs/core';
import request from 'supertest';
import { Registry, RegistryModule, Subscribe, type RegistryRequest } from 'nestjs-registry';
import { PLATFORMS, startServer } from '../support/start-server.js';

interface Http {
  readonly headers: Readonly<Record<string, string>>;
}

@Injectable({ scope: Scope.REQUEST })
class CurrentUser {
  readonly name: string | undefined;

  constructor(@Inject(REQUEST) http: Http) {
    this.name = http.headers['x-user'];
  }
}

@Injectable()
class Audit {
  constructor(
    private readonly user: CurrentUser,
    @Inject(REQUEST) private readonly request: RegistryRequest<string>,
  ) {}

  @Subscribe('order:created')
  on(): string {
    return `${this.user.name} created ${this.request.message} by ${this.request.topic as string}`;
  }
}

@Controller('orders')
class OrdersController {
  constructor(
    private readonly events: Registry,
    @Inject(REQUEST) private readonly request: object,
  ) {}

  @Get()
  async create(): Promise<unknown> {
    const deliveries = await this.events
      .dispatch('order:created', 'order 7', { request: this.request })
      .settled();
    return deliveries.map((delivery) => delivery.status === 'delivered' && delivery.value);
  }
}

it.each(PLATFORMS)('handlers share the request of their publisher on %s', async (platform) => {
  const app = await startServer(platform, {
    imports: [RegistryModule.forRoot({ keys: 'duplicate' })],
    controllers: [OrdersController],
    providers: [CurrentUser, Audit],
  });
  const response = await request(await app.getUrl())
    .get('/orders')
    .set('x-user', 'ann');
  expect(response.body).toEqual(['ann created order 7 by order:created']);
});
