import { Catch, type ExceptionFilter } from '@nestjs/common';
import {
  ApplicationConfig,
  ExternalContextCreator,
  ModulesContainer,
  NestContainer,
} from '@nestjs/core';
import type { HostModule } from '../nest-container.js';
import { CONTEXT, MESSAGE_AND_CONTEXT, parameterValues, TOPIC } from './parameters.js';

/** Instead of Nest's name for parameters: those of a handler whose parameters have no decorators. */
export const UNDECORATED = 'nestjs-registry:undecorated';

/** Comes after all other filters. Nest's own last resort would log what the registry reports already. */
@Catch()
class PassOn implements ExceptionFilter {
  catch(error: unknown): never {
    throw error;
  }
}

/** What Nest has to know of an application to run the enhancers of one module's classes. */
class OneModule extends NestContainer {
  readonly #modules = new ModulesContainer();

  constructor(module: HostModule, config: ApplicationConfig) {
    super(config);
    this.#modules.set(module.id, module);
  }

  override getModules(): ModulesContainer {
    return this.#modules;
  }
}

/**
 * Nest's way to run enhancers around a method, of the classes of `module`. The application's own creator would run the global
 * ones too, would look for guards of a controller in no module at all, and would reduce observables to their last value.
 *
 * `globals` is the configuration of the application if its global enhancers are to run.
 */
export function contextCreator(
  module: HostModule,
  globals: ApplicationConfig | undefined,
): ExternalContextCreator {
  const creator = ExternalContextCreator.fromContainer(new OneModule(module, configOf(globals)));
  const getMetadata = creator.getMetadata.bind(creator);
  const getParamValue = creator.getParamValue.bind(creator);

  creator.getContextModuleKey = () => module.id;
  creator.transformToResult = async (result: unknown) => result;
  creator.getParamValue = async (value, metadata, pipes) => {
    const type: unknown = metadata.type;
    return type === TOPIC || type === CONTEXT ? value : getParamValue(value, metadata, pipes);
  };
  creator.getMetadata = (instance, method, key, values, type) => {
    const metadata = getMetadata(instance, method, key, values, type);
    if (key !== UNDECORATED) return metadata;
    return {
      ...metadata,
      argsLength: 2,
      getParamsMetadata: (moduleKey, contextId, inquirerId) =>
        creator.exchangeKeysForValues(
          Object.keys(MESSAGE_AND_CONTEXT),
          MESSAGE_AND_CONTEXT,
          moduleKey,
          parameterValues,
          contextId,
          inquirerId,
        ),
    };
  };
  return creator;
}

function configOf(globals: ApplicationConfig | undefined): ApplicationConfig {
  const config = new ApplicationConfig();
  config.useGlobalFilters(new PassOn());
  if (globals === undefined) return config;
  config.useGlobalFilters(...globals.getGlobalFilters());
  config.useGlobalGuards(...globals.getGlobalGuards());
  config.useGlobalInterceptors(...globals.getGlobalInterceptors());
  config.useGlobalPipes(...globals.getGlobalPipes());
  return config;
}
