import {
  $,
  $$,
  $_,
  _,
  call,
  exact,
  Owner,
  rest,
  variable,
  type MatchClause,
} from 'nestjs-registry';
import type {
  AtomPlan,
  ClausePlan,
  ExpressionPlan,
  PatternPlan,
  ValuePlan,
  VariablePlan,
} from './spec-plans.js';

type Fields = readonly (readonly [string, unknown])[];

export const SPECIAL: Readonly<Record<string, unknown>> = {
  symbol: Symbol('special'),
  owner: new Owner('special'),
  function: () => undefined,
  map: new Map([['a', 1]]),
  instance: new (class Instance {
    a = 1;
  })(),
};

function record(fields: Fields): Record<string, unknown> {
  return Object.fromEntries(fields);
}

export function makeValue(plan: ValuePlan): unknown {
  switch (plan.is) {
    case 'atom':
      return plan.atom instanceof Date ? new Date(plan.atom) : plan.atom;
    case 'special':
      return SPECIAL[plan.which];
    case 'list':
      return plan.items.map(makeValue);
    case 'record':
      return record(plan.fields.map(([name, field]) => [name, makeValue(field)]));
  }
}

function makeVariable({ name }: VariablePlan) {
  return typeof name === 'number' ? $(name) : variable(name);
}

function makeAtom(plan: AtomPlan): unknown {
  switch (plan.is) {
    case 'variable':
      return makeVariable(plan);
    case 'any':
      return _;
    case 'whole':
      return $_;
    case 'bindings':
      return $$;
    case 'symbolField':
      return { [Symbol('field')]: 1 };
    default:
      return makeValue(plan);
  }
}

export function makePattern(plan: PatternPlan): unknown {
  switch (plan.is) {
    case 'rest':
      return plan.of.is === 'any' ? rest() : rest(makeVariable(plan.of));
    case 'items':
      return plan.items.map(makePattern);
    case 'subset':
      return record(plan.fields.map(([name, field]) => [name, makePattern(field)]));
    case 'exact':
      return exact(record(plan.fields.map(([name, field]) => [name, makePattern(field)])));
    default:
      return makeAtom(plan);
  }
}

/** As data, in which an array is a call; typed, in which calls are objects; and within these an array is an array. */
export type Form = 'data' | 'typed' | 'within';

export function makeExpression(plan: ExpressionPlan, form: Form): unknown {
  switch (plan.is) {
    case 'empty':
      // An empty array, which is no call; in the typed form there is none that is none.
      return form === 'data' ? [] : makeCall('', [], form);
    case 'const':
      return makeCall('const', [makeValue(plan.constant)], form);
    case 'call': {
      const within = form === 'data' ? 'data' : 'within';
      const args = plan.args.map((arg) => makeExpression(arg, within));
      return form === 'within' && plan.name === 'array' ? args : makeCall(plan.name, args, form);
    }
    case 'made':
      return record(plan.fields.map(([name, field]) => [name, makeExpression(field, form)]));
    default:
      return makeAtom(plan);
  }
}

function makeCall(name: string, args: readonly unknown[], form: Form): unknown {
  return form === 'data' ? [name, ...args] : call(name as 'array', ...args);
}

export function makeClause(plan: ClausePlan, owners: readonly Owner[], form: Form): MatchClause {
  const owner = plan.owner.is === 'owner' ? owners[plan.owner.number] : makePattern(plan.owner);
  return {
    head: [makePattern(plan.key), owner, makePattern(plan.value)],
    guards: plan.guards.map((guard) => makeExpression(guard, form)),
    body: plan.body.map((part) => makeExpression(part, form)),
  };
}
