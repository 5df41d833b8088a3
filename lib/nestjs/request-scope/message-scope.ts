import { ContextIdFactory, type ModuleRef } from '@nestjs/core';
import type { Publication } from '../../dispatch/publication.js';
import { CONTEXT_ID, contextIdOf } from './context-id.js';
import { NOT_HERE } from './construction.js';
import type { InstanceResolver } from './instance-resolver.js';
import { MessageRequest } from './message-request.js';
import type { ContextId, Wrapper } from '../nest-container.js';
import type { SharedProviders } from './shared-providers.js';

/** What the scopes of all messages work with. */
export interface ScopeTools {
  readonly moduleRef: ModuleRef;
  readonly resolver: InstanceResolver;
  readonly shared: SharedProviders;
}

/** The context of one message: what is request-scoped has one instance in it, for all the message's handlers. */
export class MessageScope {
  readonly contextId: ContextId;
  readonly #publisher: ContextId | undefined;
  readonly #tools: ScopeTools;

  constructor(publication: Publication, message: unknown, tools: ScopeTools) {
    const request = new MessageRequest(publication, message);
    this.#tools = tools;
    if (publication.request === undefined) {
      this.contextId = ContextIdFactory.getByRequest(request);
      request.add(this.contextId.payload);
    } else {
      this.#publisher = contextIdOf(publication.request, tools.moduleRef);
      this.contextId = besides(this.#publisher);
    }
    request[CONTEXT_ID] = this.contextId;
    tools.moduleRef.registerRequestByContextId(request, this.contextId);
  }

  /** The instance of a handler, or `NOT_HERE` where that takes time: see `later`. Throws what a constructor throws. */
  now(handler: Wrapper): unknown {
    if (this.#publisher !== undefined) {
      for (const shared of this.#tools.shared.of(handler)) {
        const instance = this.#tools.resolver.now(shared, this.#publisher);
        if (instance === NOT_HERE) return NOT_HERE;
        this.#share(shared, instance);
      }
    }
    return this.#tools.resolver.now(handler, this.contextId);
  }

  async later(handler: Wrapper): Promise<unknown> {
    const publisher = this.#publisher;
    if (publisher !== undefined) {
      await Promise.all(
        [...this.#tools.shared.of(handler)].map(async (shared) => {
          this.#share(shared, await this.#tools.resolver.later(shared, publisher));
        }),
      );
    }
    return this.#tools.resolver.later(handler, this.contextId);
  }

  #share(shared: Wrapper, instance: unknown): void {
    shared.setInstanceByContextId(this.contextId, { instance, isResolved: true });
  }
}

/** A context of its own, for which the user's `ContextIdStrategy` has decided as for the other one. */
function besides(other: ContextId): ContextId {
  const contextId = ContextIdFactory.create();
  const parentOf = other.getParent?.bind(other);
  if (parentOf === undefined) return contextId;
  contextId.payload = other.payload;
  contextId.getParent = (info) => {
    const parent = parentOf(info);
    return parent === other ? contextId : parent;
  };
  return contextId;
}
