import { Global, Module } from '@nestjs/common';
import { RegistryDirectory } from './registry-directory.js';
import { RegistryExplorer } from './registry.explorer.js';
import { RegistryLifecycle } from './registry.lifecycle.js';
import { RegistryWiring } from './registry.wiring.js';

/** What all registries of one application share. One class, so one instance per application. */
@Global()
@Module({
  providers: [RegistryDirectory, RegistryExplorer, RegistryWiring, RegistryLifecycle],
  exports: [RegistryDirectory],
})
export class RegistryCoreModule {}
