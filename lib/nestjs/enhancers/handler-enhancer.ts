import { Injectable } from '@nestjs/common';
import { ApplicationConfig, ModuleRef, ModulesContainer } from '@nestjs/core';
import { InvalidDecoratorError } from '../../errors.js';
import type { Handler } from '../../registry/handler.js';
import type { Wrapper } from '../nest-container.js';
import type { HandlerScope } from '../request-scope/request-scope.js';
import type { EnhancersMode } from '../subscribe.decorator.js';
import { contextCreator, UNDECORATED } from './context-creator.js';
import { enhancedHandler, type EnhancedMethod } from './enhanced-handler.js';
import { checkEnhancers, checkGlobalEnhancers, checkOverride } from './enhancer-checks.js';
import { enhancersOn, PARAMETERS, parametersOf, pipesOn } from './nest-metadata.js';
import { checkParameters } from './parameters.js';

/** The provider whose method is a handler. */
export interface HandlerHost {
  readonly wrapper: Wrapper;
  readonly prototype: object;
}

/** Makes the handler of an instance: of a singleton, or with `scope` of one message. */
export type Enhance = (instance: object, scope?: HandlerScope) => Handler;

/** Runs guards, interceptors, pipes and filters around handlers. */
@Injectable()
export class HandlerEnhancer {
  readonly #modules: ModulesContainer;
  readonly #config: ApplicationConfig;

  constructor(modules: ModulesContainer, moduleRef: ModuleRef) {
    this.#modules = modules;
    // The only way from a provider to what `app.useGlobalGuards` and `APP_GUARD` have set.
    this.#config = moduleRef['container'].applicationConfig ?? new ApplicationConfig();
  }

  /**
   * Does once for a method what is the same for all instances of its provider.
   *
   * @throws InvalidDecoratorError where an enhancer or a parameter's decorator could not do what it is there for.
   */
  prepare(host: HandlerHost, name: PropertyKey, mode: EnhancersMode): Enhance {
    const { prototype } = host;
    const type = prototype.constructor;
    const where = `@Subscribe on ${type.name}.${String(name)}`;
    if (typeof name !== 'string') {
      throw new InvalidDecoratorError(
        where,
        'enhancers run only around methods whose names are strings',
        'Give the method such a name.',
      );
    }
    const callback = (prototype as Record<string, EnhancedMethod['callback']>)[name]!;
    const parameters = parametersOf(prototype, name);
    const own = Object.values(parameters);
    const wrapper = this.#constructed(host.wrapper);
    const enhancers = [
      ...enhancersOn(type),
      ...enhancersOn(callback),
      ...own.flatMap(({ pipes = [] }) => pipes),
    ];
    checkParameters(where, parameters, true);
    checkOverride(where, prototype, name);
    checkEnhancers(where, wrapper, enhancers);
    if (mode === 'global') checkGlobalEnhancers(where, this.#config);

    const module = wrapper.host!;
    const globals = mode === 'global' ? this.#config : undefined;
    const piped =
      [...(globals?.getGlobalPipes() ?? []), ...pipesOn(type), ...pipesOn(callback)].length > 0;
    const method: EnhancedMethod = {
      name,
      callback,
      parameters: own.length > 0 ? PARAMETERS : piped ? UNDECORATED : undefined,
      // Creators of its own: Nest 11 remembers parameters by the names of class and method, and a module may have two of one name.
      calls: contextCreator(module, globals),
      rescues: contextCreator(module, globals),
    };
    return (instance, scope) => enhancedHandler(method, instance, scope);
  }

  /** The provider as which Nest has constructed the instance, if others only pass it on: it has the enhancers. */
  #constructed(wrapper: Wrapper): Wrapper {
    if (!wrapper.isNotMetatype) return wrapper;
    for (const { providers, controllers, injectables } of this.#modules.values()) {
      for (const others of [providers, controllers, injectables]) {
        for (const other of others.values())
          if (!other.isNotMetatype && other.instance === wrapper.instance) return other;
      }
    }
    return wrapper;
  }
}
