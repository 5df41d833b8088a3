import { randomUUID } from 'node:crypto';
import { IncomingMessage } from 'node:http';
import { Inject, Injectable, Scope } from '@nestjs/common';
import { REQUEST } from '@nestjs/core';
import { Subscribe, type RegistryRequest } from 'nestjs-registry';
import type { Order } from '../order.js';

/**
 * Request-scoped: one for each order. Its `REQUEST` is the message, and with it whatever the publisher passed as `request`:
 * here the HTTP request that the order came with.
 */
@Injectable({ scope: Scope.REQUEST })
export class AuditService {
  readonly #instance = randomUUID();

  constructor(@Inject(REQUEST) private readonly message: RegistryRequest<Order>) {}

  @Subscribe('order:created', { registry: 'events' })
  record(): { instance: string; by: string } {
    return { instance: this.#instance, by: describe(this.message.request) };
  }
}

function describe(request: unknown): string {
  if (!(request instanceof IncomingMessage)) return 'no HTTP request';
  return `${request.method} ${request.url} from ${request.socket.remoteAddress}`;
}
