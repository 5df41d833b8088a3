import {
  createParamDecorator,
  UseFilters,
  UseGuards,
  UseInterceptors,
  UsePipes,
} from '@nestjs/common';

/** What a parameter decorator says of one parameter, in Nest's form. */
export interface ParameterMetadata {
  readonly index: number;
  readonly data?: unknown;
  /** Classes and instances. */
  readonly pipes?: readonly unknown[];
  /** Only of a decorator made by `createParamDecorator`. */
  readonly factory?: unknown;
}

/** By a name whose part before the first colon is the type of the parameter. */
export type ParametersMetadata = Readonly<Record<string, ParameterMetadata>>;

const anyEnhancer = {
  canActivate: () => true,
  intercept: (): never => {
    throw new TypeError('Nobody calls it.');
  },
  transform: () => undefined,
  catch: () => undefined,
};

// Nest exports the names of its metadata from no package root: its decorators are asked for them.
const PIPES = writtenBy((probe) => {
  UsePipes(anyEnhancer)(probe);
});
const ENHANCERS = writtenBy((probe) => {
  UsePipes(anyEnhancer)(probe);
  UseGuards(anyEnhancer)(probe);
  UseInterceptors(anyEnhancer)(probe);
  UseFilters(anyEnhancer)(probe);
});

/** Nest's name of what parameter decorators say. It looks there for the pipes that it has to construct. */
export const PARAMETERS = writtenBy((probe) => {
  createParamDecorator(() => undefined)()(probe.prototype as object, 'method', 0);
}, 'method').join();

/** The guards, interceptors, pipes and filters that decorators put on a class (its parents included) or a method. */
export function enhancersOn(target: object): readonly unknown[] {
  return ENHANCERS.flatMap((key) => listAt(key, target));
}

export function pipesOn(target: object): readonly unknown[] {
  return PIPES.flatMap((key) => listAt(key, target));
}

/** What decorators say of a method's parameters. An override that has none has those of what it overrides. */
export function parametersOf(prototype: object, method: PropertyKey): ParametersMetadata {
  const name = method as string | symbol;
  const found: unknown = Reflect.getMetadata(PARAMETERS, prototype.constructor, name);
  return (found as ParametersMetadata | undefined) ?? {};
}

/** Without those of a method that it overrides. */
export function ownParametersOf(
  prototype: object,
  method: PropertyKey,
): readonly ParameterMetadata[] {
  const parent: unknown = Object.getPrototypeOf(prototype);
  const inherited =
    typeof parent === 'object' && parent !== null
      ? Object.values(parametersOf(parent, method))
      : [];
  return Object.values(parametersOf(prototype, method)).filter((own) => !inherited.includes(own));
}

function listAt(key: string, target: object): readonly unknown[] {
  return (Reflect.getMetadata(key, target) as readonly unknown[] | undefined) ?? [];
}

function writtenBy(decorate: (probe: new () => object) => void, method?: string): string[] {
  class Probe {}
  decorate(Probe);
  return (
    method === undefined
      ? Reflect.getOwnMetadataKeys(Probe)
      : Reflect.getOwnMetadataKeys(Probe, method)
  ) as string[];
}
