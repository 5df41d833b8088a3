import type { Entry } from '../registry/entry.js';
import { frozenDate, hasSymbolFields, shapeOf } from '../registry/key.js';
import { FAILED, type Operator } from './operator.js';
import { lower } from './lower.js';
import { operators } from './operators.js';
import type { Bindings, Variables } from './pattern.js';
import type { SpecPath } from './spec-path.js';
import { Call, Exact, Rest, Typed, Variable, Whole, Wildcard } from './term.js';

/** What is being matched. Its entry object is made when somebody asks for it. */
export interface Source {
  readonly entry: Entry;
}

/** Computes a value from what the head bound, or `FAILED`. Throws only what reading a value throws. */
export type Expression = (bindings: Bindings, source: Source) => unknown;

/** What a failed call stands for: in a guard the failure spreads, in a body it is `undefined` in the call's place. */
export type OnFailure = typeof FAILED | undefined;

/**
 * Compiles a guard or a part of a body. An array is a call, `[operator, …arguments]`; a plain object is made with its
 * fields evaluated; everything else is itself.
 *
 * @throws MatchSpecError
 */
export function compileExpression(
  expression: unknown,
  variables: Variables,
  onFailure: OnFailure,
  path: SpecPath,
): Expression {
  if (expression instanceof Variable) return compileVariable(expression, variables, path);
  if (expression instanceof Whole) return compileWhole(expression, variables);
  if (expression instanceof Call || expression instanceof Typed) {
    const term = expression instanceof Typed ? expression.term : expression;
    return compileExpression(lower(term, path), variables, onFailure, path);
  }
  if (expression instanceof Wildcard || expression instanceof Rest || expression instanceof Exact) {
    throw path.error(`${String(expression)} stands only in heads and patterns`);
  }
  const compile = (part: unknown, step: string | number): Expression =>
    compileExpression(part, variables, onFailure, path.at(step));
  switch (shapeOf(expression)) {
    case 'array':
      return compileCall(expression as readonly unknown[], compile, onFailure, path);
    case 'record':
      return compileRecord(expression as Readonly<Record<string, unknown>>, compile, path);
    case 'date': {
      const captured = new Date(expression as Date);
      return () => new Date(captured);
    }
    default:
      return () => expression;
  }
}

function compileVariable(variable: Variable, variables: Variables, path: SpecPath): Expression {
  const place = variables.placeOf(variable.name);
  if (place === undefined) throw path.error(`${String(variable)} is not bound by the head`);
  return (bindings) => bindings[place];
}

function compileWhole({ what }: Whole, variables: Variables): Expression {
  if (what === 'entry') return (_bindings, source) => source.entry;
  const places = variables.inOrder();
  return (bindings) => places.map((place) => bindings[place]);
}

type Compile = (part: unknown, step: string | number) => Expression;

function compileCall(
  call: readonly unknown[],
  compile: Compile,
  onFailure: OnFailure,
  path: SpecPath,
): Expression {
  const name = call[0];
  const given = call.length - 1;
  if (name === 'const') {
    if (given !== 1) throw path.error(`const takes 1 argument, not ${given}`);
    const constant = captureConstant(call[1], path.at(1));
    return () => constant;
  }
  // One by one: an array without elements may be of any length.
  const compileArgs = (): Expression[] =>
    Array.from({ length: given }, (_arg, index) => compile(call[index + 1], index + 1));
  if (name === 'andAlso' || name === 'orElse') {
    if (given === 0) throw path.error(`${name} takes at least 1 argument`);
    return shortCircuit(compileArgs(), name === 'orElse', onFailure);
  }
  const operator = typeof name === 'string' ? operators.get(name) : undefined;
  if (operator === undefined) {
    throw path.error(
      call.length === 0
        ? 'an array is a call; an empty array is made by ["array"]'
        : `there is no function ${describeName(name)}`,
    );
  }
  checkArity(name as string, operator, given, path);
  const applied = apply(operator, compileArgs(), onFailure);
  // In a guard, what is thrown is no match anyway.
  return onFailure === FAILED ? applied : undefinedIfThrown(applied);
}

/** Frozen, because it is the same in every result. */
function captureConstant(constant: unknown, path: SpecPath): unknown {
  switch (shapeOf(constant)) {
    case 'array':
      return Object.freeze(
        Array.from(constant as readonly unknown[], (element, index) =>
          captureConstant(element, path.at(index)),
        ),
      );
    case 'record':
      if (hasSymbolFields(constant as object))
        throw path.error('fields named by symbols are not compared');
      return Object.freeze(
        Object.fromEntries(
          Object.entries(constant as object).map(([name, field]) => [
            name,
            captureConstant(field, path.at(name)),
          ]),
        ),
      );
    case 'date':
      return frozenDate(constant as Date);
    default:
      return constant;
  }
}

function undefinedIfThrown(expression: Expression): Expression {
  return (bindings, source) => {
    try {
      return expression(bindings, source);
    } catch {
      return undefined;
    }
  };
}

function checkArity(name: string, { least, most }: Operator, given: number, path: SpecPath): void {
  if (given >= least && given <= most) return;
  const expected =
    most === Infinity ? `at least ${least}` : least === most ? `${least}` : `${least} to ${most}`;
  throw path.error(`${name} takes ${expected} argument(s), not ${given}`);
}

/** One and two arguments, which nearly all calls have, are passed without an array in between. */
function apply(
  { apply: operate }: Operator,
  args: readonly Expression[],
  onFailure: OnFailure,
): Expression {
  const [first, second] = args;
  if (args.length === 1) {
    return (bindings, source) => {
      const a = first!(bindings, source);
      return a === FAILED ? onFailure : orFailure(operate(a), onFailure);
    };
  }
  if (args.length === 2) {
    return (bindings, source) => {
      const a = first!(bindings, source);
      const b = second!(bindings, source);
      return a === FAILED || b === FAILED ? onFailure : orFailure(operate(a, b), onFailure);
    };
  }
  return (bindings, source) => {
    const values = args.map((arg) => arg(bindings, source));
    return values.includes(FAILED) ? onFailure : orFailure(operate(...values), onFailure);
  };
}

function orFailure(result: unknown, onFailure: OnFailure): unknown {
  return result === FAILED ? onFailure : result;
}

/** Stops at the first `false` (or `true`); every argument but the last must be a boolean, the last is the result. */
function shortCircuit(
  args: readonly Expression[],
  stopAt: boolean,
  onFailure: OnFailure,
): Expression {
  return (bindings, source) => {
    for (let i = 0; i < args.length - 1; i++) {
      const value = args[i]!(bindings, source);
      if (value === stopAt) return value;
      if (value !== !stopAt) return onFailure;
    }
    return args.at(-1)!(bindings, source);
  };
}

function compileRecord(
  record: Readonly<Record<string, unknown>>,
  compile: Compile,
  path: SpecPath,
): Expression {
  if (hasSymbolFields(record)) throw path.error('fields named by symbols are not evaluated');
  const fields = Object.keys(record).map((name) => [name, compile(record[name], name)] as const);
  return (bindings, source) => {
    const made = {};
    for (const [name, field] of fields) {
      const value = field(bindings, source);
      if (value === FAILED) return FAILED;
      Object.defineProperty(made, name, {
        value,
        enumerable: true,
        configurable: true,
        writable: true,
      });
    }
    return made;
  };
}

function describeName(name: unknown): string {
  return typeof name === 'string'
    ? `'${name}'`
    : `of the name ${typeof name}; its name must be a string`;
}
