/*
 * Random sequences of operations, done to the library and to a naive model of it, compared after every step.
 *
 * A failure prints its seed and path. To replay just that: FC_SEED=… FC_PATH=… npm test -- test/model -t '<name>'.
 * FC_RUNS=… runs more than usual.
 */
import { deepStrictEqual as same } from 'node:assert';
import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import {
  $,
  $$,
  $_,
  _,
  AlreadyRegisteredError,
  exact,
  Owner,
  OwnerTerminatedError,
  Registry,
  rest,
  type Entry,
  type Key,
  type MatchSpec,
  type Registration,
} from 'nestjs-registry';
import { caught } from '../support/caught.js';
import { replayable } from '../support/replayable.js';
import { NaiveRegistry, type Guard, type Head, type ModelEntry } from './naive-registry.js';

const OWNERS = 4;
const KEYS: Key[] = ['a', 1, ['s', 1], ['s', 1, 'x'], ['s', 2], ['s'], { a: 1, b: 2 }, [['s'], 1]];

/** One key comes up often, so that its entries have an order to keep. */
const key = fc.oneof(
  { weight: 1, arbitrary: fc.constant<Key>(['s', 1]) },
  { weight: 2, arbitrary: fc.constantFrom(...KEYS) },
);
const owner = fc.nat(OWNERS - 1);
const n = fc.nat(2);
const value = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({ n, role: fc.constantFrom('x', 'y') }, { noNullPrototype: true }),
  },
  fc.record({ n, at: fc.record({ m: n }, { noNullPrototype: true }) }, { noNullPrototype: true }),
  fc.tuple(n, n),
  n,
);
const keyPattern = fc.oneof(
  key,
  fc.constantFrom<unknown>(_, $(0), ['s', _], ['s', $(0)], ['s', $(1), $(2)], ['s', 1, rest()]),
  fc.constantFrom<unknown>(
    ['s', rest($(0))],
    [_, 1],
    { a: $(0) },
    { a: 1 },
    exact({ a: 1, b: 2 }),
    [['s'], _],
  ),
  fc.constantFrom<unknown>(exact({ a: 1, b: $(1) }), [$(0), $(0)], [_, $(1), rest(_)]),
);
const valuePattern = fc.oneof(
  value,
  fc.constantFrom<unknown>(
    _,
    $(0),
    $(1),
    { n: $(0) },
    { n: 1 },
    { role: 'x' },
    { role: 'y', n: $(0) },
  ),
  fc.constantFrom<unknown>({ at: { m: 1 } }, { at: { m: $(0) }, n: $(0) }, { at: exact({ m: 2 }) }),
  fc.constantFrom<unknown>([$(0), $(0)], [$(0), $(1)], [1, rest($(0))], [rest($(2))], {}),
  fc.constantFrom<unknown>(
    exact({ n: 1 }),
    exact({ n: $(0), role: 'x' }),
    exact({ n: _, role: $(1) }),
  ),
);
const isNumber = (bound: unknown): bound is number => typeof bound === 'number';
/** Guards of `$(0)`; they are only given where the head binds it. */
const guard = fc.constantFrom<Guard>(
  { data: [], test: () => true },
  { data: [['isNumber', $(0)]], test: (bound) => isNumber(bound.get(0)) },
  {
    data: [['not', ['>', $(0), 0]]],
    test: (bound) => isNumber(bound.get(0)) && bound.get(0) === 0,
  },
  {
    data: [['orElse', ['isString', $(0)], ['===', ['rem', $(0), 2], 1]]],
    test: (bound) => typeof bound.get(0) === 'string' || bound.get(0) === 1,
  },
  {
    data: [
      ['>=', $(0), 1],
      ['<', $(0), 2],
    ],
    test: (bound) => bound.get(0) === 1,
  },
  {
    data: [['===', ['at', 0, $(0)], 1]],
    test: (bound) => Array.isArray(bound.get(0)) && (bound.get(0) as unknown[])[0] === 1,
  },
  { data: [$(0)], test: () => false },
);
const NO_GUARD: Guard = { data: [], test: () => true };
const ANY: Head = { key: _, owner: undefined, value: _, guard: NO_GUARD };
const binds = (...patterns: unknown[]): boolean =>
  patterns.some(
    (pattern) =>
      isDeepStrictEqual(pattern, $(0)) ||
      (typeof pattern === 'object' && pattern !== null && binds(...Object.values(pattern))),
  );
