import { Injectable, Logger } from '@nestjs/common';
import { ModulesContainer } from '@nestjs/core';
import type { Failure } from '../dispatch/failures.js';
import { describe } from '../describe.js';
import {
  DuplicateRegistryError,
  InvalidArgumentError,
  InvalidOptionError,
  UnknownRegistryError,
} from '../errors.js';
import { checkRegistryOptions, Registry, type RegistryOptions } from '../registry.js';
import { getRegistryToken, isRegistryToken, nameOf } from './inject-registry.decorator.js';
import { log } from './log.js';

/**
 * The registries of one application. They are asked of Nest's container by their tokens, so one that a test has put in the
 * place of another is found there too.
 */
@Injectable()
export class RegistryDirectory {
  readonly #modules: ModulesContainer;
  readonly #places = new Map<string, string>();
  readonly #unwired: (() => void)[] = [];
  readonly #found = new Map<string, Registry>();

  constructor(modules: ModulesContainer) {
    this.#modules = modules;
  }

  /** `place` says where it was configured. @throws DuplicateRegistryError, InvalidOptionError */
  create(name: string, options: RegistryOptions, place: string): Registry {
    const other = this.#places.get(name);
    if (other !== undefined) throw new DuplicateRegistryError(name, [other, place]);
    this.#places.set(name, place);
    const where = `RegistryModule for registry '${name}'`;
    checkRegistryOptions(where, options);
    if (options.name !== undefined && options.name !== name) {
      const expected = `'${name}', as the module was told, or left out`;
      throw new InvalidOptionError('name', expected, options.name, where);
    }
    const onError = options.onError ?? defaultSink(options);
    const registry = new Registry({ ...options, name, onError });
    this.#unwired.push(registry.tellOfFirstMessage(() => warnOfLostMessage(name)));
    return registry;
  }

  /** The handlers of the application are subscribed: from now on no message is too early. */
  wired(): void {
    for (const wired of this.#unwired.splice(0)) wired();
  }

  /** @throws UnknownRegistryError, InvalidArgumentError when something else was put in its place. */
  get(name: string, where: string): Registry {
    const known = this.#found.get(name);
    if (known !== undefined) return known;
    const providers = this.#providers();
    const found = providers.find(({ token }) => token === getRegistryToken(name));
    if (found === undefined) {
      throw new UnknownRegistryError(name, where, [
        ...new Set(providers.map(({ token }) => nameOf(token))),
      ]);
    }
    if (found.instance instanceof Registry) {
      this.#found.set(name, found.instance);
      return found.instance;
    }
    const token = `the provider ${describe(found.token)}, which ${where} needs,`;
    throw new InvalidArgumentError(
      token,
      'a Registry, also where a test overrides it',
      found.instance,
      'RegistryModule',
    );
  }

  /** Every registry, once. */
  all(): readonly Registry[] {
    const instances = this.#providers().map(({ instance }) => instance);
    return [...new Set(instances)].filter((instance) => instance instanceof Registry);
  }

  /** The providers with the token of a registry. */
  #providers(): readonly { readonly token: unknown; readonly instance: unknown }[] {
    return [...this.#modules.values()].flatMap(({ providers }) =>
      [...providers.values()].filter(({ token }) => isRegistryToken(token)),
    );
  }
}

function warnOfLostMessage(registry: string): void {
  const logger = new Logger('Registry');
  log(
    (entry) => logger.warn(entry),
    `A message was published in registry '${registry}' before the @Subscribe handlers of the application were wired, and they miss it. ` +
      'They are wired before the first onModuleInit: publish there or later, not in a constructor or a factory; in a test, call await module.init() first.',
  );
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
