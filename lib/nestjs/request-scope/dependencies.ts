import type { InjectionToken } from '@nestjs/common';
import type { HostModule, Wrapper } from '../nest-container.js';

/** The keys under which the compiler and Nest's decorators leave what a class depends on. */
const PARAMETER_TYPES = 'design:paramtypes';
const PARAMETER_TOKENS = 'self:paramtypes';
const PROPERTY_TOKENS = 'self:properties_metadata';

interface Property {
  readonly key: string | symbol;
  readonly type: unknown;
}

/** What is injected into a provider; `undefined` where nothing is found. */
export interface Dependencies {
  readonly parameters: readonly (Wrapper | undefined)[];
  readonly properties: readonly {
    readonly key: string | symbol;
    readonly wrapper: Wrapper | undefined;
  }[];
}

/** What Nest has collected; for what it has not (Nest 11 does that with the first instance) the same is looked for. */
export function dependenciesOf(wrapper: Wrapper): Dependencies {
  const parameters: readonly (Wrapper | undefined)[] = wrapper.getCtorMetadata() ?? [];
  const collected = wrapper.getPropertiesMetadata() ?? [];
  const missing = declaredProperties(wrapper).filter(
    ({ key }) => !collected.some((property) => property.key === key),
  );
  return {
    parameters: parameterTokens(wrapper).map(
      (token, index) => parameters[index] ?? injected(wrapper.host, token),
    ),
    properties: [
      ...collected,
      ...missing.map(({ key, type }) => ({ key, wrapper: injected(wrapper.host, type) })),
    ],
  };
}

/** The providers that are injected into one, as far as they are found. */
export function injectedInto(wrapper: Wrapper): readonly Wrapper[] {
  const { parameters, properties } = dependenciesOf(wrapper);
  const all = [...parameters, ...properties.map((property) => property.wrapper)];
  return all.filter((dependency) => dependency !== undefined);
}

function parameterTokens({ inject, metatype }: Wrapper): readonly unknown[] {
  if (Array.isArray(inject)) return inject;
  if (typeof metatype !== 'function') return [];
  const tokens = Array.from<unknown>(reflect(PARAMETER_TYPES, metatype));
  const named = reflect(PARAMETER_TOKENS, metatype) as { index: number; param: unknown }[];
  for (const { index, param } of named) tokens[index] = param;
  return Array.from(tokens);
}

/** The properties that a class wants to be injected. */
export function declaredProperties({ inject, metatype }: Wrapper): readonly Property[] {
  if (Array.isArray(inject) || typeof metatype !== 'function') return [];
  return reflect(PROPERTY_TOKENS, metatype) as Property[];
}

function reflect(key: string, type: object): readonly unknown[] {
  return (Reflect.getMetadata(key, type) as readonly unknown[] | undefined) ?? [];
}

/** Whether a class or a factory names a dependency by a `forwardRef`. */
export function usesForwardRef(wrapper: Wrapper): boolean {
  const properties = declaredProperties(wrapper).map(({ type }) => type);
  return [...parameterTokens(wrapper), ...properties].some(isForwardRef);
}

function isForwardRef(token: unknown): token is { forwardRef: () => InjectionToken } {
  return typeof token === 'object' && token !== null && 'forwardRef' in token;
}

/** What a `forwardRef`, or a `{ token, optional }`, stands for. */
function tokenOf(given: unknown): InjectionToken | undefined {
  if (isForwardRef(given)) return given.forwardRef();
  if (typeof given !== 'object' || given === null) return given as InjectionToken | undefined;
  return 'token' in given ? tokenOf(given.token) : undefined;
}

/** The provider that a module gets for a token: its own, or the first that it imports; of an alias the one it stands for. */
function injected(module: HostModule | undefined, given: unknown): Wrapper | undefined {
  const token = tokenOf(given);
  if (module === undefined || token === undefined) return undefined;
  const found = module.providers.get(token) ?? imported(module, token, new Set(), false);
  return found?.isAlias === true && found.host !== undefined
    ? injected(found.host, found.inject?.[0])
    : found;
}

/** An import's own import counts only where the one exports the other. */
function imported(
  module: HostModule,
  token: InjectionToken,
  seen: Set<HostModule>,
  onlyExported: boolean,
): Wrapper | undefined {
  for (const other of module.imports) {
    if (seen.has(other) || (onlyExported && !module.exports.has(other.metatype))) continue;
    seen.add(other);
    const own = other.exports.has(token) ? other.providers.get(token) : undefined;
    const found = own ?? imported(other, token, seen, true);
    if (found !== undefined) return found;
  }
  return undefined;
}
