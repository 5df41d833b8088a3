import {
  Injectable,
  Logger,
  type OnApplicationShutdown,
  type OnModuleInit,
  type Type,
} from '@nestjs/common';
import { ModuleRef, ModulesContainer } from '@nestjs/core';
import { describe } from '../describe.js';
import { DuplicateWorkerError, InvalidDecoratorError, UnsupportedScopeError } from '../errors.js';
import type { Registry } from '../registry.js';
import type { Key } from '../registry/key.js';
import type { SupervisorEvent } from '../worker/worker-events.js';
import type { WorkerSubscription } from '../worker/worker-subscription.js';
import { describeTrouble, WorkerSupervisor } from '../worker/worker-supervisor.js';
import { DEFAULT_REGISTRY } from './inject-registry.decorator.js';
import type { Wrapper } from './nest-container.js';
import { RegistryDirectory } from './registry-directory.js';
import { injectedInto } from './request-scope/dependencies.js';
import { WorkerBlueprint } from './worker-blueprint.js';
import type { WorkerDefinition } from './worker-definition.js';
import { workerMetadata } from './worker.decorator.js';

/** A supervisor of the application, and whether what its workers need is known to be there. */
interface Supervised {
  readonly definition: WorkerDefinition;
  readonly supervisor: WorkerSupervisor<object>;
  checked: boolean;
}

const SCOPE_MEND =
  'A worker outlives every request: inject singletons, and pass what belongs to a request in the messages.';

/** The supervisors of one application. */
@Injectable()
export class SupervisorDirectory implements OnModuleInit, OnApplicationShutdown {
  readonly #logger = new Logger('Worker');
  readonly #registries: RegistryDirectory;
  readonly #modules: ModulesContainer;
  readonly #supervised = new Map<Type<object>, Supervised>();
  #initialised = false;

  constructor(registries: RegistryDirectory, modules: ModulesContainer) {
    this.#registries = registries;
    this.#modules = modules;
  }

  /** `injected` is the registry, where Nest found it. @throws DuplicateWorkerError, UnknownRegistryError, NotUniqueError */
  create(
    definition: WorkerDefinition,
    moduleRef: ModuleRef,
    injected: Registry | undefined,
  ): WorkerSupervisor<object> {
    const { type, place, options, key } = definition;
    const other = this.#supervised.get(type);
    if (other !== undefined)
      throw new DuplicateWorkerError(type.name, [other.definition.place, place]);
    const { registry: name = DEFAULT_REGISTRY, ...workerOptions } = options;
    const registry = injected ?? this.#registries.get(name, `@Worker on ${type.name}`);
    const supervisor = new WorkerSupervisor<object>(type, {
      ...workerOptions,
      ...definition.value,
      registry: registry as unknown as Registry,
      key: key as (...args: unknown[]) => Key,
      create: this.#creator(definition, moduleRef),
      subscriptions: () => this.#subscriptionsOf(definition),
      onError: options.onError ?? this.#sink(options.logErrors),
    });
    this.#supervised.set(type, { definition, supervisor, checked: false });
    return supervisor;
  }

  /** Before any other hook of the application: what cannot work is refused. */
  onModuleInit(): void {
    this.#refuseListedWorkers();
    this.#initialised = true;
    for (const each of this.#supervised.values()) this.#check(each);
  }

  /** Ends what is being observed and could keep a server from closing. */
  completeStreams(): void {
    for (const { supervisor } of this.#supervised.values()) supervisor.completeEvents();
  }

  /** Each supervisor has been closed by its own module, unless that was loaded later. */
  async onApplicationShutdown(): Promise<void> {
    await Promise.all([...this.#supervised.values()].map(({ supervisor }) => supervisor.close()));
  }

  /** What makes the instances: the blueprint where that will do, which is a thousand times faster, otherwise Nest. */
  #creator(
    { type, blueprint }: WorkerDefinition,
    moduleRef: ModuleRef,
  ): () => Promise<object> | object {
    let ready: WorkerBlueprint | undefined;
    let byNest = false;
    return () => {
      if (ready !== undefined) return ready.build(type);
      if (byNest || !this.#initialised) return moduleRef.create(type);
      const each = this.#supervised.get(type);
      if (each !== undefined) this.#check(each);
      const wrapper = this.#wrapperOf(blueprint);
      byNest = wrapper === undefined || hasTransientDependencies(wrapper);
      if (!byNest && WorkerBlueprint.isReady(wrapper?.instance)) ready = wrapper.instance;
      return ready === undefined ? moduleRef.create(type) : ready.build(type);
    };
  }

  #check(each: Supervised): void {
    if (each.checked) return;
    const { definition } = each;
    const wrapper = this.#wrapperOf(definition.blueprint);
    if (wrapper?.isDependencyTreeStatic() === false)
      throw new UnsupportedScopeError(`@Worker on ${definition.type.name}`, 'request', SCOPE_MEND);
    this.#subscriptionsOf(definition);
    each.checked = true;
  }

  #subscriptionsOf({ subscriptions }: WorkerDefinition): WorkerSubscription[] {
    return subscriptions.map(({ registry: name, where, ...subscription }) => ({
      ...subscription,
      registry: this.#registries.get(name, where) as unknown as Registry,
    }));
  }

  /** A worker is none of the module's providers: listed as one, it would be made once, and never be a worker. */
  #refuseListedWorkers(): void {
    for (const { providers, controllers } of this.#modules.values()) {
      for (const { metatype } of [...providers.values(), ...controllers.values()]) {
        if (typeof metatype !== 'function' || workerMetadata(metatype) === undefined) continue;
        throw new InvalidDecoratorError(
          `@Worker on ${metatype.name}`,
          'the class is listed as a provider of a module',
          `List ...provideWorkers(${metatype.name}) instead.`,
        );
      }
    }
  }

  #wrapperOf(blueprint: Type<WorkerBlueprint>): Wrapper | undefined {
    for (const { providers } of this.#modules.values()) {
      const wrapper = providers.get(blueprint);
      if (wrapper !== undefined) return wrapper;
    }
    return undefined;
  }

  #sink(logErrors: boolean | undefined): ((event: SupervisorEvent) => void) | undefined {
    if (logErrors === false) return undefined;
    return (event) => {
      const error: unknown = 'error' in event ? event.error : undefined;
      const stack = error instanceof Error ? error.stack : describe(error);
      this.#logger.error(describeTrouble(event), stack);
    };
  }
}

function hasTransientDependencies(wrapper: Wrapper): boolean {
  return injectedInto(wrapper).some((dependency) => dependency.isTransient);
}
