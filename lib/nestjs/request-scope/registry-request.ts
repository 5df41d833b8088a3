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
 *   constructor(@Inject(REQUEST) private readonly request: RegistryRequest<string>) {}
 *
 *   @Subscribe('login')
 *   onLogin(): string {
 *     return `${this.request.topic} of ${this.request.message} in ${this.request.registry}`;
 *   }
 * }
 *
 * @Module({ imports: [RegistryModule.forRoot({ name: 'events', keys: 'duplicate' })], providers: [Audit] })
 * class AppModule {}
 * ```
 *
 * @publicApi
 */
export interface RegistryRequest<M = unknown> {
  /** The name of the registry. */
  readonly registry: string;
  /** The topic to which the message was published. */
  readonly topic: Key;
  readonly message: M;
  /** What the publisher passed as `request`, if anything. */
  readonly request?: object;
}
