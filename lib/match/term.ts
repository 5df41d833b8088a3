import { InvalidArgumentError } from '../errors.js';
import type { Entry } from '../registry/entry.js';
import { shapeOf } from '../registry/key.js';

/**
 * Matches anything and binds nothing.
 *
 * @example
 * ```ts
 * import { _, type Wildcard } from 'nestjs-registry';
 *
 * const anything: Wildcard = _;
 * String(anything); // => '_'
 * ```
 *
 * @publicApi
 */
export class Wildcard {
  /** Only for the compiler: nothing else is a wildcard. */
  declare readonly matchesAnything: true;

  toString(): string {
    return '_';
  }
}

/**
 * Matches anything and binds it to a name; at its second place it matches only what it is bound to.
 *
 * @example
 * ```ts
 * import { variable, type Variable } from 'nestjs-registry';
 *
 * const load: Variable<number> = variable('load');
 * load.name; // => 'load'
 * ```
 *
 * @publicApi
 */
export class Variable<out T = unknown> {
  /** Only for the compiler: the type of what the variable is bound to. */
  declare readonly type: T;

  /** @internal Made by `$` and `variable`, which check the name. */
  constructor(readonly name: string | number) {}

  toString(): string {
    return typeof this.name === 'number' ? `$(${this.name})` : `variable('${this.name}')`;
  }
}

/**
 * The last element of an array pattern: matches all that is left.
 *
 * @example
 * ```ts
 * import { rest, variable, type Rest } from 'nestjs-registry';
 *
 * const others: Rest<string[]> = rest(variable<string[]>('others'));
 * String(others); // => "rest(variable('others'))"
 * ```
 *
 * @publicApi
 */
export class Rest<out T = unknown> {
  /** Only for the compiler: the type of what is left. */
  declare readonly type: T;

  /** @internal Made by `rest`. */
  constructor(readonly pattern: Wildcard | Variable<T>) {}

  toString(): string {
    return `rest(${String(this.pattern)})`;
  }
}

/**
 * Matches a plain object with these fields and no others.
 *
 * @example
 * ```ts
 * import { exact, type Exact } from 'nestjs-registry';
 *
 * const room: Exact = exact({ floor: 2 });
 * room.fields; // => { floor: 2 }
 * ```
 *
 * @publicApi
 */
export class Exact {
  /** @internal Made by `exact`. */
  constructor(readonly fields: object) {}

  toString(): string {
    return 'exact({…})';
  }
}

/**
 * In guards and bodies: all of the entry, or all that is bound.
 *
 * @example
 * ```ts
 * import { $$, type Whole } from 'nestjs-registry';
 *
 * const bound: Whole = $$;
 * bound.what; // => 'bindings'
 * ```
 *
 * @publicApi
 */
export class Whole<out T = unknown> {
  /** Only for the compiler: the type of what it stands for. */
  declare readonly type: T;

  /** @internal The two there are are `$_` and `$$`. */
  constructor(readonly what: 'entry' | 'bindings') {}

  toString(): string {
    return this.what === 'entry' ? '$_' : '$$';
  }
}

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

/** In a body: a term of the typed form, in which an array is an array and not a call. */
export class Typed {
  constructor(readonly term: unknown) {}
}

/**
 * The wildcard of patterns: it matches anything. It is a value of its own, so the string `'_'` is just a string.
 *
 * @example
 * ```ts
 * import { _, Registry } from 'nestjs-registry';
 *
 * const sessions = new Registry({ name: 'sessions', keys: 'unique' });
 * sessions.register(['session', 'ann', 1], 'laptop');
 * sessions.register(['session', 'ann', 2], 'phone');
 * sessions.countSelect([{ head: [['session', 'ann', _], _, _], body: [true] }]); // => 2
 * ```
 *
 * @publicApi
 */
export const _: Wildcard = Object.freeze(new Wildcard());

/**
 * In guards and bodies: the whole entry, `{ key, owner, value }`.
 *
 * @example
 * ```ts
 * import { $_, _, Registry } from 'nestjs-registry';
 *
 * const users = new Registry({ name: 'users', keys: 'unique' });
 * users.register('ann', 7);
 * users.select([{ head: [_, _, 7], body: [['get', 'key', $_]] }]); // => ['ann']
 * ```
 *
 * @publicApi
 */
export const $_: Whole<Entry> = Object.freeze(new Whole<Entry>('entry'));

