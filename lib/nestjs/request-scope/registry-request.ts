import type { MessageContext } from '../../registry/handler.js';
import type { Key } from '../../registry/key.js';

/**
 * Injects the message into what is made for it: request-scoped handlers and what they depend on. `undefined` in instances
 * that are made for no message, such as those of an HTTP request. Whoever depends on it is request-scoped.
 *
 * @example
 * ```ts
 * import { Inject, Injectable, Module } from '@nestjs/common';
 * import { NestFactory } from '@nestjs/core';
 * import { REGISTRY_MESSAGE, Registry, RegistryModule, Subscribe } from 'nestjs-registry';
 *
 * @Injectable()
 * class Invoice {
 *   constructor(@Inject(REGISTRY_MESSAGE) readonly order: { id: number }) {}
 * }
 *
 * @Injectable()
 * class Billing {
 *   constructor(private readonly invoice: Invoice) {}
 *
 *   @Subscribe('order:created')
 *   onCreated(): string {
 *     return `invoice of order ${this.invoice.order.id}`;
 *   }
 * }
 *
 * @Module({ imports: [RegistryModule.forRoot({ keys: 'duplicate' })], providers: [Invoice, Billing] })
 * class AppModule {}
 *
 * const app = await NestFactory.createApplicationContext(AppModule, { logger: false });
 * const [delivery] = await app.get(Registry).dispatch('order:created', { id: 7 }).settled();
 * delivery?.status === 'delivered' && delivery.value; // => 'invoice of order 7'
 * await app.close();
 * ```
 *
 * @publicApi
 */
export const REGISTRY_MESSAGE = Symbol('nestjs-registry:message');

/**
 * What `REQUEST` of `@nestjs/core` injects into the handlers of a message, and what a `ContextIdStrategy` is asked with. A
 * strategy's payload is added to it, as Nest adds it to an HTTP request.
 *
 * @example
 * ```ts
 * import { Inject, Injectable, Module } from '@nestjs/common';
 * import { NestFactory, REQUEST } from '@nestjs/core';
 * import { Registry, RegistryModule, Subscribe, type RegistryRequest } from 'nestjs-registry';
 *
 * @Injectable()
 * class Audit {
 *   constructor(@Inject(REQUEST) private readonly request: RegistryRequest<{ user: string }, 'login'>) {}
 *
 *   @Subscribe('login')
 *   onLogin(): string {
 *     return `${this.request.topic} of ${this.request.message.user} in ${this.request.registry}`;
 *   }
 * }
 *
 * @Module({ imports: [RegistryModule.forRoot({ keys: 'duplicate' })], providers: [Audit] })
 * class AppModule {}
 *
 * const app = await NestFactory.createApplicationContext(AppModule, { logger: false });
 * const [delivery] = await app.get(Registry).dispatch('login', { user: 'ann' }).settled();
 * delivery?.status === 'delivered' && delivery.value; // => 'login of ann in default'
 * await app.close();
 * ```
 *
 * @publicApi
 */
export interface RegistryRequest<M = unknown, K extends Key = Key> extends MessageContext<K> {
  readonly message: M;
}
