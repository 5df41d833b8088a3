import {
  $,
  $_,
  _,
  add,
  and,
  call,
  divide,
  eq,
  gt,
  lt,
  multiply,
  not,
  or,
  Owner,
  Registry,
  rest,
  variable,
  where,
  type Call,
  type Entry,
  type MatchSpec,
  type Query,
  type QueryPlan,
  type Term,
} from 'nestjs-registry';

type Same<A, B> =
  (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
/** Compiles only when both types are the same. */
function same<A, B>(_same: Same<A, B>): void {}

const id = variable<number>('id');
const name = variable<string>('name');
const ready = variable<boolean>('ready');
const big = variable<bigint>('big');
const at = variable<Date>('at');
const who = variable<Owner>('who');
const anything = variable('anything');
const registry = new Registry<{ value: { load: number } }>({ name: 'types', keys: 'unique' });
const all = where({ key: ['worker', id, name], owner: who, value: { ready, big, at, anything } });

export function results(): void {
  const one = registry.select(all.return(id));
  same<typeof one, number[]>(true);

  const record = registry.select(all.return({ id, name, nested: { ready } }));
  same<typeof record, { id: number; name: string; nested: { ready: boolean } }[]>(true);

  const tuple = registry.select(all.return([id, name, 'literal', 7]));
  same<typeof tuple, [number, string, 'literal', 7][]>(true);

  const calls = registry.select(
    all.return({ sum: add(id, 1), isOne: eq(id, 1), half: divide(1, 2) }),
  );
  same<
    typeof calls,
    { sum: number | undefined; isOne: boolean | undefined; half: number | undefined }[]
  >(true);

  const bigints = registry.select(all.return(multiply(big, 2n)));
  same<typeof bigints, (bigint | undefined)[]>(true);

  const others = registry.select(all.return({ at, who, anything, owner: new Owner() }));
  same<typeof others, { at: Date; who: Owner; anything: unknown; owner: Owner }[]>(true);

  const dates = registry.select(all.return([at, new Date()]));
  same<typeof dates, [Date, Date][]>(true);

  const told = registry.select(all.return(call<'at', string>('at', 0, ['a'])));
  same<typeof told, (string | undefined)[]>(true);

  const untold = registry.select(all.return(call('at', 0, ['a'])));
  same<typeof untold, unknown[]>(true);

  const length = registry.select(all.return(call('length', name)));
  same<typeof length, (number | undefined)[]>(true);

  const lazily = registry.selectEach(all.return({ id }));
  same<typeof lazily, IterableIterator<{ id: number }>>(true);

  const compiled = all.return({ id });
  same<typeof compiled, Query<{ id: number }>>(true);

  // @ts-expect-error -- the id is a number
  const wrong: { id: string }[] = registry.select(compiled);
  void wrong;
}

export function dataForm(): void {
  const spec: MatchSpec = [
    { head: [['worker', $(1)], _, _], guards: [['>', $(1), 1]], body: [$(1)] },
  ];
  const unknowns = registry.select(spec);
  same<typeof unknowns, unknown[]>(true);

  const stated = registry.select<number>(spec);
  same<typeof stated, number[]>(true);

  const entries = registry.match(['worker', 1], { load: $(1) }, [['>', $(1), 1]]);
  same<(typeof entries)[number]['value'], { load: number }>(true);

  const counts: number[] = [
    registry.countMatch('k', _),
    registry.countSelect(spec),
    registry.countSelect(all.return(true)),
    registry.unregisterMatch(new Owner(), 'k', _),
  ];
  void counts;

  // @ts-expect-error -- a head has three patterns
  registry.select([{ head: [_, _], body: [true] }]);
  // @ts-expect-error -- a body cannot be left out
  registry.select([{ head: [_, _, _] }]);
  // @ts-expect-error -- guards are an array
  registry.select([{ head: [_, _, _], guards: true, body: [true] }]);
  // @ts-expect-error -- a spec is an array of clauses
  registry.select({ head: [_, _, _], body: [true] });
  // @ts-expect-error -- there is no such option
  registry.select(spec, { offset: 1 });
  // @ts-expect-error -- a Where is no query yet
  registry.select(all);
  // @ts-expect-error -- the owner comes first
  registry.unregisterMatch('k', _);
}

export function guards(): void {
  all.guard(gt(id, 1), ready, eq(name, 'ann'), true);
  all.guard(and(ready, not(ready)), or(ready), lt(at, new Date()), gt(big, 1n));
  all.guard(call('isNumber', anything), call('andAlso', ready, call('has', 'a', { a: 1 })));
  all.guard(gt(add(id, 1), multiply(id, 2)));

  // @ts-expect-error -- a number is no boolean
  all.guard(id);
  // @ts-expect-error -- a sum is no boolean
  all.guard(add(id, 1));
  // @ts-expect-error -- guards of the data form have no types
  all.guard(['>', id, 1]);
  // @ts-expect-error -- a number and a string have no order
  gt(id, 'ann');
  // @ts-expect-error -- two variables of different types have no order
  lt(id, name);
  // @ts-expect-error -- objects have no order here
  gt(variable<{ a: 1 }>('o'), { a: 1 });
  // @ts-expect-error -- strings are not added
  add(name, 'a');
  // @ts-expect-error -- a number and a bigint are not multiplied
  multiply(id, big);
  // @ts-expect-error -- only booleans have a conjunction
  and(ready, id);
  // @ts-expect-error -- a conjunction has a part
  and();
  // @ts-expect-error -- only a boolean has a negation
  not(id);
  // @ts-expect-error -- there is no such function
  call('foo', 1);
  // @ts-expect-error -- the length is of a string or an array
  call('length', id);
  // @ts-expect-error -- not takes one argument
  call('not', ready, ready);
  // @ts-expect-error -- rem takes two arguments
  call('rem', id);
  // @ts-expect-error -- the name of a field is a string
  call('get', 1, { a: 1 });
  // @ts-expect-error -- the result of a test is a boolean, whatever is said
  call<'isNumber', string>('isNumber', 1);
}

export function patterns(): void {
  where();
  where({ owner: _ });
  where({ owner: who });
  where({ owner: new Owner(), value: [rest(), rest(_), rest(variable<string[]>('others'))] });

  // @ts-expect-error -- an owner is no name
  where({ owner: 'ann' });
  // @ts-expect-error -- a variable of numbers binds no owner
  where({ owner: id });
  // @ts-expect-error -- there is no such field
  where({ keys: 1 });
  // @ts-expect-error -- a rest is bound to an array
  rest(id);
  // @ts-expect-error -- a numbered variable has a number
  $('1');
  // @ts-expect-error -- a named variable has a name
  variable(1);
}

export function terms(): void {
  const numbers: Term<number>[] = [1, id, add(id, 1), call('length', name)];
  const test: Call<boolean> = gt(id, 1);
  void [numbers, test];

  // @ts-expect-error -- a variable of strings
  const wrong: Term<number> = name;
  // @ts-expect-error -- a call whose result is a number
  const none: Call<boolean> = add(id, 1);
  void [wrong, none];
}

export function plans(): void {
  const plan: QueryPlan = registry.explain(all.return(id));
  if (plan.access === 'prefix') same<typeof plan.prefix, readonly unknown[]>(true);
  if (plan.access === 'owner') same<typeof plan.owner, Owner>(true);
  // @ts-expect-error -- only a plan of a known access has a key
  void plan.key;
  // @ts-expect-error -- there is no such access
  void (plan.access === 'guess');
}

interface Address {
  readonly city: string;
}
interface Row {
  readonly id: typeof id;
}

export function review(): void {
  const whole = registry.select(all.return($_));
  same<typeof whole, Entry[]>(true);

  const row: Row = { id };
  const rows = registry.select(all.return(row));
  same<typeof rows, { id: number }[]>(true);

  const sum = registry.select(all.return(add(1, 2)));
  same<typeof sum, (number | undefined)[]>(true);

  call('get', 'city', variable<Address>('address'));
  call('get', 'key', $_);

  // @ts-expect-error -- what a spec in its data form yields is unknown, unless one says what it is
  const wrong: string[] = registry.select([{ head: [_, _, _], body: [true] }]);
  const said = registry.select<boolean>([{ head: [_, _, _], body: [true] }]);
  same<typeof said, boolean[]>(true);
  void wrong;
}
