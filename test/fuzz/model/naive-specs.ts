/* What a match spec means, straight from its plan and the page on match specs. */
import { makeValue } from '../arbitraries/make-spec.js';
import type { ClausePlan, ExpressionPlan, PatternPlan } from '../arbitraries/spec-plans.js';
import { ANY } from './malformed.js';
import { FUNCTIONS, NoValue } from './naive-functions.js';
import { equal, isArray, isPlain } from './naive-values.js';

export interface NaiveEntry {
  readonly key: unknown;
  readonly owner: object;
  readonly value: unknown;
}

type Bound = Map<string | number, unknown>;
type Owners = readonly object[];

export const NO_MATCH = Symbol('no match');

/** What the first of the clauses that fits yields. */
export function evaluate(
  clauses: readonly ClausePlan[],
  entry: NaiveEntry,
  owners: Owners,
): unknown {
  for (const clause of clauses) {
    const bound: Bound = new Map();
    if (!fits(clause.key, entry.key, bound)) continue;
    if (!fitsOwner(clause.owner, entry.owner, bound, owners)) continue;
    if (!fits(clause.value, entry.value, bound)) continue;
    const context = { bound, entry, inGuard: true };
    if (!clause.guards.every((guard) => valueOf(() => compute(guard, context)) === true)) continue;
    return compute(clause.body.at(-1)!, { ...context, inGuard: false });
  }
  return NO_MATCH;
}

export function fitsValue(
  pattern: PatternPlan,
  guards: readonly ExpressionPlan[],
  entry: NaiveEntry,
): boolean {
  const clause: ClausePlan = {
    key: ANY,
    owner: ANY,
    value: pattern,
    guards,
    body: [{ is: 'atom', atom: 1 }],
  };
  return evaluate([clause], entry, []) !== NO_MATCH;
}

export function fitsPattern(pattern: PatternPlan, value: unknown): boolean {
  return fits(pattern, value, new Map());
}

function valueOf(run: () => unknown): unknown {
  try {
    return run();
  } catch (error) {
    if (error instanceof NoValue) return undefined;
    throw error;
  }
}

function fitsOwner(
  pattern: ClausePlan['owner'],
  owner: object,
  bound: Bound,
  owners: Owners,
): boolean {
  if (pattern.is === 'owner') return owners[pattern.number] === owner;
  return fits(pattern, owner, bound);
}

function fits(pattern: PatternPlan, value: unknown, bound: Bound): boolean {
  switch (pattern.is) {
    case 'any':
      return true;
    case 'variable':
      if (bound.has(pattern.name)) return equal(bound.get(pattern.name), value);
      bound.set(pattern.name, value);
      return true;
    case 'list':
    case 'items': {
      if (!isArray(value)) return false;
      const last = pattern.items.at(-1);
      if (last?.is !== 'rest')
        return (
          value.length === pattern.items.length &&
          pattern.items.every((item, i) => fits(item, value[i], bound))
        );
      const fixed = pattern.items.slice(0, -1);
      return (
        value.length >= fixed.length &&
        fixed.every((item, i) => fits(item, value[i], bound)) &&
        fits(last.of, value.slice(fixed.length), bound)
      );
    }
    case 'record':
    case 'subset':
    case 'exact':
      if (!isPlain(value)) return false;
      if (pattern.is === 'exact' && Object.keys(value).length !== pattern.fields.length)
        return false;
      return pattern.fields.every(
        ([name, field]) => Object.hasOwn(value, name) && fits(field, value[name], bound),
      );
    case 'atom':
    case 'special':
      return equal(makeValue(pattern), value);
    default:
      return false;
  }
}

interface Context {
  readonly bound: Bound;
  readonly entry: NaiveEntry;
  /** Where what has no value makes all around it have none; elsewhere a call that has none is undefined. */
  readonly inGuard: boolean;
}

function compute(part: ExpressionPlan, context: Context): unknown {
  switch (part.is) {
    case 'variable':
      return context.bound.get(part.name);
    case 'whole':
      return context.entry;
    case 'bindings':
      return inOrder(context.bound);
    case 'const':
      return makeValue(part.constant);
    case 'made':
      return Object.fromEntries(
        part.fields.map(([name, field]) => [name, compute(field, context)]),
      );
    case 'call':
      return context.inGuard ? callOf(part, context) : valueOf(() => callOf(part, context));
    default:
      return makeValue(part as Extract<ExpressionPlan, { is: 'atom' | 'special' }>);
  }
}

function callOf(
  { name, args }: Extract<ExpressionPlan, { is: 'call' }>,
  context: Context,
): unknown {
  if (name !== 'andAlso' && name !== 'orElse')
    return FUNCTIONS.get(name)![2](...args.map((arg) => compute(arg, context)));
  for (const arg of args.slice(0, -1)) {
    const value = compute(arg, context);
    if (typeof value !== 'boolean') throw new NoValue();
    if (value === (name === 'orElse')) return value;
  }
  return compute(args.at(-1)!, context);
}

/** Numbers by size, then names by their code units. */
function inOrder(bound: Bound): unknown[] {
  const numbers = [...bound].filter(([name]) => typeof name === 'number');
  const names = [...bound].filter(([name]) => typeof name === 'string');
  numbers.sort(([a], [b]) => Number(a) - Number(b));
  names.sort(([a], [b]) => (a < b ? -1 : 1));
  return [...numbers, ...names].map(([, value]) => value);
}
