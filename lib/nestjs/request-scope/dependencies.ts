import type { InjectionToken } from '@nestjs/common';
import type { HostModule, Wrapper } from './nest-container.js';

/** The keys under which the compiler and Nest's decorators leave what a class depends on. */
const PARAMETER_TYPES = 'design:paramtypes';
const PARAMETER_TOKENS = 'self:paramtypes';
const PROPERTY_TOKENS = 'self:properties_metadata';

interface Property {
  readonly key: string | symbol;
  readonly type: unknown;
}

/**
 * What a provider is made of, as Nest has collected it; `undefined` as long as Nest has not found all of it, which it does
 * at the start or with the first instance, and never of optional dependencies that are missing.
 */
export function collectedDependencies(wrapper: Wrapper):
  | {
      readonly parameters: readonly Wrapper[];
      readonly properties: readonly { readonly key: string | symbol; readonly wrapper: Wrapper }[];
    }
  | undefined {
  const parameters: readonly (Wrapper | undefined)[] = wrapper.getCtorMetadata() ?? [];
  const properties = wrapper.getPropertiesMetadata() ?? [];
  const expected = parameterTokens(wrapper);
  // Told apart by hand: a list with holes has neither their values nor their indexes.
  const found = Array.from(parameters, (each) => each).filter((each) => each !== undefined);
  if (found.length !== expected.length || parameters.length !== expected.length) return undefined;
  const known = new Set(properties.map(({ key }) => key));
  if (!declaredProperties(wrapper).every(({ key }) => known.has(key))) return undefined;
  return { parameters: found, properties };
}

/** What is injected into a provider, also before Nest has collected it: looked for as Nest looks for it. */
export function dependenciesOf(wrapper: Wrapper): readonly Wrapper[] {
  const collected = collectedDependencies(wrapper);
  if (collected !== undefined) {
    return [...collected.parameters, ...collected.properties.map((property) => property.wrapper)];
  }
  const { host } = wrapper;
  if (host === undefined) return [];
  const properties = declaredProperties(wrapper).map(({ type }) => type);
  return [...parameterTokens(wrapper), ...properties]
    .map((token) => injected(host, tokenOf(token)))
    .filter((each) => each !== undefined);
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

/** Of `forwardRef(() => Token)` and of `{ token, optional }` what they stand for. */
function tokenOf(given: unknown): InjectionToken {
  if (typeof given === 'object' && given !== null) {
    const { forwardRef, token } = given as { forwardRef?: () => InjectionToken; token?: unknown };
    if (typeof forwardRef === 'function') return forwardRef();
    if (token !== undefined) return tokenOf(token);
  }
  return given as InjectionToken;
}

/** The provider that a module gets for a token: its own, or the first that it imports; of an alias the one it stands for. */
function injected(module: HostModule, token: InjectionToken): Wrapper | undefined {
  let found = module.providers.get(token) ?? imported(module, token, new Set(), false);
  for (const seen = new Set<Wrapper>(); found?.isAlias === true && !seen.has(found);) {
    seen.add(found);
    const { host = module } = found;
    const aliased = tokenOf(found.inject?.[0]);
    const target = host.providers.get(aliased) ?? imported(host, aliased, new Set(), false);
    if (target === undefined) break;
    found = target;
  }
  return found;
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
