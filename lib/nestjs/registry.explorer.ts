import { Injectable } from '@nestjs/common';
import { ModulesContainer } from '@nestjs/core';
import { UnsupportedScopeError } from '../errors.js';
import { registeredMetadata, type RegisteredMetadata } from './registered.decorator.js';
import { isSingleton, type HostModule, type Wrapper } from './nest-container.js';
import { subscribeMetadata, type SubscribeMetadata } from './subscribe.decorator.js';

/** A provider with decorators to be honoured: a singleton's instance, or what makes the instances of a request-scoped one. */
export interface Decorated {
  readonly instance: object | undefined;
  readonly wrapper: Wrapper;
  readonly prototype: object;
  readonly className: string;
  readonly registered: RegisteredMetadata | undefined;
  readonly subscriptions: ReadonlyMap<PropertyKey, readonly SubscribeMetadata[]>;
}

const MENDS = {
  transient:
    'There is no one instance to decorate: make the provider a singleton or request-scoped.',
  middleware: 'Nest alone can make a middleware: move the method to a provider.',
  topic: 'There is no instance to compute a topic from before there is a message: name the topics.',
  durable: 'It is durable, kept for many requests: make it request-scoped, or register it by hand.',
  factory: 'Its class shows itself too late: let Nest make it, or register it in the factory.',
};

/** Finds the decorated instances of an application. */
@Injectable()
export class RegistryExplorer {
  readonly #modules: ModulesContainer;

  constructor(modules: ModulesContainer) {
    this.#modules = modules;
  }

  /**
   * Every decorated provider of the modules, once, however many tokens lead to it: providers, controllers, and what guards,
   * interceptors, pipes, filters and middleware are made of.
   *
   * @throws UnsupportedScopeError for one whose decorators cannot work.
   */
  explore(modules: Iterable<HostModule> = this.#modules.values()): readonly Decorated[] {
    const found = new Map<object, Decorated>();
    for (const { providers, controllers, injectables, middlewares } of modules) {
      for (const wrappers of [providers, controllers, injectables, middlewares]) {
        for (const wrapper of wrappers.values()) {
          const decorated = inspect(wrapper);
          if (decorated === undefined) continue;
          if (wrappers === middlewares && decorated.instance === undefined)
            throw unsupported(decorated, 'request', MENDS.middleware);
          found.set(decorated.instance ?? wrapper, decorated);
        }
      }
    }
    return [...found.values()];
  }
}

function inspect(wrapper: Wrapper): Decorated | undefined {
  const prototype = prototypeOf(wrapper);
  if (prototype === undefined) return undefined;
  const type: unknown = prototype.constructor;
  const registered = typeof type === 'function' ? registeredMetadata(type) : undefined;
  const subscriptions = subscribeMetadata(prototype);
  if (registered === undefined && subscriptions.size === 0) return undefined;

  const className = typeof type === 'function' ? type.name : '(anonymous)';
  // What Nest has as the instance of any other was never constructed: its fields and dependencies are missing.
  const instance = isSingleton(wrapper) ? (wrapper.instance as object) : undefined;
  const decorated = { instance, wrapper, prototype, className, registered, subscriptions };
  if (instance === undefined) checkScope(decorated);
  return decorated;
}

/** @throws UnsupportedScopeError */
function checkScope(decorated: Decorated): void {
  const { wrapper, registered, subscriptions } = decorated;
  if (wrapper.isTransient) throw unsupported(decorated, 'transient', MENDS.transient);
  const uses = [...subscriptions.values()].flat();
  if (uses.some(({ topics }) => typeof topics === 'function'))
    throw unsupported(decorated, 'request', MENDS.topic);
  if (registered === undefined) return;
  if (wrapper.isDependencyTreeDurable()) throw unsupported(decorated, 'request', MENDS.durable);
  if (Array.isArray(wrapper.inject)) throw unsupported(decorated, 'request', MENDS.factory);
}

function unsupported(
  { className, registered, subscriptions }: Decorated,
  scope: 'request' | 'transient',
  mend: string,
): UnsupportedScopeError {
  const where = describeDecorators(className, registered, subscriptions);
  return new UnsupportedScopeError(where, scope, mend);
}

/**
 * The prototype that carries the decorators. A value or factory provider tells it by its instance, a request-scoped class by
 * its type, and a request-scoped factory only by its token, if that is a class.
 */
function prototypeOf({ instance, metatype, inject, token }: Wrapper): object | undefined {
  if (typeof instance === 'object' && instance !== null) {
    return (Object.getPrototypeOf(instance) as object | null) ?? undefined;
  }
  const type = Array.isArray(inject) ? token : metatype;
  return typeof type === 'function' ? (type.prototype as object | undefined) : undefined;
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
