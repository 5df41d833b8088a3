import { Injectable } from '@nestjs/common';
import { UnknownRegistryError, WiringError } from '../errors.js';
import type { Handler } from '../registry/handler.js';
import type { Key } from '../registry/key.js';
import { Owner } from '../registry/owner.js';
import { DEFAULT_REGISTRY } from './inject-registry.decorator.js';
import type { RegisteredMetadata } from './registered.decorator.js';
import { RegistryDirectory } from './registry-directory.js';
import { RegistryExplorer, type Decorated, type HostModule } from './registry.explorer.js';
import { computesKey, type SubscribeMetadata } from './subscribe.decorator.js';

/** Registers and subscribes the decorated instances of an application, each under an owner of its own. */
@Injectable()
export class RegistryWiring {
  readonly #directory: RegistryDirectory;
  readonly #explorer: RegistryExplorer;
  readonly #owners = new Map<object, Owner>();

  constructor(directory: RegistryDirectory, explorer: RegistryExplorer) {
    this.#directory = directory;
    this.#explorer = explorer;
  }

  /** Wires what is new in the modules (by default in all): all of it, or after an error nothing of it. */
  wire(modules?: Iterable<HostModule>): void {
    const decorated = this.#explorer.explore(modules);
    const fresh = decorated.filter(({ instance }) => !this.#owners.has(instance));
    try {
      for (const decorated of fresh) this.#wire(decorated);
      this.#directory.wired();
    } catch (error) {
      for (const { instance } of fresh) {
        this.#owners.get(instance)?.terminate('wiring failed');
        this.#owners.delete(instance);
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
    const { instance, className, registered, subscriptions } = decorated;
    const owner = new Owner(className);
    this.#owners.set(instance, owner);
    if (registered !== undefined) {
      explain(`@Registered on ${className}`, (where) => {
        this.#register(instance, registered, owner, where);
      });
    }
    for (const [method, uses] of subscriptions) {
      const name = `${className}.${String(method)}`;
      const handler = handlerOf(instance, method, name);
      for (const use of uses) {
        explain(`@Subscribe on ${name}`, (where) => {
          this.#subscribe(instance, handler, use, owner, where);
        });
      }
    }
  }

  #register(
    instance: object,
    { key, options }: RegisteredMetadata,
    owner: Owner,
    where: string,
  ): void {
    const registry = this.#directory.get(options.registry ?? DEFAULT_REGISTRY, where);
    const value = 'value' in options ? options.value : instance;
    registry.register(computesKey(key) ? key(instance) : (key as Key), value, { owner });
  }

  #subscribe(
    instance: object,
    handler: Handler,
    { topics, options: { registry: name, ...options } }: SubscribeMetadata,
    owner: Owner,
    where: string,
  ): void {
    const registry = this.#directory.get(name ?? DEFAULT_REGISTRY, where);
    const each = typeof topics === 'function' ? [topics(instance)] : topics;
    for (const topic of each) registry.subscribe(topic, handler, { ...options, owner });
  }
}

/** An error while wiring says which decorator it is about; one of Nest's part of the library says so itself. */
function explain(where: string, wire: (where: string) => void): void {
  try {
    wire(where);
  } catch (error) {
    throw error instanceof UnknownRegistryError ? error : new WiringError(where, error);
  }
}

/** Looks the method up at every message, as any caller of it would; named for deliveries and logs. */
function handlerOf(instance: object, method: PropertyKey, name: string): Handler {
  const target = instance as Record<PropertyKey, Handler>;
  const handler: Handler = (message, context) => target[method]!(message, context);
  return Object.defineProperty(handler, 'name', { value: name });
}
