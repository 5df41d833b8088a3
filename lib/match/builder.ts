import { shapeOf } from '../registry/key.js';
import type { Owner } from '../registry/owner.js';
import { checkOptions, anything } from '../validate.js';
import { query, type Query } from './query.js';
import { SpecPath } from './spec-path.js';
import { _, type Variable, type Whole, type Wildcard } from './term.js';

/**
 * A call in a guard or in `return(…)`, with the type of its result. Made by functions such as `gt` and `add`.
 *
 * @example
 * ```ts
 * import { gt, variable, type Call } from 'nestjs-registry';
 *
 * const load = variable<number>('load');
 * const isBusy: Call<boolean> = gt(load, 10);
 * isBusy.operator; // => '>'
 * ```
 *
 * @publicApi
 */
export class Call<out T = unknown> {
  /** Only for the compiler: the type of the result. */
  declare readonly type: T;

  /** @internal */
  constructor(
    /** The operator's name in the data form. */
    readonly operator: string,
    /** @internal */
    readonly args: readonly unknown[],
  ) {}
}

/**
 * A value of the type `T`, or something that will be one: a variable or a call.
 *
 * @example
 * ```ts
 * import { add, variable, type Term } from 'nestjs-registry';
 *
 * const terms: Term<number>[] = [1, variable<number>('load'), add(1, 2)];
 * terms.length; // => 3
 * ```
 *
 * @publicApi
 */
export type Term<T> = T | Variable<T> | Call<T>;

/**
 * What a term becomes: a variable or call its value, an array or object the same with its parts resolved.
 *
 * @example
 * ```ts
 * import type { Resolved, Variable } from 'nestjs-registry';
 *
 * const row: Resolved<{ id: Variable<number>; tags: readonly ['new', Variable<string>] }> = { id: 7, tags: ['new', 'red'] };
 * row.id; // => 7
 * ```
 *
 * @publicApi
 */
export type Resolved<X> = X extends Variable<infer T> | Call<infer T>
  ? T
  : X extends Whole | Owner | Date | ((...args: never[]) => unknown)
    ? X
    : X extends readonly unknown[] | Readonly<Record<string, unknown>>
      ? { -readonly [P in keyof X]: Resolved<X[P]> }
      : X;

/**
 * What `where` looks for; what is left out may be anything.
 *
 * @example
 * ```ts
 * import { variable, where, type HeadPatterns } from 'nestjs-registry';
 *
 * const patterns: HeadPatterns = { key: ['user', variable('id')], value: { role: 'admin' } };
 * where(patterns).return(variable('id')).constructor.name; // => 'Query'
 * ```
 *
 * @publicApi
 */
export interface HeadPatterns {
  readonly key?: unknown;
  readonly owner?: Owner | Variable<Owner> | Wildcard;
  readonly value?: unknown;
}

const patternChecks = { key: anything, owner: anything, value: anything };

/**
 * Starts a query in the typed form: patterns of key, owner and value. The types of the results follow from what `return`
 * is given.
 *
 * @throws InvalidOptionError when there is another field than these.
 *
 * @example
 * ```ts
 * import { lt, Registry, variable, where } from 'nestjs-registry';
 *
 * const workers = new Registry<{ value: { load: number } }>({ name: 'workers', keys: 'unique' });
 * workers.register(['worker', 1], { load: 3 });
 * workers.register(['worker', 2], { load: 30 });
 *
 * const id = variable<number>('id');
 * const load = variable<number>('load');
 * const idle = where({ key: ['worker', id], value: { load } }).guard(lt(load, 10)).return({ id, load });
 * const result: { id: number; load: number }[] = workers.select(idle);
 * result; // => [{ id: 1, load: 3 }]
 * ```
 *
 * @publicApi
 */
export function where(patterns: HeadPatterns = {}): Where {
  checkOptions('where(patterns)', patterns, patternChecks);
  const { key = _, owner = _, value = _ } = patterns;
  return new Where([key, owner, value], []);
}

/**
 * A query being written: patterns, and the guards so far.
 *
 * @example
 * ```ts
 * import { gt, variable, where, type Where } from 'nestjs-registry';
 *
 * const load = variable<number>('load');
 * const busy: Where = where({ value: { load } }).guard(gt(load, 10));
 * busy.return(load).constructor.name; // => 'Query'
 * ```
 *
 * @publicApi
 */
export class Where {
  readonly #head: readonly [unknown, unknown, unknown];
  readonly #guards: readonly Term<boolean>[];

  /** @internal */
  constructor(head: readonly [unknown, unknown, unknown], guards: readonly Term<boolean>[]) {
    this.#head = head;
    this.#guards = guards;
  }

  /** The same with further guards, which must all be `true`. */
  guard(...guards: readonly Term<boolean>[]): Where {
    return new Where(this.#head, [...this.#guards, ...guards]);
  }

  /**
   * The query: each matching entry yields `result` with its variables and calls resolved.
   *
   * @throws MatchSpecError that names the part and where it stands.
   */
  return<const X>(result: X): Query<Resolved<X>> {
    const root = SpecPath.root('where');
    const guards = this.#guards.map((guard, index) => lower(guard, root.at('guards').at(index)));
    const body = [lower(result, root.at('body'))];
    return query([{ head: this.#head, guards, body }]) as Query<Resolved<X>>;
  }
}

/** The data form of a term: calls become `[operator, …]`, and arrays, which are calls there, are made by `array`. */
function lower(term: unknown, path: SpecPath): unknown {
  if (term instanceof Call) {
    const args = term.args.map((arg, index) =>
      term.operator === 'const' ? arg : lower(arg, path.at(index)),
    );
    return [term.operator, ...args];
  }
  switch (shapeOf(term)) {
    case 'array':
      return [
        'array',
        ...Array.from(term as readonly unknown[], (element, index) =>
          lower(element, path.at(index)),
        ),
      ];
    case 'record':
      return Object.fromEntries(
        Object.entries(term as object).map(([name, field]) => [name, lower(field, path.at(name))]),
      );
    default:
      return term;
  }
}
