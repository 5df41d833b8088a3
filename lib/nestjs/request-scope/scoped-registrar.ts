import { Inject, Injectable, Scope, type Type } from '@nestjs/common';
import { DEFAULT_REGISTRY } from '../inject-registry.decorator.js';
import {
  register,
  REGISTRAR,
  type RegisteredMetadata,
  type Registrar,
} from '../registered.decorator.js';
import { RegistryDirectory } from '../registry-directory.js';
import { declaredProperties } from './dependencies.js';
import type { Wrapper } from '../nest-container.js';
import { RequestOwner } from './request-owner.js';

/** Registers the instances of one request or message. */
@Injectable({ scope: Scope.REQUEST })
export class ScopedRegistrar implements Registrar {
  readonly #owner: RequestOwner;
  readonly #directory: RegistryDirectory;

  constructor(owner: RequestOwner, directory: RegistryDirectory) {
    this.#owner = owner;
    this.#directory = directory;
  }

  register(instance: object, metadata: RegisteredMetadata): void {
    const name = metadata.options.registry ?? DEFAULT_REGISTRY;
    register(this.#directory.get(name, instance.constructor.name), instance, metadata, this.#owner);
  }
}

/**
 * Has every instance of a request-scoped class registered when it is made: it gets one more property injected, whose setter
 * `@Registered` has put on the class. Nest sets properties right after the constructor.
 *
 * The class itself stays as it is, because another application may have it as a singleton: the provider gets a stand-in for
 * it, which differs in its metadata only.
 */
export function registerInstancesOf(wrapper: Wrapper, registrar: Wrapper): void {
  const isCollected =
    wrapper.getPropertiesMetadata() !== undefined || declaredProperties(wrapper).length === 0;
  const standIn = new Proxy(wrapper.metatype as Type, { getPrototypeOf: (type) => type });
  Inject(ScopedRegistrar)({ constructor: standIn }, REGISTRAR);
  wrapper.metatype = standIn;
  // Nest 11 looks only once at the properties of a class.
  if (isCollected) wrapper.addPropertiesMetadata(REGISTRAR, registrar);
}
