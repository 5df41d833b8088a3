import type { Type } from '@nestjs/common';

/**
 * What a worker class is injected with, resolved by Nest as a provider of the module once, so that a missing or
 * request-scoped dependency is known at the start of the application, and a worker costs no more than its constructor.
 */
export abstract class WorkerBlueprint {
  readonly #dependencies: readonly unknown[];

  constructor(dependencies: readonly unknown[]) {
    this.#dependencies = dependencies;
  }

  /** Whether Nest has made it; before that it holds a placeholder. */
  static isReady(blueprint: unknown): blueprint is WorkerBlueprint {
    return typeof blueprint === 'object' && blueprint !== null && #dependencies in blueprint;
  }

  /** A new instance, as Nest would make it: constructor first, then the properties that are injected. */
  build<W extends object>(type: Type<W>): W {
    return Object.assign(new type(...this.#dependencies), this);
  }
}

/** The blueprint of a worker class: a class with the same dependencies, and the same name in Nest's messages. */
export function blueprintOf(type: Type<object>): Type<WorkerBlueprint> {
  class Blueprint extends WorkerBlueprint {
    constructor(...dependencies: unknown[]) {
      super(dependencies);
    }
  }
  Object.defineProperty(Blueprint, 'name', { value: type.name });
  // What Nest and TypeScript say of dependencies; our own decorators' symbols are left aside.
  for (const key of Reflect.getMetadataKeys(type) as unknown[]) {
    if (typeof key === 'string')
      Reflect.defineMetadata(key, Reflect.getMetadata(key, type), Blueprint);
  }
  return Blueprint;
}
