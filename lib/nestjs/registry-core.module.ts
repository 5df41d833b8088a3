import { Global, Module, Scope } from '@nestjs/common';
import { REQUEST } from '@nestjs/core';
import { HandlerEnhancer } from './enhancers/handler-enhancer.js';
import { RegistryDirectory } from './registry-directory.js';
import { RegistryExplorer } from './registry.explorer.js';
import { RegistryLifecycle } from './registry.lifecycle.js';
import { RegistryWiring } from './registry.wiring.js';
import { InstanceResolver } from './request-scope/instance-resolver.js';
import { MessageRequest } from './request-scope/message-request.js';
import { REGISTRY_MESSAGE } from './request-scope/registry-request.js';
import { RequestOwner } from './request-scope/request-owner.js';
import { RequestScope } from './request-scope/request-scope.js';
import { ScopedRegistrar } from './request-scope/scoped-registrar.js';
import { SupervisorDirectory } from './supervisor-directory.js';

/** What all registries of one application share. One class, so one instance per application. */
@Global()
@Module({
  providers: [
    RegistryDirectory,
    // Its hooks come before those that wire and unwire.
    SupervisorDirectory,
    RegistryExplorer,
    HandlerEnhancer,
    RegistryWiring,
    RegistryLifecycle,
    InstanceResolver,
    RequestScope,
    RequestOwner,
    ScopedRegistrar,
    {
      provide: REGISTRY_MESSAGE,
      scope: Scope.REQUEST,
      inject: [REQUEST],
      useFactory: (request: unknown) =>
        request instanceof MessageRequest ? request.message : undefined,
    },
  ],
  exports: [
    RegistryDirectory,
    SupervisorDirectory,
    RequestOwner,
    ScopedRegistrar,
    REGISTRY_MESSAGE,
  ],
})
export class RegistryCoreModule {}
