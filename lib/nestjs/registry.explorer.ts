import { Injectable } from '@nestjs/common';
import { ModulesContainer } from '@nestjs/core';
import { UnsupportedScopeError } from '../errors.js';
import { registeredMetadata, type RegisteredMetadata } from './registered.decorator.js';
import { subscribeMetadata, type SubscribeMetadata } from './subscribe.decorator.js';

/** A module of the running application, as Nest's container knows it. */
export type HostModule = ModulesContainer extends Map<string, infer M> ? M : never;

type Wrapper = ReturnType<HostModule['getNonAliasProviders']>[number][1];

/** An instance with decorators to be honoured. */
export interface Decorated {
  readonly instance: object;
  readonly className: string;
  readonly registered: RegisteredMetadata | undefined;
  readonly subscriptions: ReadonlyMap<PropertyKey, readonly SubscribeMetadata[]>;
}

const REQUEST_SCOPE_MEND =
  'Make the provider a singleton, or resolve what is request-scoped inside the handler.';
const TRANSIENT_MEND = 'There is no one instance to decorate: make the provider a singleton.';

/** Finds the decorated instances of an application. */
@Injectable()
export class RegistryExplorer {
  readonly #modules: ModulesContainer;

  constructor(modules: ModulesContainer) {
    this.#modules = modules;
  }

  /**
   * Every decorated instance of the modules, once, however many tokens lead to it: providers, controllers, and what guards,
   * interceptors, pipes, filters and middleware are made of.
   *
   * @throws UnsupportedScopeError for a decorated class without one instance.
   */
  explore(modules: Iterable<HostModule> = this.#modules.values()): readonly Decorated[] {
    const found = new Map<object, Decorated>();
    for (const { providers, controllers, injectables, middlewares } of modules) {
      for (const wrappers of [providers, controllers, injectables, middlewares]) {
        for (const wrapper of wrappers.values()) {
          const decorated = this.#inspect(wrapper);
          if (decorated !== undefined) found.set(decorated.instance, decorated);
        }
      }
    }
    return [...found.values()];
  }

  #inspect(wrapper: Wrapper): Decorated | undefined {
    const prototype = prototypeOf(wrapper);
    if (prototype === undefined) return undefined;
    const type: unknown = prototype.constructor;
    const registered = typeof type === 'function' ? registeredMetadata(type) : undefined;
    const subscriptions = subscribeMetadata(prototype);
    if (registered === undefined && subscriptions.size === 0) return undefined;

    const className = typeof type === 'function' ? type.name : '(anonymous)';
    const where = describeDecorators(className, registered, subscriptions);
    // Nest gives both kinds an instance that was never constructed: its fields and dependencies are missing.
    if (wrapper.isTransient) throw new UnsupportedScopeError(where, 'transient', TRANSIENT_MEND);
    if (!wrapper.isDependencyTreeStatic()) {
      throw new UnsupportedScopeError(where, 'request', REQUEST_SCOPE_MEND);
    }
    return { instance: wrapper.instance as object, className, registered, subscriptions };
  }
}

/**
 * The prototype that carries the decorators. A value or factory provider tells it only by its instance, a request-scoped
 * class only by its type, and a request-scoped factory not at all.
 */
function prototypeOf({ instance, metatype }: Wrapper): object | undefined {
  if (typeof instance === 'object' && instance !== null) {
    return (Object.getPrototypeOf(instance) as object | null) ?? undefined;
  }
  return typeof metatype === 'function' ? (metatype.prototype as object | undefined) : undefined;
}

function describeDecorators(
  className: string,
  registered: RegisteredMetadata | undefined,
  subscriptions: ReadonlyMap<PropertyKey, unknown>,
): string {
  const methods = [...subscriptions.keys()].map(
    (method) => `@Subscribe on ${className}.${String(method)}`,
  );
  return [...(registered === undefined ? [] : [`@Registered on ${className}`]), ...methods].join(
    ', ',
  );
}
