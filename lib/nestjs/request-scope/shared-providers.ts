import { REQUEST } from '@nestjs/core';
import { injectedInto } from './dependencies.js';
import { isSingleton, type Wrapper } from '../nest-container.js';
import { REGISTRY_MESSAGE } from './registry-request.js';
import { RequestOwner } from './request-owner.js';
import { ScopedRegistrar } from './scoped-registrar.js';

/** What means something else in each context: never shared between two. */
const OF_THE_CONTEXT: ReadonlySet<unknown> = new Set([
  REQUEST,
  REGISTRY_MESSAGE,
  RequestOwner,
  ScopedRegistrar,
]);

/**
 * Tells what the handlers of a message share with the request that published it: all that is request-scoped, but for the
 * handlers themselves, what depends on the message, and transient providers, which belong to whom they are injected into.
 */
export class SharedProviders {
  readonly #handlers = new Set<Wrapper>();
  readonly #shared = new Map<Wrapper, ReadonlySet<Wrapper>>();

  addHandler(wrapper: Wrapper): void {
    this.#handlers.add(wrapper);
    this.#shared.clear();
  }

  /** What the instance of a handler has to be given by the publisher's context: as little as leads to all of it. */
  of(handler: Wrapper): ReadonlySet<Wrapper> {
    let shared = this.#shared.get(handler);
    if (shared === undefined) {
      shared = this.#sharedBy(handler);
      this.#shared.set(handler, shared);
    }
    return shared;
  }

  #sharedBy(handler: Wrapper): ReadonlySet<Wrapper> {
    const shared = new Set<Wrapper>();
    const own = new Set([handler]);
    // A set tells also of what is added while it is walked.
    for (const wrapper of own) {
      for (const enhancer of wrapper.getEnhancersMetadata() ?? []) own.add(enhancer);
      for (const dependency of injectedInto(wrapper)) {
        if (isSingleton(dependency) || OF_THE_CONTEXT.has(dependency.token)) continue;
        if (this.#isOwn(dependency)) own.add(dependency);
        else shared.add(dependency);
      }
    }
    return shared;
  }

  #isOwn(wrapper: Wrapper): boolean {
    return wrapper.isTransient || this.#handlers.has(wrapper) || dependsOnMessage(wrapper);
  }
}

function dependsOnMessage(wrapper: Wrapper): boolean {
  const reached = new Set([wrapper]);
  for (const each of reached) {
    if (each.token === REGISTRY_MESSAGE) return true;
    for (const dependency of injectedInto(each))
      if (!isSingleton(dependency)) reached.add(dependency);
  }
  return false;
}
