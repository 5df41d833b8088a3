import { describe } from '../describe.js';
import { shapeOf, type Key } from '../registry/key.js';
import { Owner } from '../registry/owner.js';
import { compileExpression, type Expression, type Source } from './expression.js';
import { FAILED } from './operator.js';
import { compilePattern, Variables, type Bindings, type Matcher } from './pattern.js';
import type { SpecPath } from './spec-path.js';
import { Variable, Wildcard } from './term.js';

/**
 * One clause of a match spec in its data form.
 *
 * @example
 * ```ts
 * import { $, _, Registry, type MatchClause } from 'nestjs-registry';
 *
 * const workers = new Registry({ name: 'workers', keys: 'unique' });
 * workers.register(['worker', 1], { load: 12 });
 * const busy: MatchClause = {
 *   head: [['worker', $(1)], _, { load: $(2) }],
 *   guards: [['>', $(2), 10]],
 *   body: [['array', $(1), $(2)]],
 * };
 * workers.select([busy]); // => [[1, 12]]
 * ```
 *
 * @publicApi
 */
export interface MatchClause {
  /** Patterns of the key, the owner and the value. */
  readonly head: readonly [key: unknown, owner: unknown, value: unknown];
  /** Expressions that must all be exactly `true`. @default [] */
  readonly guards?: readonly unknown[];
  /** Expressions; the value of the last is the result. */
  readonly body: readonly unknown[];
}

/** What a compiled clause reads of an entry. */
export interface Candidate extends Source {
  readonly key: Key;
  readonly owner: Owner;
  /** The owner, unless nobody has asked for it yet. */
  readonly knownOwner: Owner | undefined;
  readonly value: unknown;
}

/** A clause that has been read, checked and turned into functions. Nothing of the given spec is looked at again. */
export class CompiledClause {
  /** `undefined` where anything matches. */
  readonly #matchKey: Matcher | undefined;
  readonly #matchOwner: OwnerMatcher | undefined;
  readonly #matchValue: Matcher | undefined;
  readonly #guards: readonly Expression[];
  readonly #body: Expression;
  readonly #bindings: number;

  private constructor(
    matchers: readonly [Matcher | undefined, OwnerMatcher | undefined, Matcher | undefined],
    guards: readonly Expression[],
    body: Expression,
    bindings: number,
  ) {
    [this.#matchKey, this.#matchOwner, this.#matchValue] = matchers;
    this.#guards = guards;
    this.#body = body;
    this.#bindings = bindings;
  }

  /** @throws MatchSpecError */
  static compile(
    [key, owner, value]: MatchClause['head'],
    guards: readonly unknown[],
    body: readonly unknown[],
    path: SpecPath,
  ): CompiledClause {
    const variables = new Variables();
    const head = path.at('head');
    const matchers = [
      key instanceof Wildcard ? undefined : compilePattern(key, variables, head.at(0)),
      owner instanceof Wildcard ? undefined : compileOwner(owner, variables, head.at(1)),
      value instanceof Wildcard ? undefined : compilePattern(value, variables, head.at(2)),
    ] as const;
    const guardPath = path.at('guards');
    const tests = Array.from(guards, (guard, index) =>
      compileExpression(guard, variables, FAILED, guardPath.at(index)),
    );
    const bodyPath = path.at('body');
    const results = Array.from(body, (part, index) =>
      compileExpression(part, variables, undefined, bodyPath.at(index)),
    );
    return new CompiledClause(matchers, tests, results.at(-1)!, variables.size);
  }

  /** Room for what the head binds; one for each run, because reading a value may run code that starts another. */
  bindings(): Bindings {
    return Array.from({ length: this.#bindings });
  }

  /** Whether head and guards hold. What reading a value throws is a failure like any other: no match. */
  matches(candidate: Candidate, bindings: Bindings): boolean {
    const [matchKey, matchOwner, matchValue] = [this.#matchKey, this.#matchOwner, this.#matchValue];
    try {
      if (matchKey !== undefined && !matchKey(candidate.key, bindings)) return false;
      if (matchOwner !== undefined && !matchOwner(candidate, bindings)) return false;
      if (matchValue !== undefined && !matchValue(candidate.value, bindings)) return false;
      for (const guard of this.#guards) if (guard(bindings, candidate) !== true) return false;
      return true;
    } catch {
      return false;
    }
  }

  result(candidate: Candidate, bindings: Bindings): unknown {
    try {
      return this.#body(bindings, candidate);
    } catch {
      return undefined;
    }
  }
}

type OwnerMatcher = (candidate: Candidate, bindings: Bindings) => boolean;

/** A registration that owns itself makes its owner when it is asked for it: comparing with another one does not ask. */
function compileOwner(owner: unknown, variables: Variables, path: SpecPath): OwnerMatcher {
  if (owner instanceof Owner) return ({ knownOwner }) => knownOwner === owner;
  if (owner instanceof Variable) {
    const matches = compilePattern(owner, variables, path);
    return (candidate, bindings) => matches(candidate.owner, bindings);
  }
  throw path.error(`the owner must be _, a variable or an Owner, not ${describe(owner)}`);
}

/** Reads a clause of unknown making. @throws MatchSpecError */
export function readClause(clause: unknown, path: SpecPath): Required<MatchClause> {
  if (shapeOf(clause) !== 'record')
    throw path.error(`a clause is { head, guards, body }, not ${describe(clause)}`);
  const { head, guards = [], body, ...others } = clause as Partial<Record<string, unknown>>;
  const [unknownField] = Object.keys(others);
  if (unknownField !== undefined)
    throw path.at(unknownField).error('a clause has only head, guards and body');
  if (!Array.isArray(head) || head.length !== 3) {
    throw path.at('head').error(`the head is [key, owner, value], not ${describe(head)}`);
  }
  if (!Array.isArray(guards))
    throw path.at('guards').error(`the guards are an array, not ${describe(guards)}`);
  if (!Array.isArray(body) || body.length === 0) {
    throw path
      .at('body')
      .error(`the body is an array of at least one expression, not ${describe(body)}`);
  }
  return {
    head: head as unknown as MatchClause['head'],
    guards: guards as unknown[],
    body: body as unknown[],
  };
}
