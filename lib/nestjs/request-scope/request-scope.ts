import { Injectable } from '@nestjs/common';
import { ModuleRef, ModulesContainer } from '@nestjs/core';
import type { Publication } from '../../dispatch/publication.js';
import type { Handler, MessageContext } from '../../registry/handler.js';
import { NOT_HERE } from './construction.js';
import { InstanceResolver } from './instance-resolver.js';
import { MessageScope, type ScopeTools } from './message-scope.js';
import type { ContextId, Wrapper } from '../nest-container.js';
import { registerInstancesOf, ScopedRegistrar } from './scoped-registrar.js';
import { SharedProviders } from './shared-providers.js';

/** Where an instance of one message stands, for whoever makes more in its context. */
export interface HandlerScope {
  readonly contextId: ContextId;
  /** Nest's id of the provider. */
  readonly inquirerId: string;
}

/** Honours the decorators of request-scoped providers: each message gets an instance of its own, each instance is registered. */
@Injectable()
export class RequestScope {
  readonly #tools: ScopeTools;
  /** One scope per message, for as long as somebody knows the message. */
  readonly #scopes = new WeakMap<MessageContext, MessageScope>();

  readonly #modules: ModulesContainer;

  constructor(moduleRef: ModuleRef, resolver: InstanceResolver, modules: ModulesContainer) {
    this.#modules = modules;
    this.#tools = { moduleRef, resolver, shared: new SharedProviders() };
  }

  /** A handler for `subscribeScoped`; `call` makes the one that handles a message on its instance. */
  handlerOf(wrapper: Wrapper, call: (instance: object, scope: HandlerScope) => Handler): Handler {
    this.#tools.shared.addHandler(wrapper);
    return (message, context) => {
      const scope = this.#scopeOf(context, message);
      const handle = (instance: unknown): unknown => {
        const { contextId } = scope;
        return call(instance as object, { contextId, inquirerId: wrapper.id })(message, context);
      };
      const instance = scope.now(wrapper);
      if (instance !== NOT_HERE) return handle(instance);
      // Dropped meanwhile, by a timeout or a shutdown: what the instance would need may be gone.
      return scope
        .later(wrapper)
        .then((made) => ((context as Publication).settled ? undefined : handle(made)));
    };
  }

  /** Has each instance registered from when it is made until its request or message is over. */
  registerInstancesOf(wrapper: Wrapper): void {
    for (const { providers } of this.#modules.values()) {
      const registrar = providers.get(ScopedRegistrar);
      if (registrar !== undefined) registerInstancesOf(wrapper, registrar);
    }
  }

  #scopeOf(publication: MessageContext, message: unknown): MessageScope {
    let scope = this.#scopes.get(publication);
    if (scope === undefined) {
      scope = new MessageScope(publication as Publication, message, this.#tools);
      this.#scopes.set(publication, scope);
    }
    return scope;
  }
}
