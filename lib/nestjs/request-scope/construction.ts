import type { Type } from '@nestjs/common';
import { ContextIdFactory } from '@nestjs/core';
import { WiringError } from '../../errors.js';
import { isThenable } from '../../thenable.js';
import { dependenciesOf, usesForwardRef } from './dependencies.js';
import { isSingleton, type ContextId, type Wrapper } from '../nest-container.js';

/** Instead of an instance: Nest has to make it. */
export const NOT_HERE = Symbol('an instance that Nest has to make');

/** Tells an instance of a context, or `NOT_HERE`. */
type Source = (contextId: ContextId) => unknown;

interface Property {
  readonly key: PropertyKey;
  readonly source: Source;
}

/** Where Nest keeps the instance of a context. */
type Place = ReturnType<Wrapper['getInstanceByContextId']>;

/**
 * How to make a request-scoped instance without waiting for anything: what Nest finds out anew for each is found out once.
 * What is made is kept where Nest keeps it, so that Nest finds what a construction has made, and the other way round.
 */
export class Construction {
  readonly #wrapper: Wrapper;
  readonly #parameters: readonly Source[];
  readonly #properties: readonly Property[];
  readonly #isFactory: boolean;
  readonly #host: { readonly token: Wrapper['token']; readonly isTreeDurable: false };
  /** Whether the factory has once returned a promise. */
  #isAsync = false;

  private constructor(
    wrapper: Wrapper,
    parameters: readonly Source[],
    properties: readonly Property[],
  ) {
    this.#wrapper = wrapper;
    this.#parameters = parameters;
    this.#properties = properties;
    this.#isFactory = isFactory(wrapper);
    this.#host = { token: wrapper.token, isTreeDurable: false };
  }

  /**
   * `undefined` where Nest does more than to make one after the other: transient and durable providers, circles and
   * `forwardRef`, optional dependencies that are missing, request-scoped enhancers.
   */
  static of(
    wrapper: Wrapper,
    among = new Map<Wrapper, Construction | undefined>(),
  ): Construction | undefined {
    // What is being looked at when it is come to again is in a circle.
    if (!among.has(wrapper)) {
      among.set(wrapper, undefined);
      among.set(wrapper, Construction.#of(wrapper, among));
    }
    return among.get(wrapper);
  }

  static #of(
    wrapper: Wrapper,
    among: Map<Wrapper, Construction | undefined>,
  ): Construction | undefined {
    if (!isPlain(wrapper)) return undefined;
    const dependencies = dependenciesOf(wrapper);
    const parameters: Source[] = [];
    for (const dependency of dependencies.parameters) {
      const source = sourceOf(dependency, among);
      if (source === undefined) return undefined;
      parameters.push(source);
    }
    const properties: Property[] = [];
    for (const { key, wrapper: dependency } of dependencies.properties) {
      const source = sourceOf(dependency, among);
      if (source === undefined) return undefined;
      properties.push({ key, source });
    }
    return new Construction(wrapper, parameters, properties);
  }

  /**
   * The instance of a context, made now if there is none. `NOT_HERE` when Nest is making it, when a factory needs time, or
   * when the user's `ContextIdStrategy` keeps it in another context. Throws what a constructor throws.
   */
  in(contextId: ContextId): unknown {
    if (contextId.getParent !== undefined && contextId.getParent(this.#host) !== contextId)
      return NOT_HERE;
    const place = this.#placeIn(contextId);
    if (place?.isResolved === true) return place.instance;
    if (place?.isPending === true || this.#isAsync) return NOT_HERE;

    const dependencies: unknown[] = [];
    for (const source of this.#parameters) {
      const dependency = source(contextId);
      if (dependency === NOT_HERE) return NOT_HERE;
      dependencies.push(dependency);
    }
    const values: unknown[] = [];
    for (const { source } of this.#properties) {
      const value = source(contextId);
      if (value === NOT_HERE) return NOT_HERE;
      values.push(value);
    }
    // Making these may have made this one as well, or have made Nest begin to.
    if (this.#hasBegun(contextId)) return this.in(contextId);
    return this.#isFactory
      ? this.#callFactory(contextId, dependencies)
      : this.#construct(contextId, dependencies, values);
  }

  #construct(contextId: ContextId, dependencies: unknown[], values: unknown[]): object {
    const type = this.#wrapper.metatype as Type<Record<PropertyKey, unknown>>;
    const instance = new type(...dependencies);
    for (let i = 0; i < values.length; i++) {
      const value = values[i];
      if (value !== undefined && value !== null) instance[this.#properties[i]!.key] = value;
    }
    this.#keep(contextId, instance);
    return instance;
  }

  #callFactory(contextId: ContextId, dependencies: unknown[]): unknown {
    const factory = this.#wrapper.metatype as (...args: unknown[]) => unknown;
    const made = factory(...dependencies);
    if (isThenable(made)) return this.#await(contextId, made);
    this.#keep(contextId, made);
    return made;
  }

  #keep(contextId: ContextId, instance: unknown): void {
    const place = { instance, isResolved: true, isPending: false, isConstructorCalled: true };
    this.#wrapper.setInstanceByContextId(contextId, place);
  }

  /** Early releases of Nest 11 make a place where there is none, which costs more than all the rest. */
  #placeIn(contextId: ContextId): Place | undefined {
    const wrapper: Partial<Wrapper> = this.#wrapper;
    return wrapper.getExistingInstancesByContextId === undefined
      ? this.#wrapper.getInstanceByContextId(contextId)
      : this.#wrapper.getExistingInstancesByContextId(contextId)[0];
  }

  #hasBegun(contextId: ContextId): boolean {
    const place = this.#placeIn(contextId);
    return place?.isResolved === true || place?.isPending === true;
  }

  /** A factory must be called once: Nest waits for what it has returned here. */
  #await(contextId: ContextId, made: PromiseLike<unknown>): typeof NOT_HERE {
    this.#isAsync = true;
    const place: Place = this.#wrapper.getInstanceByContextId(contextId);
    place.isPending = true;
    place.donePromise = Promise.resolve(made).then(
      (instance) => {
        place.instance = instance;
        place.isResolved = true;
        place.isConstructorCalled = true;
      },
      (error: unknown) => {
        this.#wrapper.removeInstanceByContextId(contextId);
        // Nest takes what is falsy for no error, and the instance for made.
        return error || new WiringError(`the factory of ${this.#wrapper.name}`, error);
      },
    );
    return NOT_HERE;
  }
}

function sourceOf(
  dependency: Wrapper | undefined,
  among: Map<Wrapper, Construction | undefined>,
): Source | undefined {
  if (dependency === undefined) return undefined;
  if (isSingleton(dependency)) {
    const { isResolved } = dependency.getInstanceByContextId(ContextIdFactory.create());
    return isResolved === true ? () => dependency.instance as unknown : undefined;
  }
  const construction = Construction.of(dependency, among);
  return construction && ((contextId) => construction.in(contextId));
}

function isPlain(wrapper: Wrapper): boolean {
  return (
    typeof wrapper.metatype === 'function' &&
    !wrapper.isTransient &&
    !wrapper.isAlias &&
    wrapper.forwardRef !== true &&
    !usesForwardRef(wrapper) &&
    wrapper.async !== true &&
    !wrapper.isDependencyTreeDurable() &&
    (wrapper.getEnhancersMetadata() ?? []).every(isSingleton)
  );
}

function isFactory({ inject }: Wrapper): boolean {
  return Array.isArray(inject);
}
