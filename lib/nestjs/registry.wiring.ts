import { Injectable } from '@nestjs/common';
import type { Handler } from '../registry/handler.js';
import type { Key } from '../registry/key.js';
import { Owner } from '../registry/owner.js';
import { DEFAULT_REGISTRY } from './inject-registry.decorator.js';
import type { RegisteredMetadata } from './registered.decorator.js';
import { RegistryDirectory } from './registry-directory.js';
import { RegistryExplorer, type Decorated } from './registry.explorer.js';
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

  /** Wires what has come since the last time: all of it, or after an error nothing of it. */
  wire(): void {
    const fresh = this.#explorer.explore().filter(({ instance }) => !this.#owners.has(instance));
    try {
      for (const decorated of fresh) this.#wire(decorated);
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
    if (registered !== undefined) this.#register(decorated, registered, owner);
    for (const [method, uses] of subscriptions) {
      for (const use of uses) this.#subscribe(decorated, method, use, owner);
    }
  }

  #register(
    { instance, className }: Decorated,
    { key, options }: RegisteredMetadata,
    owner: Owner,
  ): void {
    const registry = this.#directory.get(
      options.registry ?? DEFAULT_REGISTRY,
      `@Registered on ${className}`,
    );
    const value = 'value' in options ? options.value : instance;
    registry.register(computesKey(key) ? key(instance) : (key as Key), value, { owner });
  }

  #subscribe(
    { instance, className }: Decorated,
    method: PropertyKey,
    use: SubscribeMetadata,
    owner: Owner,
  ): void {
    const name = `${className}.${String(method)}`;
    const registry = this.#directory.get(
      use.options.registry ?? DEFAULT_REGISTRY,
      `@Subscribe on ${name}`,
    );
    const handler = handlerOf(instance, method, name);
    const topics = typeof use.topics === 'function' ? [use.topics(instance)] : use.topics;
    for (const topic of topics)
      registry.subscribe(topic, handler, { owner, value: use.options.value });
  }
}

/** Looks the method up at every message, as any caller of it would; named for deliveries and logs. */
function handlerOf(instance: object, method: PropertyKey, name: string): Handler {
  const target = instance as Record<PropertyKey, Handler>;
  const handler: Handler = (message, context) => target[method]!(message, context);
  return Object.defineProperty(handler, 'name', { value: name });
}
