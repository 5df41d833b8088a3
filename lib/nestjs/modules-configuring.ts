import type { ModulesContainer } from '@nestjs/core';
import { getRegistryToken } from './inject-registry.decorator.js';

type ModuleRef = ModulesContainer extends Map<string, infer M> ? M : never;

/** The names of the modules that import a configuration of the registry `name`, directly or as one of several. */
export function modulesConfiguring(name: string, container: ModulesContainer): string[] {
  const modules = [...container.values()];
  const token = getRegistryToken(name);
  const importersOf = (imported: ModuleRef): ModuleRef[] =>
    modules
      .filter((module) => module.imports.has(imported))
      .flatMap((module) =>
        module.metatype === imported.metatype ? importersOf(module) : [module],
      );
  return modules
    .filter((module) => module.providers.has(token))
    .flatMap(importersOf)
    .map((module) => module.name);
}
