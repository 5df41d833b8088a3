import type { ContextIdFactory, ModulesContainer } from '@nestjs/core';

/** A module of the running application, as Nest's container knows it. */
export type HostModule = ModulesContainer extends Map<string, infer M> ? M : never;

/** What Nest knows of one provider, controller or enhancer of a module. */
export type Wrapper = ReturnType<HostModule['getNonAliasProviders']>[number][1];

/** Names one set of request-scoped instances. */
export type ContextId = ReturnType<typeof ContextIdFactory.create>;

/** Whether there is one instance of it for the whole application. */
export function isSingleton(wrapper: Wrapper): boolean {
  return !wrapper.isTransient && wrapper.isDependencyTreeStatic();
}