/**
 * In guards and bodies: an array of all that the head bound, numbered variables first, in the order of their numbers, then
 * named ones in the order of their names.
 *
 * @example
 * ```ts
 * import { $, $$, _, Registry } from 'nestjs-registry';
 *
 * const users = new Registry({ name: 'users', keys: 'unique' });
 * users.register(['user', 7], 'ann');
 * users.select([{ head: [['user', $(2)], _, $(1)], body: [$$] }]); // => [['ann', 7]]
 * ```
 *
 * @publicApi
 */
export const $$: Whole<readonly unknown[]> = Object.freeze(
  new Whole<readonly unknown[]>('bindings'),
);

/**
 * A numbered variable of the data form of match specs.
 *
 * @throws InvalidArgumentError when `number` is no integer from 0 up.
 *
 * @example
 * ```ts
 * import { $, _, Registry } from 'nestjs-registry';
 *
 * const pairs = new Registry({ name: 'pairs', keys: 'duplicate' });
 * pairs.register('a', [1, 1]);
 * pairs.register('b', [1, 2]);
 * pairs.select([{ head: [$(1), _, [$(2), $(2)]], body: [$(1)] }]); // => ['a']
 * ```
 *
 * @publicApi
 */
export function $(number: number): Variable {
  if (!Number.isSafeInteger(number) || number < 0) {
    throw new InvalidArgumentError('number', 'an integer from 0 up', number, '$(number)');
  }
  return Object.freeze(new Variable(number));
}

/**
 * A named variable, with the type of what it will be bound to.
 *
 * @throws InvalidArgumentError when `name` is no non-empty string.
 *
 * @example
 * ```ts
 * import { gt, Registry, variable, where } from 'nestjs-registry';
 *
 * const workers = new Registry({ name: 'workers', keys: 'unique' });
 * workers.register(['worker', 1], { load: 5 });
 * const id = variable<number>('id');
 * const load = variable<number>('load');
 * const busy = where({ key: ['worker', id], value: { load } }).guard(gt(load, 3)).return({ id, load });
 * workers.select(busy); // => [{ id: 1, load: 5 }]
 * ```
 *
 * @publicApi
 */
export function variable<T = unknown>(name: string): Variable<T> {
  if (typeof name !== 'string' || name === '') {
    throw new InvalidArgumentError('name', 'a non-empty string', name, 'variable(name)');
  }
  return Object.freeze(new Variable<T>(name));
}

/**
 * Stands last in an array pattern for all elements that are left, none included.
 *
 * @throws InvalidArgumentError when `pattern` is neither `_` nor a variable.
 *
 * @example
 * ```ts
 * import { $, _, Registry, rest } from 'nestjs-registry';
 *
 * const paths = new Registry({ name: 'paths', keys: 'unique' });
 * paths.register(['api', 'users', 7], 1);
 * paths.select([{ head: [['api', rest($(1))], _, _], body: [$(1)] }]); // => [['users', 7]]
 * ```
 *
 * @publicApi
 */
export function rest<V extends Variable = Variable<readonly unknown[]>>(
  pattern: Wildcard | (V & OfArray<V>) = _,
): Rest<V['type']> {
  if (!(pattern instanceof Wildcard) && !(pattern instanceof Variable)) {
    throw new InvalidArgumentError('pattern', '_ or a variable', pattern, 'rest(pattern)');
  }
  return Object.freeze(new Rest<V['type']>(pattern));
}

/** `V` when it can be bound to an array: a variable of arrays, or one of no known type. */
type OfArray<V extends Variable> = unknown extends V['type']
  ? V
  : V['type'] extends readonly unknown[]
    ? V
    : never;

/**
 * A pattern of a plain object that matches these fields and no others; a bare object in a pattern matches as a subset.
 *
 * @throws InvalidArgumentError when `fields` is no plain object.
 *
 * @example
 * ```ts
 * import { exact, Registry } from 'nestjs-registry';
 *
 * const users = new Registry({ name: 'users', keys: 'duplicate' });
 * users.register('ann', { role: 'admin', floor: 2 });
 * users.countMatch('ann', { role: 'admin' }); // => 1
 * users.countMatch('ann', exact({ role: 'admin' })); // => 0
 * ```
 *
 * @publicApi
 */
export function exact(fields: Readonly<Record<string, unknown>>): Exact {
  if (shapeOf(fields) !== 'record') {
    throw new InvalidArgumentError('fields', 'a plain object', fields, 'exact(fields)');
  }
  return Object.freeze(new Exact(fields));
}
