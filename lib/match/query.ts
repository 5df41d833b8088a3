import { describe } from '../describe.js';
import { MatchSpecError } from '../errors.js';
import { accessOf, type Access } from './access.js';
import { CompiledClause, readClause, type Candidate, type MatchClause } from './clause.js';
import type { Bindings } from './pattern.js';
import { SpecPath } from './spec-path.js';
import { _ } from './term.js';

/**
 * A match spec in its data form: an entry yields the result of the first clause that it matches.
 *
 * @example
 * ```ts
 * import { $, _, Registry, type MatchSpec } from 'nestjs-registry';
 *
 * const rooms = new Registry({ name: 'rooms', keys: 'duplicate' });
 * rooms.register('kitchen', 7);
 * rooms.register('hall', 'full');
 * const spec: MatchSpec = [
 *   { head: [_, _, $(1)], guards: [['isNumber', $(1)]], body: [$(1)] },
 *   { head: [$(1), _, _], body: [$(1)] },
 * ];
 * rooms.select(spec); // => [7, 'hall']
 * ```
 *
 * @publicApi
 */
export type MatchSpec = readonly MatchClause[];

/** What `evaluate` gives for an entry that matches no clause. */
export const NO_MATCH = Symbol('no match');

/**
 * A match spec that has been read, checked and compiled once, to be used often, in any registry.
 *
 * @example
 * ```ts
 * import { _, query, Registry, type Query } from 'nestjs-registry';
 *
 * const admins: Query = query([{ head: [_, _, { role: 'admin' }], body: [true] }]);
 * const users = new Registry({ name: 'users', keys: 'unique' });
 * users.register('ann', { role: 'admin' });
 * users.countSelect(admins); // => 1
 * ```
 *
 * @publicApi
 */
export class Query<out R = unknown> {
  /** Only for the compiler: the type of the results. */
  declare readonly result: R;
  readonly #clauses: readonly CompiledClause[];
  readonly #accesses: readonly Access[];

  /** @internal */
  constructor(clauses: readonly CompiledClause[], accesses: readonly Access[]) {
    this.#clauses = clauses;
    this.#accesses = accesses;
  }

  /** @internal How the entries of each clause can be found. */
  get accesses(): readonly Access[] {
    return this.#accesses;
  }

  /** @internal A function that gives an entry's result or `NO_MATCH`. For one run only: it has room for the bindings. */
  evaluator(): (candidate: Candidate) => unknown {
    const clauses = this.#clauses;
    const bindings = clauses.map((clause): Bindings => clause.bindings());
    return (candidate) => {
      for (let i = 0; i < clauses.length; i++) {
        const clause = clauses[i]!;
        if (clause.matches(candidate, bindings[i]!)) return clause.result(candidate, bindings[i]!);
      }
      return NO_MATCH;
    };
  }
}

/**
 * Reads, checks and compiles a match spec in its data form.
 *
 * @throws MatchSpecError that names the part and where it stands.
 *
 * @example
 * ```ts
 * import { $, _, query } from 'nestjs-registry';
 *
 * query([{ head: [$(1), _, _], body: [['foo', $(1)]] }]); // => throws MatchSpecError
 * ```
 *
 * @publicApi
 */
export function query(spec: MatchSpec): Query {
  const root = SpecPath.root('spec');
  return reading(root, () => {
    if (!Array.isArray(spec)) {
      throw root.error(`a match spec is an array of clauses, not ${describe(spec)}`);
    }
    const read = Array.from(spec as readonly unknown[], (clause, index) =>
      readClause(clause, root.at(index)),
    );
    return new Query(
      read.map(({ head, guards, body }, index) =>
        CompiledClause.compile(head, guards, body, root.at(index)),
      ),
      read.map(({ head }, index) => accessOf(head, root.at(index).at('head').at(0))),
    );
  });
}

/** A spec may run code of its maker when it is read (a getter, a proxy); what that throws is an error of the spec. */
function reading<T>(path: SpecPath, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof MatchSpecError) throw error;
    throw path.error(`reading it threw ${describe(error)}`, error);
  }
}

/** The query that is given, or the one that a spec in its data form says. @throws MatchSpecError */
export function asQuery(given: Query | MatchSpec): Query {
  return given instanceof Query ? given : query(given);
}

/** A query for the values that match `pattern` under one key, which the caller looks up. @throws MatchSpecError */
export function valueQuery(pattern: unknown, guards: readonly unknown[] = []): Query<true> {
  const path = SpecPath.root('match');
  return reading(path, () => {
    if (!Array.isArray(guards)) {
      throw path.at('guards').error(`the guards are an array, not ${describe(guards)}`);
    }
    return new Query<true>([CompiledClause.compile([_, _, pattern], guards, [true], path)], []);
  });
}
