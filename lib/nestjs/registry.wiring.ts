import { Injectable } from '@nestjs/common';
import { InvalidDecoratorError, UnknownRegistryError, WiringError } from '../errors.js';
import type { Handler } from '../registry/handler.js';
import { Owner } from '../registry/owner.js';
import { HandlerEnhancer, type Enhance } from './enhancers/handler-enhancer.js';
import { parametersOf } from './enhancers/nest-metadata.js';
import { checkParameters } from './enhancers/parameters.js';
import { DEFAULT_REGISTRY } from './inject-registry.decorator.js';
import { register, type RegisteredMetadata } from './registered.decorator.js';
import { RegistryDirectory } from './registry-directory.js';
import { RegistryExplorer, type Decorated } from './registry.explorer.js';
import type { HostModule } from './nest-container.js';
import { RequestScope } from './request-scope/request-scope.js';
import type { SubscribeMetadata } from './subscribe.decorator.js';

/** Registers and subscribes the decorated instances of an application, each under an owner of its own. */
@Injectable()
export class RegistryWiring {
  readonly #directory: RegistryDirectory;
  readonly #explorer: RegistryExplorer;
  readonly #requestScope: RequestScope;
  readonly #enhancer: HandlerEnhancer;
  /** By the instance of a singleton, or the wrapper of a request-scoped provider. */
  readonly #owners = new Map<object, Owner>();

  constructor(
    directory: RegistryDirectory,
    explorer: RegistryExplorer,
    requestScope: RequestScope,
    enhancer: HandlerEnhancer,
  ) {
    this.#directory = directory;
    this.#explorer = explorer;
    this.#requestScope = requestScope;
    this.#enhancer = enhancer;
  }

  /** Wires what is new in the modules (by default in all): all of it, or after an error nothing of it. */
  wire(modules?: Iterable<HostModule>): void {
    const decorated = this.#explorer.explore(modules);
    const fresh = decorated.filter((each) => !this.#owners.has(subjectOf(each)));
    try {
      for (const decorated of fresh) this.#wire(decorated);
      this.#directory.wired();
    } catch (error) {
      for (const subject of fresh.map(subjectOf)) {
        this.#owners.get(subject)?.terminate('wiring failed');
        this.#owners.delete(subject);
      }
      throw error;
    }
  }

  /** Ends everything that was wired. What callbacks of the owners throw is returned, so that none of it stops the rest. */
  unwire(): readonly unknown[] {
    const errors: unknown[] = [];
    for (const owner of this.#owners.values()) {
      try {
        owner.terminate('application shutdown');
      } catch (error) {
        errors.push(error);
      }
    }
    this.#owners.clear();
    return errors;
  }

  #wire(decorated: Decorated): void {
    const { className, registered, subscriptions } = decorated;
    const owner = new Owner(className);
    this.#owners.set(subjectOf(decorated), owner);
    if (registered !== undefined) {
      explain(`@Registered on ${className}`, (where) => {
        this.#register(decorated, registered, owner, where);
      });
    }
    for (const [method, uses] of subscriptions) {
      const name = `${className}.${String(method)}`;
      for (const use of uses) {
        explain(`@Subscribe on ${name}`, (where) => {
          const handler = this.#handlerOf(decorated, method, use, where);
          Object.defineProperty(handler, 'name', { value: name });
          this.#subscribe(decorated, handler, use, owner, where);
        });
      }
    }
  }

  #register(
    { instance, wrapper }: Decorated,
    metadata: RegisteredMetadata,
    owner: Owner,
    where: string,
  ): void {
    const registry = this.#directory.get(metadata.options.registry ?? DEFAULT_REGISTRY, where);
    if (instance === undefined) this.#requestScope.registerInstancesOf(wrapper);
    else register(registry, instance, metadata, owner);
  }

  #handlerOf(
    decorated: Decorated,
    method: PropertyKey,
    use: SubscribeMetadata,
    where: string,
  ): Handler {
    const { instance, wrapper } = decorated;
    const call = this.#callOf(decorated, method, use, where);
    return instance === undefined ? this.#requestScope.handlerOf(wrapper, call) : call(instance);
  }

  /** How a message is handled on an instance. */
  #callOf(
    decorated: Decorated,
    method: PropertyKey,
    { enhancers }: SubscribeMetadata,
    where: string,
  ): Enhance {
    if (enhancers !== false) return this.#enhancer.prepare(decorated, method, enhancers);
    checkParameters(where, parametersOf(decorated.prototype, method), false);
    return (instance) => methodOf(instance, method);
  }

  #subscribe(
    { instance }: Decorated,
    handler: Handler,
    { topics, options: { registry: name, ...options } }: SubscribeMetadata,
    owner: Owner,
    where: string,
  ): void {
    const registry = this.#directory.get(name ?? DEFAULT_REGISTRY, where);
    const each = typeof topics === 'function' ? [topics(instance!)] : topics;
    for (const topic of each) {
      if (instance === undefined) registry.subscribeScoped(topic, handler, { ...options, owner });
      else registry.subscribe(topic, handler, { ...options, owner });
    }
  }
}

function subjectOf({ instance, wrapper }: Decorated): object {
  return instance ?? wrapper;
}

/** An error while wiring says which decorator it is about; one of Nest's part of the library says so itself. */
function explain(where: string, wire: (where: string) => void): void {
  try {
    wire(where);
  } catch (error) {
    const says = error instanceof UnknownRegistryError || error instanceof InvalidDecoratorError;
    throw says ? error : new WiringError(where, error);
  }
}

/** Looks the method up at every message, as any caller of it would. */
function methodOf(instance: object, method: PropertyKey): Handler {
  const target = instance as Record<PropertyKey, Handler>;
  return (message, context) => target[method]!(message, context);
}
