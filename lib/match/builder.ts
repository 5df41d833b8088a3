import type { Owner } from '../registry/owner.js';
import { checkOptions, anything } from '../validate.js';
import { query, type Query } from './query.js';
import { _, Typed, type Call, type Variable, type Whole, type Wildcard } from './term.js';

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
export type Term<T> = T | Variable<T> | Call<T> | Whole<T>;

/**
 * What a term becomes: a variable its value, a call its value or `undefined` where it fails, an array or object the same
 * with its parts resolved.
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
export type Resolved<X> =
  X extends Call<infer T>
    ? T | undefined
    : X extends Variable<infer T> | Whole<infer T>
      ? T
      : X extends Owner | Date | ((...args: never[]) => unknown)
        ? X
        : X extends object
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
  // Only what is left out may be anything: a field that is there and undefined is a mistake, or means undefined.
  const part = (name: keyof HeadPatterns): unknown => (name in patterns ? patterns[name] : _);
  return new Where([part('key'), part('owner'), part('value')], []);
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
    return query([{ head: this.#head, guards: this.#guards, body: [new Typed(result)] }]) as Query<
      Resolved<X>
    >;
  }
}
