/* Which match specs and patterns are refused, as the page on match specs says. */
import type { ClausePlan, ExpressionPlan, PatternPlan } from '../arbitraries/spec-plans.js';
import { FUNCTIONS } from './naive-functions.js';

export function isMalformed({ key, owner, value, guards, body }: ClausePlan): boolean {
  const bound = new Set<string | number>();
  const ownerIsOne = owner.is === 'owner' || owner.is === 'any' || owner.is === 'variable';
  const wrongOwner = !ownerIsOne && !(owner.is === 'special' && owner.which === 'owner');
  return (
    wrongPattern(key, bound) ||
    wrongOwner ||
    (owner.is === 'variable' && bound.add(owner.name).size === 0) ||
    wrongPattern(value, bound) ||
    [...guards, ...body].some((part) => wrongExpression(part, bound)) ||
    (isLiteral(key) && !canBeKey(key))
  );
}

/** Of a pattern under a key, without the head around it. */
export function isMalformedMatch(value: PatternPlan, guards: readonly ExpressionPlan[]): boolean {
  return isMalformed({ key: ANY, owner: ANY, value, guards, body: [] });
}

export const ANY = { is: 'any' } as const;

/** Of a pattern by itself, such as one of topics. */
export function isMalformedPattern(pattern: PatternPlan): boolean {
  return wrongPattern(pattern, new Set());
}

function wrongPattern(pattern: PatternPlan, bound: Set<string | number>): boolean {
  switch (pattern.is) {
    case 'variable':
      bound.add(pattern.name);
      return false;
    case 'rest':
    case 'whole':
    case 'bindings':
    case 'symbolField':
      return true;
    case 'items':
      return pattern.items.some((item, i) => {
        if (item.is !== 'rest' || i < pattern.items.length - 1) return wrongPattern(item, bound);
        if (item.of.is === 'variable') bound.add(item.of.name);
        return false;
      });
    case 'subset':
    case 'exact':
      return pattern.fields.some(([, field]) => wrongPattern(field, bound));
    default:
      return false;
  }
}

function wrongExpression(part: ExpressionPlan, bound: ReadonlySet<string | number>): boolean {
  switch (part.is) {
    case 'variable':
      return !bound.has(part.name);
    case 'any':
    case 'empty':
    case 'symbolField':
      return true;
    case 'made':
      return part.fields.some(([, field]) => wrongExpression(field, bound));
    case 'call': {
      const { name, args } = part;
      const [least, most] =
        name === 'andAlso' || name === 'orElse' ? [1, Infinity] : (FUNCTIONS.get(name) ?? [1, 0]);
      return (
        args.length < least || args.length > most || args.some((arg) => wrongExpression(arg, bound))
      );
    }
    default:
      return false;
  }
}

/** Whether it matches one key only, which is then looked up: a plain object does so only within `exact`. */
function isLiteral(pattern: PatternPlan): boolean {
  switch (pattern.is) {
    case 'items':
      return pattern.items.every(isLiteral);
    case 'list':
      return pattern.items.every(isLiteral);
    case 'exact':
      return pattern.fields.every(([, field]) => isLiteral(field));
    case 'atom':
    case 'special':
      return true;
    default:
      return false;
  }
}

function canBeKey(pattern: PatternPlan, depth = 0): boolean {
  switch (pattern.is) {
    case 'items':
    case 'list':
      return pattern.items.every((item) => canBeKey(item, depth + 1));
    case 'exact': {
      const then = pattern.fields.find(([name]) => name === 'then')?.[1];
      return then === undefined && pattern.fields.every(([, field]) => canBeKey(field, depth + 1));
    }
    case 'special':
      return pattern.which !== 'map';
    case 'atom':
      return depth > 0 || pattern.atom !== undefined;
    default:
      return true;
  }
}
