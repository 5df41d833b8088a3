import { Injectable } from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import { Construction, NOT_HERE } from './construction.js';
import type { ContextId, Wrapper } from '../nest-container.js';

/** Gets the instances that request-scoped providers have in a context. */
@Injectable()
export class InstanceResolver {
  /** How they are made without Nest; `undefined` says that they are not. */
  readonly #constructions = new Map<Wrapper, Construction | undefined>();
  readonly #constructs: boolean;

  constructor(moduleRef: ModuleRef) {
    this.#constructs = !isInstrumented(moduleRef);
  }

  /** `NOT_HERE` where it takes time: see `later`. Throws what a constructor throws. */
  now(wrapper: Wrapper, contextId: ContextId): unknown {
    const construction = this.#constructions.get(wrapper) ?? this.#construction(wrapper);
    return construction === undefined ? NOT_HERE : construction.in(contextId);
  }

  /** By Nest, from the module that the provider stands in. Rejects with what a constructor throws. */
  async later(wrapper: Wrapper, contextId: ContextId): Promise<unknown> {
    const moduleRef = wrapper.host?.getProviderByKey<ModuleRef>(ModuleRef).instance;
    return moduleRef?.resolve(wrapper.token, contextId, { strict: true });
  }

  #construction(wrapper: Wrapper): Construction | undefined {
    if (!this.#constructs || this.#constructions.has(wrapper)) return undefined;
    const construction = Construction.of(wrapper);
    this.#constructions.set(wrapper, construction);
    return construction;
  }
}

/**
 * Whether Nest does something of its own with every instance (the application's option `instrument`, previews). Where it
 * cannot be told, it is left to Nest.
 */
function isInstrumented(moduleRef: ModuleRef): boolean {
  const { injector } = moduleRef as unknown as { injector?: { options?: unknown } };
  const options = injector?.options;
  if (typeof options !== 'object' || options === null) return true;
  const { instanceDecorator, preview } = options as {
    instanceDecorator?: unknown;
    preview?: unknown;
  };
  return instanceDecorator !== undefined || preview === true;
}
