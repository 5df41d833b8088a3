import {
  Injectable,
  Logger,
  type BeforeApplicationShutdown,
  type OnApplicationShutdown,
  type OnModuleInit,
} from '@nestjs/common';
import { HttpAdapterHost, LazyModuleLoader, ModuleRef, ModulesContainer } from '@nestjs/core';
import { log } from './log.js';
import { RegistryDirectory } from './registry-directory.js';
import { RegistryWiring } from './registry.wiring.js';
import { SupervisorDirectory } from './supervisor-directory.js';
import { linkResponses } from './request-scope/http-response.js';
import type { HostModule } from './nest-container.js';

/** Wires the application's handlers before its first hook and releases everything after its last one. */
@Injectable()
export class RegistryLifecycle
  implements OnModuleInit, BeforeApplicationShutdown, OnApplicationShutdown
{
  readonly #logger = new Logger('Registry');
  readonly #directory: RegistryDirectory;
  readonly #supervisors: SupervisorDirectory;
  readonly #wiring: RegistryWiring;
  readonly #lazyModules: LazyModuleLoader;
  readonly #modules: ModulesContainer;
  readonly #adapterHost: HttpAdapterHost;

  constructor(
    directory: RegistryDirectory,
    supervisors: SupervisorDirectory,
    wiring: RegistryWiring,
    lazyModules: LazyModuleLoader,
    modules: ModulesContainer,
    adapterHost: HttpAdapterHost,
  ) {
    this.#directory = directory;
    this.#supervisors = supervisors;
    this.#wiring = wiring;
    this.#lazyModules = lazyModules;
    this.#modules = modules;
    this.#adapterHost = adapterHost;
    standBeforeGlobalModules(this, modules);
  }

  onModuleInit(): void {
    linkResponses(this.#adapterHost);
    this.#wiring.wire();
    this.#wireLazyModules();
  }

  /**
   * Gives the responses of completed streams a turn to end: a connection that is idle when the server closes is closed
   * with it, one that becomes idle later holds it up for its keep-alive time.
   */
  async beforeApplicationShutdown(): Promise<void> {
    this.#supervisors.completeStreams();
    for (const registry of this.#directory.all()) registry.completeStreams();
    await new Promise((resolve) => setImmediate(resolve));
  }

  /** First no more messages, then the end of the handlers in flight, then the end of everything. */
  async onApplicationShutdown(): Promise<void> {
    const registries = this.#directory.all();
    await Promise.all(registries.map((registry) => registry.drain()));
    const errors = [...this.#wiring.unwire()];
    for (const registry of registries) {
      try {
        registry.close();
      } catch (error) {
        errors.push(error);
      }
    }
    for (const error of errors) log((entry) => this.#logger.error(entry), error);
  }

  /** Nest calls no hook for a module that is loaded later: its loader is asked to tell. */
  #wireLazyModules(): void {
    const loader = this.#lazyModules;
    const load = loader.load.bind(loader);
    loader.load = async (...args) => {
      const moduleRef = await load(...args);
      this.#wiring.wire(this.#reachedFrom(moduleRef));
      return moduleRef;
    };
  }

  /**
   * The module of `moduleRef` and what it imports: all of it is complete. Another module may be half loaded at this
   * moment, or have been refused; it is none of this load's business.
   */
  #reachedFrom(moduleRef: ModuleRef): Set<HostModule> {
    const isLoaded = (module: HostModule): boolean =>
      module.getProviderByKey(ModuleRef).instance === moduleRef;
    const reached = new Set([...this.#modules.values()].filter(isLoaded));
    // A set tells also of what is added while it is walked.
    for (const module of reached) for (const imported of module.imports) reached.add(imported);
    return reached;
  }
}

/**
 * Nest runs the hooks of global modules first, in the order of their import. One that publishes in its `onModuleInit` and
 * was imported earlier would find nobody wired: this module has to come before all of them (and, at the end, after them).
 */
function standBeforeGlobalModules(provider: object, modules: ModulesContainer): void {
  for (const module of modules.values()) {
    if (module.providers.has(provider.constructor as typeof RegistryLifecycle))
      module.distance = Infinity;
  }
}
