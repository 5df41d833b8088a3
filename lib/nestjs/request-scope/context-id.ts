import { ContextIdFactory, type ModuleRef } from '@nestjs/core';
import type { ContextId } from '../nest-container.js';

/**
 * The property of a request that holds its context. Nest does not export it: this is what its factory asks a request for
 * first.
 */
export const CONTEXT_ID: symbol = (() => {
  const asked: PropertyKey[] = [];
  const probe = new Proxy({}, { get: (_, key) => asked.push(key) });
  ContextIdFactory.getByRequest(probe);
  return asked.find((key) => typeof key === 'symbol') ?? Symbol('unused');
})();

/**
 * The context of a request (of HTTP, or whatever `REQUEST` injects): the one that Nest has made for it, or one made as Nest
 * makes it, so that Nest finds it later.
 */
export function contextIdOf(request: object, moduleRef: ModuleRef): ContextId {
  const contextId = ContextIdFactory.getByRequest(request);
  if (CONTEXT_ID in request) return contextId;
  if (Object.isExtensible(request)) {
    Object.assign(request, contextId.payload);
    Object.defineProperty(request, CONTEXT_ID, { value: contextId });
  }
  moduleRef.registerRequestByContextId(request, contextId);
  return contextId;
}
