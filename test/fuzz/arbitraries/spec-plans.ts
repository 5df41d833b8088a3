import fc from 'fast-check';
import { named, plain, some } from './plain.js';

/** A value, and what stands for itself in patterns and expressions. */
export type ValuePlan =
  | { readonly is: 'atom'; readonly atom: unknown }
  /** What has no literal; the same one each time. */
  | { readonly is: 'special'; readonly which: (typeof SPECIALS)[number] }
  | { readonly is: 'list'; readonly items: readonly ValuePlan[] }
  | { readonly is: 'record'; readonly fields: readonly (readonly [string, ValuePlan])[] };

export type VariablePlan = { readonly is: 'variable'; readonly name: string | number };

/** What is written alike in a pattern and in an expression. */
export type AtomPlan =
  VariablePlan | ValuePlan | { readonly is: 'any' | 'whole' | 'bindings' | 'symbolField' };

export type PatternPlan =
  | AtomPlan
  | { readonly is: 'rest'; readonly of: VariablePlan | { readonly is: 'any' } }
  | { readonly is: 'items'; readonly items: readonly PatternPlan[] }
  | {
      readonly is: 'subset' | 'exact';
      readonly fields: readonly (readonly [string, PatternPlan])[];
    };

export type ExpressionPlan =
  | AtomPlan
  | { readonly is: 'empty' }
  | { readonly is: 'call'; readonly name: string; readonly args: readonly ExpressionPlan[] }
  | { readonly is: 'const'; readonly constant: ValuePlan }
  | { readonly is: 'made'; readonly fields: readonly (readonly [string, ExpressionPlan])[] };

export interface ClausePlan {
  readonly key: PatternPlan;
  readonly owner: PatternPlan | { readonly is: 'owner'; readonly number: number };
  readonly value: PatternPlan;
  readonly guards: readonly ExpressionPlan[];
  readonly body: readonly ExpressionPlan[];
}

export const SPECIALS = ['symbol', 'owner', 'function', 'map', 'instance'] as const;

const NAMES = ['a', 'b', 'role', '__proto__', 'constructor', '0'];
const name = some([6, fc.constantFrom('a', 'b')], [1, fc.constantFrom(...NAMES)]);
const atomValue = some(
  [6, fc.constantFrom<unknown>(0, 1, 2, 3, 'a', 'b', true, false)],
  [
    2,
    fc.constantFrom<unknown>(-1, -0, 0.5, 1.5, -2.5, NaN, Infinity, 2 ** 31, -(2 ** 31), 2 ** 53),
  ],
  [
    2,
    fc.constantFrom<unknown>(0n, 1n, -1n, 2n, 2n ** 64n, 2n ** 4095n, -(2n ** 4095n), 2n ** 4096n),
  ],
  [2, fc.constantFrom<unknown>('', 'ab', '\ud800', 'ä€', null, undefined)],
  [1, fc.constantFrom<unknown>(new Date(0), new Date(1), new Date(NaN))],
);
const atom = plain({ is: named('atom'), atom: atomValue });
const special = plain({ is: named('special'), which: fc.constantFrom(...SPECIALS) });

/** The names in it are all different. */
function fieldsOf<T>(part: fc.Arbitrary<T>, maxLength = 3) {
  return fc.uniqueArray(fc.tuple(name, part), { maxLength, selector: ([one]) => one });
}

export const valuePlan = fc.letrec<{ value: ValuePlan }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3, depthSize: 'small' },
    { weight: 8, arbitrary: atom },
    { weight: 1, arbitrary: special },
    {
      weight: 3,
      arbitrary: plain({ is: named('list'), items: fc.array(tie('value'), { maxLength: 3 }) }),
    },
    { weight: 5, arbitrary: plain({ is: named('record'), fields: fieldsOf(tie('value')) }) },
  ),
})).value;

export const keyValue = some(
  [1, plain({ is: named('atom'), atom: fc.constantFrom<unknown>('a', 1, null, '__proto__') })],
  [
    2,
    plain({
      is: named('list'),
      items: fc.array(
        plain({ is: named('atom'), atom: fc.constantFrom<unknown>('s', 1, undefined) }),
        {
          maxLength: 3,
        },
      ),
    }),
  ],
  [
    1,
    plain({ is: named('record'), fields: fieldsOf(atom.filter(({ atom }) => atom !== undefined)) }),
  ],
);

const variable = plain({
  is: named('variable'),
  name: some([30, fc.nat(2)], [1, fc.constantFrom('x', '__proto__')]),
});
const any = plain({ is: named('any') });
const misplaced = plain({
  is: fc.constantFrom('whole' as const, 'bindings' as const, 'symbolField' as const),
});

