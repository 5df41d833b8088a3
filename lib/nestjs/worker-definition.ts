import type { Type } from '@nestjs/common';
import { InvalidDecoratorError } from '../errors.js';
import type { Key } from '../registry/key.js';
import type { WorkerSubscription } from '../worker/worker-subscription.js';
import { DEFAULT_REGISTRY } from './inject-registry.decorator.js';
import { registeredMetadata } from './registered.decorator.js';
import { computesKey, subscribeMetadata } from './subscribe.decorator.js';
import { parametersOf } from './enhancers/nest-metadata.js';
import { checkParameters } from './enhancers/parameters.js';
import { blueprintOf, type WorkerBlueprint } from './worker-blueprint.js';
import { workerMetadata, type WorkerDecoratorOptions } from './worker.decorator.js';

/** What is known of a worker class from its decorators. */
export interface WorkerDefinition {
  readonly type: Type<object>;
  readonly blueprint: Type<WorkerBlueprint>;
  /** Where `provideWorkers` was called. */
  readonly place: string;
  readonly options: WorkerDecoratorOptions;
  readonly key: (...args: never[]) => Key;
  readonly value: { readonly value?: unknown };
  readonly subscriptions: readonly SubscriptionByName[];
}

/** A subscription whose registry is known by its name only. */
interface SubscriptionByName extends Omit<WorkerSubscription, 'registry'> {
  readonly registry: string;
  /** What messages call it. */
  readonly where: string;
}

/** Nest calls these for providers, and a worker is none. */
const NEST_HOOKS = [
  'onModuleInit',
  'onApplicationBootstrap',
  'onModuleDestroy',
  'beforeApplicationShutdown',
  'onApplicationShutdown',
];

/** @throws InvalidDecoratorError for what cannot be a worker class. */
export function defineWorker(type: Type<object>, place: string): WorkerDefinition {
  const where = `@Worker on ${type.name}`;
  const worker = workerMetadata(type);
  if (worker === undefined) {
    const why = `provideWorkers was given ${type.name}, which does not have it`;
    throw new InvalidDecoratorError(where, why, 'Put @Worker() above the class.');
  }
  const registered = registeredMetadata(type);
  if (registered === undefined) {
    const mend =
      'Put @Registered((…args) => key) below it: the name of the worker started with args.';
    throw new InvalidDecoratorError(where, 'its workers have no names', mend);
  }
  const { registry, ...value } = registered.options;
  if (registry !== undefined && registry !== (worker.options.registry ?? DEFAULT_REGISTRY)) {
    const why = `@Registered names registry '${registry}', and @Worker another`;
    throw new InvalidDecoratorError(where, why, 'Name it in @Worker only.');
  }
  const hook = NEST_HOOKS.find((name) => name in (type.prototype as object));
  if (hook !== undefined) {
    const why = `it has ${hook}, which Nest calls for providers only`;
    throw new InvalidDecoratorError(where, why, 'Use onStart and onStop.');
  }
  const { key } = registered;
  return {
    type,
    blueprint: blueprintOf(type),
    place,
    options: worker.options,
    key: computesKey(key) ? (key as (...args: never[]) => Key) : () => key,
    value,
    subscriptions: [...subscriptionsOf(type)],
  };
}

function* subscriptionsOf(type: Type<object>): IterableIterator<SubscriptionByName> {
  for (const [method, uses] of subscribeMetadata(type.prototype as object)) {
    const where = `@Subscribe on ${type.name}.${String(method)}`;
    if (typeof method !== 'string')
      throw new InvalidDecoratorError(where, 'a symbol is no message', 'Give the method a name.');
    checkParameters(where, parametersOf(type.prototype as object, method), false);
    for (const { topics, enhancers, options } of uses) {
      if (enhancers !== false) {
        const why = 'enhancers do not run around what waits in the mailbox of a worker';
        throw new InvalidDecoratorError(
          where,
          why,
          'Guard what publishes, or check in the method.',
        );
      }
      const { registry = DEFAULT_REGISTRY, ...rest } = options;
      yield { registry, where, topics, method, options: rest };
    }
  }
}
