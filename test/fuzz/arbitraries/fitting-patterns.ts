import type { ClausePlan, ExpressionPlan, PatternPlan, ValuePlan } from './spec-plans.js';

/** Numbers that decide what becomes of each part of a value. */
export class Choices {
  readonly #numbers: readonly number[];
  #next = 0;

  constructor(numbers: readonly number[]) {
    this.#numbers = numbers;
  }

  /** From 0 up to, but not including, `below`. */
  take(below: number): number {
    const { length } = this.#numbers;
    return length === 0 ? 0 : this.#numbers[this.#next++ % length]! % below;
  }
}

/** A pattern that fits a value, unless a variable comes up twice: parts of it are left as they are, bound, or left open. */
export function fitting(value: ValuePlan, choices: Choices): PatternPlan {
  switch (choices.take(5)) {
    case 0:
      return { is: 'variable', name: choices.take(3) };
    case 1:
      return { is: 'any' };
    default:
      return opened(value, choices);
  }
}

function opened(value: ValuePlan, choices: Choices): PatternPlan {
  if (value.is === 'list') {
    const open = choices.take(4);
    if (open > 1) return { is: 'items', items: value.items.map((item) => fitting(item, choices)) };
    const items = value.items
      .slice(0, choices.take(value.items.length + 1))
      .map((item) => fitting(item, choices));
    const of = open === 0 ? ({ is: 'any' } as const) : ({ is: 'variable', name: 'more' } as const);
    return { is: 'items', items: [...items, { is: 'rest', of }] };
  }
  if (value.is !== 'record') return value;
  const exact = choices.take(3) === 0;
  const fields = value.fields
    .filter(() => exact || choices.take(3) > 0)
    .map(([name, field]): [string, PatternPlan] => [name, fitting(field, choices)]);
  return { is: exact ? 'exact' : 'subset', fields };
}

/** Variables of the clause's guards and bodies become such as its head binds, but for some. */
export function bound(clause: ClausePlan): ClausePlan {
  const names = new Set<string | number>();
  for (const pattern of [clause.key, clause.owner, clause.value])
    if (pattern.is !== 'owner') collect(pattern, names);
  const known = [...names];
  const rename = (part: ExpressionPlan): ExpressionPlan => {
    switch (part.is) {
      case 'variable':
        if (typeof part.name === 'string') return part;
        return known.length === 0
          ? { is: 'atom', atom: part.name }
          : { is: 'variable', name: known[part.name % known.length]! };
      case 'call':
        return { ...part, args: part.args.map(rename) };
      case 'made':
        return { ...part, fields: part.fields.map(([name, field]) => [name, rename(field)]) };
      default:
        return part;
    }
  };
  return { ...clause, guards: clause.guards.map(rename), body: clause.body.map(rename) };
}

function collect(pattern: PatternPlan, names: Set<string | number>): void {
  switch (pattern.is) {
    case 'variable':
      names.add(pattern.name);
      return;
    case 'rest':
      collect(pattern.of, names);
      return;
    case 'items':
      for (const item of pattern.items) collect(item, names);
      return;
    case 'subset':
    case 'exact':
      for (const [, field] of pattern.fields) collect(field, names);
  }
}