/** Mostly such as can match, now and then such as cannot stand there. */
function patternOf(literal: fc.Arbitrary<ValuePlan>): fc.Arbitrary<PatternPlan> {
  return fc.letrec<{ pattern: PatternPlan }>((tie) => ({
    pattern: fc.oneof(
      { maxDepth: 3, depthSize: 'small' },
      { weight: 120, arbitrary: variable },
      { weight: 80, arbitrary: any },
      { weight: 120, arbitrary: literal },
      {
        weight: 80,
        arbitrary: plain({ is: named('items'), items: fc.array(tie('pattern'), { maxLength: 3 }) }),
      },
      {
        weight: 50,
        arbitrary: fc
          .tuple(
            fc.array(tie('pattern'), { maxLength: 2 }),
            plain({ is: named('rest'), of: fc.oneof(variable, any) }),
          )
          .map(([items, rest]): PatternPlan => ({ is: 'items', items: [...items, rest] })),
      },
      {
        weight: 120,
        arbitrary: plain({
          is: fc.constantFrom('subset' as const, 'exact' as const),
          fields: fieldsOf(tie('pattern')),
        }),
      },
      { weight: 1, arbitrary: plain({ is: named('rest'), of: fc.oneof(variable, any) }) },
      { weight: 1, arbitrary: misplaced },
    ),
  })).pattern;
}

export const valuePattern = patternOf(valuePlan);
export const keyPattern = some([1, keyValue], [2, patternOf(keyValue)]);

/** Functions by how many arguments they take; some that there are not. */
const FUNCTIONS: readonly (readonly [number, readonly string[]])[] = [
  [0, ['array']],
  [1, ['not', 'abs', 'round', 'trunc', 'floor', 'ceil', 'bnot', 'head', 'tail', 'length', 'size']],
  [1, ['isNumber', 'isInteger', 'isFloat', 'isBigint', 'isString', 'isBoolean', 'isSymbol']],
  [1, ['isFunction', 'isNull', 'isUndefined', 'isArray', 'isObject', 'isDate', 'isOwner']],
  [1, ['byteLength', '-', '+', 'and', 'or', 'andAlso', 'orElse']],
  [
    2,
    ['===', '!==', '==', '!=', '<', '<=', '>', '>=', 'min', 'max', 'xor', 'and', 'or', 'andAlso'],
  ],
  [2, ['orElse', '+', '-', '*', '/', 'div', 'rem', 'band', 'bor', 'bxor', 'bsl', 'bsr', 'at']],
  [2, ['get', 'has', 'slice', 'array']],
  [3, ['slice', 'array', 'and', 'or', 'andAlso', 'orElse']],
];
const NO_FUNCTIONS = ['toString', '__proto__', 'constructor', 'eval', '', '_', 'hd'];

const BOOLEAN = [
  ...[
    'not',
    'and',
    'or',
    'xor',
    'andAlso',
    'orElse',
    '===',
    '!==',
    '==',
    '!=',
    '<',
    '<=',
    '>',
    '>=',
  ],
  ...['has', 'isNumber', 'isInteger', 'isFloat', 'isBigint', 'isString', 'isBoolean', 'isSymbol'],
  ...['isFunction', 'isNull', 'isUndefined', 'isArray', 'isObject', 'isDate', 'isOwner'],
];

const expressions = fc.letrec<{
  expression: ExpressionPlan;
  test: ExpressionPlan;
}>((tie) => {
  const callOf = (names: readonly string[], part: fc.Arbitrary<ExpressionPlan>) =>
    FUNCTIONS.flatMap(([arity, all]) => {
      const known = all.filter((name) => names.includes(name));
      if (known.length === 0) return [];
      const args = fc.array(part, { minLength: arity, maxLength: arity });
      const arbitrary = plain({ is: named('call'), name: fc.constantFrom(...known), args });
      return [{ weight: 20 * known.length, arbitrary }];
    });
  const all = FUNCTIONS.flatMap(([, names]) => names);
  return {
    expression: fc.oneof(
      { maxDepth: 4, depthSize: 'small' },
      { weight: 240, arbitrary: variable },
      { weight: 200, arbitrary: fc.oneof(atom, special) },
      ...callOf(all, tie('expression')),
      { weight: 40, arbitrary: plain({ is: named('const'), constant: valuePlan }) },
      { weight: 40, arbitrary: plain({ is: named('made'), fields: fieldsOf(tie('expression')) }) },
      {
        weight: 40,
        arbitrary: plain({ is: fc.constantFrom('whole' as const, 'bindings' as const) }),
      },
      {
        weight: 2,
        arbitrary: plain({
          is: fc.constantFrom('any' as const, 'empty' as const, 'symbolField' as const),
        }),
      },
      {
        weight: 3,
        arbitrary: plain({
          is: named('call'),
          name: fc.constantFrom(...NO_FUNCTIONS, ...all),
          args: fc.array(tie('expression'), { maxLength: 3 }),
        }),
      },
    ),
    // What is a boolean more often than not.
    test: fc.oneof(
      { maxDepth: 3, depthSize: 'small' },
      { weight: 40, arbitrary: plain({ is: named('atom'), atom: fc.boolean() }) },
      ...callOf(['not', 'and', 'or', 'xor', 'andAlso', 'orElse'], tie('test')),
      ...callOf(BOOLEAN, tie('expression')),
    ),
  };
});
export const expressionPlan = expressions.expression;
export const guardPlan = some([5, expressions.test], [1, expressions.expression]);

export const clausePlan: fc.Arbitrary<ClausePlan> = plain({
  key: keyPattern,
  owner: some(
    [60, any],
    [20, plain({ is: named('owner'), number: fc.nat(2) })],
    [20, variable],
    [1, valuePattern],
  ),
  value: valuePattern,
  guards: some([2, fc.constant([])], [3, fc.array(guardPlan, { maxLength: 2 })]),
  body: fc.array(expressionPlan, { minLength: 1, maxLength: 2 }),
});
