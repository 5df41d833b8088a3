import { equalValues } from './compare.js';
import { frozenDate, hasSymbolFields, isRecord, shapeOf } from '../registry/key.js';
import type { SpecPath } from './spec-path.js';
import { Exact, Rest, Variable, Whole, Wildcard } from './term.js';

/** What a head has bound, by the place that each variable was given. */
export type Bindings = unknown[];

/** Tests a value and binds variables. It does not throw but for what reading the value throws. */
export type Matcher = (value: unknown, bindings: Bindings) => boolean;

type Fields = Readonly<Record<string, unknown>>;

/** The variables of one head, each with its place among the bindings. */
export class Variables {
  readonly #places = new Map<string | number, number>();

  get size(): number {
    return this.#places.size;
  }

  /** The places of numbered variables by number, then of named ones by name. */
  inOrder(): readonly number[] {
    const rank = (name: string | number): number => (typeof name === 'number' ? 0 : 1);
    return [...this.#places]
      .sort(([a], [b]) => rank(a) - rank(b) || (a < b ? -1 : 1))
      .map(([, place]) => place);
  }

  placeOf(name: string | number): number | undefined {
    return this.#places.get(name);
  }

  add(name: string | number): number {
    const place = this.#places.size;
    this.#places.set(name, place);
    return place;
  }
}

const anything: Matcher = () => true;

/**
 * Compiles a pattern. Its arrays and objects are read once, so changing them afterwards changes nothing.
 *
 * @throws MatchSpecError
 */
export function compilePattern(pattern: unknown, variables: Variables, path: SpecPath): Matcher {
  if (pattern instanceof Wildcard) return anything;
  if (pattern instanceof Variable) return compileVariable(pattern, variables);
  if (pattern instanceof Exact)
    return compileFields(pattern.fields as Fields, true, variables, path);
  if (pattern instanceof Rest) throw path.error('rest() stands only last in an array');
  if (pattern instanceof Whole)
    throw path.error(`${String(pattern)} stands only in guards and bodies`);
  switch (shapeOf(pattern)) {
    case 'array':
      return compileArray(pattern as readonly unknown[], variables, path);
    case 'record':
      return compileFields(pattern as Fields, false, variables, path);
    default:
      return compileLiteral(pattern);
  }
}

function compileLiteral(literal: unknown): Matcher {
  const captured = captureAtom(literal);
  return (value) => value === captured || equalValues(value, captured);
}

/** A date is the one literal that can be changed. */
function captureAtom(literal: unknown): unknown {
  return shapeOf(literal) === 'date' ? frozenDate(literal as Date) : literal;
}

function compileVariable({ name }: Variable, variables: Variables): Matcher {
  const bound = variables.placeOf(name);
  if (bound !== undefined) return (value, bindings) => equalValues(value, bindings[bound]);
  const place = variables.add(name);
  return (value, bindings) => {
    bindings[place] = value;
    return true;
  };
}

function compileArray(pattern: readonly unknown[], variables: Variables, path: SpecPath): Matcher {
  const last = pattern.at(-1);
  const length = last instanceof Rest ? pattern.length - 1 : pattern.length;
  const elements = Array.from({ length }, (_element, index) =>
    compilePattern(pattern[index], variables, path.at(index)),
  );
  const rest =
    last instanceof Rest ? compilePattern(last.pattern, variables, path.at(length)) : undefined;
  return (value, bindings) => {
    if (!Array.isArray(value)) return false;
    if (rest === undefined ? value.length !== length : value.length < length) return false;
    for (let i = 0; i < length; i++) if (!elements[i]!(value[i], bindings)) return false;
    return rest === undefined || rest === anything || rest(value.slice(length), bindings);
  };
}

function compileFields(
  fields: Fields,
  exactly: boolean,
  variables: Variables,
  path: SpecPath,
): Matcher {
  if (hasSymbolFields(fields)) throw path.error('fields named by symbols are not compared');
  const names = Object.keys(fields);
  const inheritable = names.map((name) => name in Object.prototype);
  const matchers = names.map((name) => compilePattern(fields[name], variables, path.at(name)));
  return (value, bindings) => {
    if (!isRecord(value) || (exactly && Object.keys(value).length !== names.length)) return false;
    for (let i = 0; i < names.length; i++) {
      const name = names[i]!;
      const field = value[name];
      // What else is there is its own: asking of every field costs more than all the rest.
      if ((field === undefined || inheritable[i]) && !Object.hasOwn(value, name)) return false;
      if (!matchers[i]!(field, bindings)) return false;
    }
    return true;
  };
}

/** Stands for "not a literal": a wildcard, a variable, or an object that matches as a subset. */
export const UNBOUND = Symbol('unbound');

/** The one value that a pattern matches, or `UNBOUND`. */
export function literalOf(pattern: unknown): unknown {
  if (pattern instanceof Exact) return literalRecord(pattern.fields as Fields);
  if (pattern instanceof Wildcard || pattern instanceof Variable || pattern instanceof Rest)
    return UNBOUND;
  switch (shapeOf(pattern)) {
    case 'array': {
      const elements = Array.from(pattern as readonly unknown[], literalOf);
      return elements.includes(UNBOUND) ? UNBOUND : Object.freeze(elements);
    }
    case 'record':
      return UNBOUND;
    default:
      return captureAtom(pattern);
  }
}

function literalRecord(fields: Fields): unknown {
  const entries = Object.entries(fields).map(([name, value]) => [name, literalOf(value)] as const);
  return entries.some(([, value]) => value === UNBOUND)
    ? UNBOUND
    : Object.freeze(Object.fromEntries(entries));
}
