import { Inject, Injectable, Logger, Scope } from '@nestjs/common';
import { REQUEST } from '@nestjs/core';
import { NoLifetimeError } from '../../errors.js';
import { onEnd } from '../../registry/lifetime.js';
import { Owner } from '../../registry/owner.js';
import { log } from '../log.js';
import { responseOf } from './http-response.js';
import { MessageRequest } from './message-request.js';

/**
 * The owner whose lifetime is that of the request-scoped instances beside it: until the HTTP response closes (Express and
 * Fastify; also when the client goes away), or until all handlers of the message have settled. One per HTTP request and one
 * per message. Whoever depends on it is request-scoped.
 *
 * Where there is neither a response nor a message, whoever asks for it gets a `NoLifetimeError`.
 *
 * @example
 * ```ts
 * import { Injectable, Module } from '@nestjs/common';
 * import { NestFactory } from '@nestjs/core';
 * import { Registry, RegistryModule, RequestOwner, Subscribe } from 'nestjs-registry';
 *
 * @Injectable()
 * class Import {
 *   constructor(
 *     private readonly registry: Registry,
 *     private readonly owner: RequestOwner,
 *   ) {}
 *
 *   @Subscribe('import')
 *   async onImport(file: string): Promise<number> {
 *     this.registry.register(['running', file], true, { owner: this.owner });
 *     return this.registry.lookup(['running', file]).length;
 *   }
 * }
 *
 * @Module({ imports: [RegistryModule.forRoot({ keys: 'duplicate' })], providers: [Import] })
 * class AppModule {}
 *
 * const app = await NestFactory.createApplicationContext(AppModule, { logger: false });
 * const registry = app.get(Registry);
 * const [delivery] = await registry.dispatch('import', 'a.csv').settled();
 * delivery?.status === 'delivered' && delivery.value; // => 1
 * registry.lookup(['running', 'a.csv']); // => []
 * await app.close();
 * ```
 *
 * @publicApi
 */
@Injectable({ scope: Scope.REQUEST })
export class RequestOwner extends Owner {
  /** @internal */
  constructor(@Inject(REQUEST) request: unknown) {
    super(request instanceof MessageRequest ? 'message' : 'HTTP request');
    const end = (reason: string): void => {
      try {
        this.terminate(reason);
      } catch (error) {
        const logger = new Logger('Registry');
        log((entry) => logger.error(entry), error);
      }
    };
    if (request instanceof MessageRequest) {
      request.onSettled(() => {
        end('the message is settled');
      });
      return;
    }
    const response = responseOf(request);
    if (response === undefined) throw new NoLifetimeError(request);
    this.onTerminate(
      onEnd(response, 'close', () => {
        end('the response is closed');
      }),
    );
  }
}