const valueQuery = fc
  .record({ pattern: valuePattern, guard })
  .map((made) => (binds(made.pattern) ? made : { ...made, guard: NO_GUARD }));
const head = fc
  .record({
    key: keyPattern,
    owner: fc.oneof({ weight: 2, arbitrary: fc.constant(undefined) }, owner),
    value: valuePattern,
    guard,
  })
  .map((made) => (binds(made.key, made.value) ? made : { ...made, guard: NO_GUARD }));

/** What a handler does when it is called, to whichever entries are there then. */
const deed = fc.oneof(
  fc.record({ do: fc.constant('register' as const), key, owner, value }),
  fc.record({ do: fc.constant('unregister' as const), key, owner }),
  fc.record({ do: fc.constant('terminate' as const), owner }),
  fc.record({ do: fc.constant('update' as const), pick: fc.nat(), value }),
  fc.record({ do: fc.constant('end' as const), pick: fc.nat() }),
  fc.record({ do: fc.constant('fail' as const) }),
);
type Deed = typeof deed extends fc.Arbitrary<infer D> ? D : never;

const step = fc.oneof(
  { weight: 8, arbitrary: fc.record({ do: fc.constant('register' as const), key, owner, value }) },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('subscribe' as const),
      key,
      owner,
      deed,
      once: fc.boolean(),
      // What a filter says, if there is one.
      wants: fc.constantFrom(undefined, undefined, true, false),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('unregister' as const), key, owner }) },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('unregisterMatch' as const),
      key,
      owner,
      query: valueQuery,
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant('updateValue' as const), key, owner, value }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant('update' as const), pick: fc.nat(), value }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('end' as const), pick: fc.nat() }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('terminate' as const), owner }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('look' as const), key, owner }) },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant('match' as const), key, query: valueQuery }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('select' as const),
      heads: fc.array(head, { minLength: 1, maxLength: 3 }),
      limit: fc.nat(4),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('dispatch' as const), key }) },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('walk' as const),
      heads: fc.array(head, { minLength: 1, maxLength: 2 }),
      deed,
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant('meta' as const), key, value: fc.option(n) }),
  },
);
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never;

/** The library and the model side by side. */
class Pair {
  readonly #registry: Registry;
  readonly #model: NaiveRegistry;
  readonly #indexed: boolean;
  readonly #owners = Array.from({ length: OWNERS }, (_hole, number) => new Owner(String(number)));
  /** By the number of the model's entry. */
  readonly #registrations: Registration[] = [];
  readonly #told: unknown[] = [];
  readonly #called: number[] = [];
  readonly #expectedCalls: number[] = [];
  #depth = 0;

