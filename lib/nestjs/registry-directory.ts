import { Injectable, Logger } from '@nestjs/common';
import type { Failure } from '../dispatch/failures.js';
import { describe } from '../describe.js';
import { DuplicateRegistryError, InvalidOptionError, UnknownRegistryError } from '../errors.js';
import { checkRegistryOptions, Registry, type RegistryOptions } from '../registry.js';

/** The registries of one application, by name. */
@Injectable()
export class RegistryDirectory {
  readonly #registries = new Map<string, { readonly registry: Registry; readonly place: string }>();

  /** `place` says where it was configured. @throws DuplicateRegistryError, InvalidOptionError */
  create(name: string, options: RegistryOptions, place: string): Registry {
    const other = this.#registries.get(name);
    if (other !== undefined) throw new DuplicateRegistryError(name, [other.place, place]);
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
    this.#registries.set(name, { registry, place });
    return registry;
  }

  /** @throws UnknownRegistryError */
  get(name: string, where: string): Registry {
    const registry = this.#registries.get(name)?.registry;
    if (registry === undefined)
      throw new UnknownRegistryError(name, where, [...this.#registries.keys()]);
    return registry;
  }

  all(): readonly Registry[] {
    return [...this.#registries.values()].map(({ registry }) => registry);
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
