import { Injectable, Logger } from '@nestjs/common';
import { ModulesContainer } from '@nestjs/core';
import type { Failure } from '../dispatch/failures.js';
import { describe } from '../describe.js';
import { DuplicateRegistryError, InvalidOptionError, UnknownRegistryError } from '../errors.js';
import { checkRegistryOptions, Registry, type RegistryOptions } from '../registry.js';
import { modulesConfiguring } from './modules-configuring.js';

/** The registries of one application, by name. */
@Injectable()
export class RegistryDirectory {
  readonly #registries = new Map<string, Registry>();
  readonly #modules: ModulesContainer;

  constructor(modules: ModulesContainer) {
    this.#modules = modules;
  }

  /** @throws DuplicateRegistryError, InvalidOptionError */
  create(name: string, options: RegistryOptions): Registry {
    if (this.#registries.has(name))
      throw new DuplicateRegistryError(name, modulesConfiguring(name, this.#modules));
    const where = `RegistryModule for registry '${name}'`;
    checkRegistryOptions(where, options);
    if (options.name !== undefined && options.name !== name) {
      throw new InvalidOptionError(
        'name',
        `'${name}', as the module was told, or left out`,
        options.name,
        where,
      );
    }
    const registry = new Registry({
      ...options,
      name,
      onError: options.onError ?? defaultSink(options),
    });
    this.#registries.set(name, registry);
    return registry;
  }

  /** @throws UnknownRegistryError */
  get(name: string, where: string): Registry {
    const registry = this.#registries.get(name);
    if (registry === undefined)
      throw new UnknownRegistryError(name, where, [...this.#registries.keys()]);
    return registry;
  }

  all(): readonly Registry[] {
    return [...this.#registries.values()];
  }
}

/** Nest's logger, which an application may have replaced. */
function defaultSink({
  logErrors = true,
}: RegistryOptions): ((failure: Failure) => void) | undefined {
  if (!logErrors) return undefined;
  const logger = new Logger('Registry');
  return ({ registry, topic, handler, error }) => {
    const stack = error instanceof Error ? error.stack : describe(error);
    logger.error(
      `Handler ${handler} of topic ${describe(topic)} in registry '${registry}' failed`,
      stack,
    );
  };
}