  constructor(options: { keys: 'unique' | 'duplicate'; partitions: number; index: string[] }) {
    this.#registry = new Registry({ ...options, name: 'real', logErrors: false });
    this.#indexed = options.index.includes('role');
    this.#model = new NaiveRegistry(options.keys === 'unique');
    this.#registry.changes().subscribe((change) => {
      this.#told.push({
        type: change.type,
        key: change.entry.key,
        owner: Number(change.entry.owner.label),
        value: change.entry.value,
        ...(change.type === 'unregistered' ? { reason: change.reason } : {}),
      });
    });
  }

  do(step: Step | Deed): void {
    const [registry, model] = [this.#registry, this.#model];
    switch (step.do) {
      case 'register':
        return this.#register(step.key, step.owner, step.value);
      case 'subscribe':
        return this.#subscribe(step);
      case 'unregister':
        return same(
          registry.unregister(this.#owners[step.owner]!, step.key),
          model.remove(this.#owned(step.owner, step.key), 'unregistered'),
        );
      case 'unregisterMatch': {
        const { pattern, guard } = step.query;
        const matched = model.match(step.key, pattern, guard);
        const owned = matched.filter((entry) => entry.owner === step.owner);
        return same(
          registry.unregisterMatch(this.#owners[step.owner]!, step.key, pattern, guard.data),
          model.remove(owned, 'unregistered'),
        );
      }
      case 'updateValue':
        return this.#updateValue(step.key, step.owner, step.value);
      case 'update': {
        const entry = model.entries[step.pick % model.entries.length];
        if (entry === undefined) return;
        const previous = entry.value;
        model.update(entry, step.value);
        return same(
          this.#registrations[entry.id]!.update(() => step.value),
          {
            value: step.value,
            previous,
          },
        );
      }
      case 'end': {
        const entry = model.entries[step.pick % model.entries.length];
        if (entry === undefined) return;
        model.remove([entry], 'unregistered');
        return same(this.#registrations[entry.id]!.unregister(), true);
      }
      case 'terminate':
        model.terminate(step.owner);
        return this.#owners[step.owner]!.terminate();
      case 'look':
        return this.#look(step.key, step.owner);
      case 'match': {
        const { pattern, guard } = step.query;
        const expected = model.match(step.key, pattern, guard);
        same(registry.match(step.key, pattern, guard.data).map(this.#plain), expected.map(plain));
        return same(registry.countMatch(step.key, pattern, guard.data), expected.length);
      }
      case 'select':
        return this.#select(step.heads, step.limit);
      case 'dispatch':
        return this.#dispatch(step.key);
      case 'walk':
        return this.#walk(step.heads, step.deed);
      case 'meta':
        return this.#meta(step.key, step.value);
      case 'fail':
        throw new Error('a handler that fails');
    }
  }

  check(): void {
    const { entries, keys, owners, messages, deliveries } = this.#model.stats;
    const { partitions, failures: _failures, ...stats } = this.#registry.stats();
    same(stats, { entries, keys, owners, messages, deliveries, dropped: 0, inFlight: 0 });
    const sum = (of: 'entries' | 'keys') => partitions.reduce((total, one) => total + one[of], 0);
    same([sum('entries'), sum('keys')], [entries, keys]);
    same(this.#registry.size, entries);
    same(sorted([...this.#registry].map(this.#plain)), sorted(this.#model.entries.map(plain)));
    same(this.#told, this.#expectedChanges());
    same(this.#called, this.#expectedCalls);
    for (const role of ['x', 'y']) {
      const plan = this.#registry.explain([{ head: [_, _, { role }], body: [true] }]);
      const having = this.#model.select([{ ...ANY, value: { role } }]).length;
      same(
        plan,
        this.#indexed
          ? { access: 'index', path: 'role', value: role, candidates: having }
          : { access: 'scan', candidates: entries },
      );
    }
  }

  close(): void {
    this.#registry.close();
    same([this.#registry.size, this.#registry.stats().owners], [0, 0]);
  }

  #register(key: Key, owner: number, value: unknown): void {
    const expected = this.#model.register(key, owner, value);
    const register = () => this.#registry.tryRegister(key, value, { owner: this.#owners[owner]! });
    if (expected === 'dead') return same(caught(register) instanceof OwnerTerminatedError, true);
    const result = register();
    if ('holder' in expected) {
      same(result.ok ? undefined : this.#plain(result.holder), plain(expected.holder));
      const thrown = caught<AlreadyRegisteredError>(() =>
        this.#registry.register(key, value, { owner: this.#owners[owner]! }),
      );
      return same(thrown instanceof AlreadyRegisteredError, true);
    }
    if (!result.ok) throw new Error('The key is free.');
    this.#registrations[expected.id] = result.registration;
  }

  /** The model's handler says which calls there must be; the real one does the deed to both. */
  #subscribe({ key, owner, deed, once, wants }: Step & { do: 'subscribe' }): void {
    let id = -1;
    const handler = () => {
      if (once) this.#model.remove([expected as ModelEntry], 'unregistered');
      this.#expectedCalls.push(id);
    };
    const expected = this.#model.register(
      key,
      owner,
      undefined,
      wants === false ? undefined : handler,
    );
    const subscribe = () =>
      this.#registry.subscribe(
        key,
        () => {
          this.#called.push(id);
          // The same call of the model comes first; then the deed is done to both.
          this.#next();
          if (this.#depth++ < 3) this.do(deed);
        },
        {
          owner: this.#owners[owner]!,
          once,
          filter: wants === undefined ? undefined : () => wants,
        },
      );
    if (expected === 'dead') return same(caught(subscribe) instanceof OwnerTerminatedError, true);
    if ('holder' in expected) {
      return same(caught(subscribe) instanceof AlreadyRegisteredError, true);
    }
    id = expected.id;
    this.#registrations[id] = subscribe();
  }

  #next: () => void = () => undefined;

  /** One call of the model for each of the library: both do their deeds at the same time. */
  #dispatch(key: Key): void {
    const model = this.#model;
    model.messages++;
    this.#depth = 0;
    const waiting = model.lookup(key).filter(({ handler }) => handler !== undefined);
    const alive = () => {
      while (waiting.length > 0 && !model.entries.includes(waiting[0]!)) waiting.shift();
      return waiting.shift();
    };
    let expected = 0;
    this.#next = () => {
      expected++;
      alive()?.handler?.(undefined);
    };
    const reached = this.#registry.emit(key, 'message');
    same(reached, expected);
    same(alive(), undefined);
    model.deliveries += expected;
  }

  #updateValue(key: Key, owner: number, value: unknown): void {
    if (!this.#model.unique) return;
    const [entry] = this.#owned(owner, key);
    const previous = entry?.value;
    if (entry !== undefined) this.#model.update(entry, value);
    same(
      this.#registry.updateValue(this.#owners[owner]!, key, () => value),
      entry === undefined ? undefined : { value, previous },
    );
  }

  #look(key: Key, owner: number): void {
    const [registry, model, named] = [this.#registry, this.#model, this.#owners[owner]!];
    const expected = model.lookup(key);
    same(registry.lookup(key).map(this.#plain), expected.map(plain));
    same(
      registry.keys(named),
      model.of(owner).map((entry) => entry.key),
    );
    same(
      registry.values(named, key),
      this.#owned(owner, key).map((entry) => entry.value),
    );
    let seen: readonly Entry[] = [];
    registry.dispatchEntries(key, (entries) => {
      seen = entries;
    });
    same(seen.map(this.#plain), expected.map(plain));
    if (!model.unique) return;
    same(
      [registry.get(key)].flatMap((entry) => (entry === undefined ? [] : [this.#plain(entry)])),
      expected.map(plain),
    );
    same(registry.whereis(key)?.label, expected[0]?.owner.toString());
  }

  #spec(heads: readonly Head[]): MatchSpec {
    return heads.map(({ key, owner, value, guard }, clause) => ({
      head: [key, owner === undefined ? _ : this.#owners[owner]!, value],
      guards: guard.data,
      body: [['array', clause, $$, $_]],
    }));
  }

  #select(heads: readonly Head[], limit: number): void {
    const spec = this.#spec(heads);
    const expected = this.#model
      .select(heads)
      .map(({ entry, clause, bound }) => [clause, bound, plain(entry)]);
    const results = this.#registry
      .select<[number, unknown[], Entry]>(spec)
      .map(([clause, bound, entry]) => [clause, bound, this.#plain(entry)]);
    same(sorted(results), sorted(expected));
    // In order of registration under each key.
    for (const key of KEYS) {
      const under = (all: unknown[][]) =>
        all.filter(([, , entry]) => isDeepStrictEqual((entry as { key: unknown }).key, key));
      same(under(results), under(expected));
    }
    same(this.#registry.select(spec, { limit }).length, Math.min(limit, expected.length));
    const counted = spec.map((clause, place) => ({ ...clause, body: [place === 0] }));
    same(this.#registry.countSelect(counted), expected.filter(([clause]) => clause === 0).length);
  }

  /** Does a deed at the first result: what was there and still is must be seen, what is new must not. */
  #walk(heads: readonly Head[], deed: Deed): void {
    if (deed.do === 'fail') return;
    const before = this.#model.select(heads).map(({ entry }) => entry);
    const spec = heads.map(({ key, owner, value, guard }) => ({
      head: [key, owner === undefined ? _ : this.#owners[owner]!, value] as const,
      guards: guard.data,
      body: [$_],
    }));
    const seen: unknown[] = [];
    const identity = new Map(before.map(({ id }) => [this.#registrations[id]!.entry, id]));
    let first: number | undefined;
    for (const entry of this.#registry.selectEach<Entry>(spec)) {
      if (first === undefined) {
        first = identity.get(entry);
        this.do(deed);
      }
      seen.push(this.#plain(entry));
    }
    const after = this.#model.select(heads).map(({ entry }) => entry);
    const stayed = before.filter((entry) => entry.id !== first && after.includes(entry));
    // An update may have made an entry fit that did not before: it may be seen or have been passed.
    const certain = stayed.map(plain).map((entry) => JSON.stringify(entry));
    const possible = [...before, ...after].map(plain).map((entry) => JSON.stringify(entry));
    const got = seen.slice(1).map((entry) => JSON.stringify(entry));
    same(without(certain, got), []);
    same(without(got, possible), []);
    const fresh = this.#model.entries.length - stayed.length;
    same(got.length <= stayed.length + Math.max(0, fresh), true);
    if (deed.do !== 'update') same(got.length, stayed.length);
  }

  #meta(key: Key, value: number | null): void {
    const [{ meta }, model] = [this.#registry, this.#model];
    same(meta.get(key), model.getMeta(key));
    if (value === null) {
      same(meta.has(key), model.getMeta(key) !== undefined);
      same(meta.delete(key), model.deleteMeta(key));
    } else {
      meta.set(key, value);
      model.setMeta(key, value);
    }
    same(meta.get(key), model.getMeta(key));
  }

  #owned(owner: number, key: unknown): ModelEntry[] {
    return this.#model.lookup(key).filter((entry) => entry.owner === owner);
  }

  readonly #plain = (entry: Entry) => ({
    key: entry.key,
    owner: Number(entry.owner.label),
    value: entry.value,
  });

  #expectedChanges(): unknown[] {
    return this.#model.changes.map(({ id, ...change }) => ({
      ...change,
      key: this.#registrations[id]!.entry.key,
      owner: Number(this.#registrations[id]!.entry.owner.label),
    }));
  }
}

function plain({ key, owner, value }: ModelEntry) {
  return { key, owner, value };
}

function sorted(all: readonly unknown[]): string[] {
  return all.map((one) => JSON.stringify(one)).sort();
}

/** What is left of `all` when each of `taken` has taken away one like it. */
function without(all: readonly string[], taken: readonly string[]): string[] {
  const left = [...all];
  for (const one of taken) {
    const place = left.indexOf(one);
    if (place >= 0) left.splice(place, 1);
  }
  return left;
}

describe.each(['unique', 'duplicate'] as const)('with %s keys', (keys) => {
  it.each([
    { partitions: 1, index: [] },
    { partitions: 7, index: [] },
    { partitions: 1, index: ['role', 'at.m'] },
    { partitions: 7, index: ['n', 'role', 'at'] },
  ])('agrees on $partitions partitions with the indexes $index', (kind) => {
    fc.assert(
      fc.property(fc.array(step, { minLength: 10, maxLength: 50, size: 'max' }), (steps) => {
        const pair = new Pair({ keys, ...kind });
        const run = () => {
          for (const one of steps) {
            pair.do(one);
            pair.check();
          }
          pair.close();
        };
        expect(run).not.toThrow();
      }),
      replayable(120),
    );
  });
});
