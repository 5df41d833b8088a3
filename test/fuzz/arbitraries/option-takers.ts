import 'reflect-metadata';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import {
  consistentHash,
  decodeTerm,
  leastLoaded,
  Owner,
  pattern,
  Registered,
  Registry,
  RegistryModule,
  Subscribe,
  Worker,
  WorkerSupervisor,
} from 'nestjs-registry';
import { fault } from '../harness/failures.js';
import { RULES, type Rules } from '../model/option-rules.js';

export type Given = Readonly<Record<string, unknown>>;

/** Whoever takes options, and what is known of them. */
export interface Taker {
  readonly rules: Rules;
  readonly needs?: readonly string[];
  /** What options contradict each other. */
  readonly clash?: (given: Given) => string | undefined;
  readonly take: (options: never) => unknown;
}

class Job {}

function events(): Registry {
  const registry = new Registry({ keys: 'duplicate', logErrors: false });
  registry.register('there', 1);
  return registry;
}

async function startNest(module: ReturnType<typeof RegistryModule.forRoot>): Promise<void> {
  @Module({ imports: [module] })
  class AppModule {}

  const options = { logger: false, abortOnError: false } as const;
  const app = await NestFactory.createApplicationContext(AppModule, options);
  await app.close();
}

function readable<T>(options: T): T {
  try {
    void (options as { then?: unknown } | null)?.then;
    return options;
  } catch {
    return null as T;
  }
}

function useRegistry(registry: Registry): void {
  registry.subscribe('a', () => 1);
  if (registry.emit('a', 1) !== 1) fault('a registry that does not work');
  registry.close();
}

const latestNeedsOne = ({ overflow, buffer }: Given): string | undefined =>
  overflow === 'latest' && buffer !== undefined && buffer !== 1 ? 'buffer' : undefined;

export const TAKERS: Readonly<Record<string, Taker>> = {
  'new Registry': {
    rules: RULES.registry,
    needs: ['keys'],
    take: (options) => useRegistry(new Registry(options)),
  },
  'RegistryModule.forRoot': {
    rules: RULES.module,
    needs: ['keys'],
    take: (options) => startNest(RegistryModule.forRoot(options)),
  },
  'a factory of forRootAsync': {
    rules: RULES.registry,
    needs: ['keys'],
    clash: ({ name }) => (name === undefined || name === 'default' ? undefined : 'name'),
    // Nest itself looks at what a factory returns.
    take: (options) =>
      startNest(RegistryModule.forRootAsync({ useFactory: () => readable(options) })),
  },
  register: {
    rules: RULES.register,
    clash: ({ ttl, sliding }) => (sliding === true && ttl === undefined ? 'ttl' : undefined),
    take: (options) => events().register('a', 1, options).unregister(),
  },
  subscribe: {
    rules: RULES.subscribe,
    clash: latestNeedsOne,
    take: (options) =>
      events()
        .subscribe('a', () => 1, options)
        .unregister(),
  },
  'topic.subscribe': {
    rules: RULES.subscribe,
    clash: latestNeedsOne,
    take: (options) =>
      events()
        .topic('a')
        .subscribe(() => 1, options)
        .unregister(),
  },
  dispatch: {
    rules: RULES.dispatch,
    take: (options) => events().dispatch('a', 1, options).settled(),
  },
  'topic.dispatch': {
    rules: RULES.dispatch,
    take: (options) => events().topic('a').dispatch(1, options).settled(),
  },
  changes: {
    rules: RULES.changes,
    take: (options) => events().changes(options).subscribe().unsubscribe(),
  },
  presence: { rules: RULES.presence, take: (options) => events().presence('a', options) },
  whenRegistered: {
    rules: RULES.wait,
    take: (options) => events().whenRegistered('there', options),
  },
  lock: { rules: RULES.wait, take: (options) => events().lock('a', () => 1, options) },
  settled: { rules: RULES.wait, take: (options) => events().dispatch('a', 1).settled(options) },
  whenIdle: { rules: RULES.wait, take: (options) => events().whenIdle(options) },
  drain: { rules: RULES.wait, take: (options) => events().drain(options) },
  select: { rules: RULES.select, take: (options) => events().select([], options) },
  consistentHash: { rules: RULES.consistentHash, take: (options) => consistentHash('a', options) },
  leastLoaded: { rules: RULES.leastLoaded, take: (options) => leastLoaded(() => 1, options) },
  pattern: { rules: RULES.pattern, take: (options) => pattern('b', options) },
  'Owner.from': {
    rules: RULES.lifetime,
    take: (options) => Owner.from(new AbortController().signal, options).terminate(),
  },
  decodeTerm: { rules: RULES.decode, take: (options) => decodeTerm('', options) },
  'new WorkerSupervisor': {
    rules: RULES.supervisor,
    needs: ['registry', 'key', 'create'],
    take: (options) => new WorkerSupervisor(Job, options).close(),
  },
  'ref.with': { rules: RULES.call, take: (options) => supervisor.via('job').with(options) },
  '@Worker': { rules: RULES.workerDecorator, take: (options) => Worker(options)(class {}) },
  '@Subscribe': {
    rules: RULES.subscribeDecorator,
    clash: latestNeedsOne,
    take: (options) => Subscribe('a', options)(Job.prototype, 'run', { value: () => 1 }),
  },
  '@Registered': {
    rules: RULES.registeredDecorator,
    take: (options) => Registered('a', options)(class {}),
  },
};

const supervisor = new WorkerSupervisor(Job, {
  registry: new Registry({ keys: 'unique' }),
  key: () => 'job',
  create: () => new Job(),
});
