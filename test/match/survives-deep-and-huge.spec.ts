import {
  $,
  _,
  add,
  call,
  exact,
  MatchSpecError,
  query,
  rest,
  variable,
  where,
  type Call,
  type MatchSpec,
} from 'nestjs-registry';
import { caught } from '../support/caught.js';
import { computed, holding, holds, matches } from '../support/match.js';

const DEEP = 100_000;
const HUGE = 1_000_000;

const nested = (step: (inner: unknown) => unknown, innermost: unknown, depth = DEEP): unknown => {
  let made = innermost;
  for (let i = 0; i < depth; i++) made = step(made);
  return made;
};
const cyclic = (): unknown => {
  const made: unknown[] = ['array'];
  made.push(made);
  return made;
};
const cyclicObject = (): unknown => {
  const made: { self?: unknown } = {};
  made.self = made;
  return made;
};
/** 2^60 parts, all of them shared. */
const unfolding = (): unknown => nested((inner) => [inner, inner], 1, 60);

const SPECS: [string, unknown][] = [
  ['arrays 100,000 deep', nested((inner) => ['array', inner], 1)],
  ['objects 100,000 deep', nested((inner) => ({ a: inner }), 1)],
  ['negations 100,000 deep', nested((inner) => ['not', inner], true)],
  ['short circuits 100,000 deep', nested((inner) => ['andAlso', true, inner], true)],
  ['a constant 100,000 deep', ['const', nested((inner) => [inner], 1)]],
  ['an array in itself', cyclic()],
  ['an object in itself', cyclicObject()],
  ['a constant in itself', ['const', cyclicObject()]],
  ['2^60 shared parts', nested((inner) => ['array', inner, inner], 1, 60)],
  ['a constant of 2^60 shared parts', ['const', unfolding()]],
  ['1,000,000 elements', Array.from({ length: HUGE }, () => 'array')],
  ['1,000,000 fields', Object.fromEntries(Array.from({ length: HUGE }, (_hole, i) => [i, 1]))],
  ['an array of a billion holes', Object.assign(new Array(1e9), { 0: 'array' })],
];

const PATTERNS: [string, unknown][] = [
  ...SPECS,
  ['exact 100,000 deep', nested((inner) => exact({ a: inner }), 1)],
  ['1,000,000 wildcards', Array.from({ length: HUGE }, () => _)],
  ['1,000,000 wildcards and a rest', [...Array.from({ length: HUGE }, () => _), rest()]],
];

/** `true` when a MatchSpecError says at once that it is too much; otherwise what happened instead. */
function refused(run: () => unknown): unknown {
  const started = performance.now();
  const error = caught<MatchSpecError>(run);
  // Not a measurement: what is not bounded would take minutes, or for ever.
  if (performance.now() - started > 2000) return 'refused, but not at once';
  if (!(error instanceof MatchSpecError) || error.message.length > 500) return error;
  return /nests deeper than 100 levels|more than 10000 parts/.test(error.message) || error;
}

const tooMuch = (spec: unknown): unknown => refused(() => query(spec as MatchSpec));

describe('refuses', () => {
  it.each(PATTERNS)('a value pattern of %s', (_what, pattern) => {
    expect(tooMuch([{ head: [_, _, pattern], body: [true] }])).toBe(true);
  });

  it.each(PATTERNS)('a key pattern of %s', (_what, pattern) => {
    expect(tooMuch([{ head: [pattern, _, _], body: [true] }])).toBe(true);
  });

  it.each(PATTERNS)('under match, %s', (_what, pattern) => {
    expect(refused(() => holding().match('k', pattern))).toBe(true);
  });

  it.each(SPECS)('a guard of %s', (_what, guard) => {
    expect(tooMuch([{ head: [_, _, _], guards: [guard], body: [true] }])).toBe(true);
  });

  it.each(SPECS)('a body of %s', (_what, part) => {
    expect(tooMuch([{ head: [_, _, _], body: [part] }])).toBe(true);
  });

  it.each(PATTERNS)('a pattern of the builder of %s', (_what, pattern) => {
    expect(refused(() => where({ value: pattern }).return(true))).toBe(true);
  });

  it.each(SPECS)('a result of the builder of %s', (_what, part) => {
    expect(refused(() => where({ value: 1 }).return(part))).toBe(true);
  });

  it('calls of the builder 100,000 deep', () => {
    const deep = nested((inner) => add(inner as Call<number>, 1), 1) as Call<number>;
    expect(refused(() => where().return(deep))).toBe(true);
    expect(
      refused(() =>
        where()
          .guard(call('===', deep, 1))
          .return(true),
      ),
    ).toBe(true);
  });

  it('a constant of the builder 100,000 deep', () => {
    expect(
      refused(() =>
        where().return(
          call(
            'const',
            nested((inner) => [inner], 1),
          ),
        ),
      ),
    ).toBe(true);
  });

  it('1,000,000 guards', () => {
    expect(
      tooMuch([
        { head: [_, _, _], guards: Array.from({ length: HUGE }, () => true), body: [true] },
      ]),
    ).toBe(true);
  });

  it('1,000,000 clauses', () => {
    expect(tooMuch(Array.from({ length: HUGE }, () => ({ head: [_, _, _], body: [true] })))).toBe(
      true,
    );
  });

  it('a body of a billion holes', () => {
    expect(tooMuch([{ head: [_, _, _], body: new Array(1e9) }])).toBe(true);
  });

  it('guards of a billion holes', () => {
    expect(tooMuch([{ head: [_, _, _], guards: new Array(1e9), body: [true] }])).toBe(true);
  });

  it('a pattern of a billion holes and a rest', () => {
    const pattern = new Array(1e9);
    pattern[1e9 - 1] = rest();
    expect(tooMuch([{ head: [_, _, pattern], body: [true] }])).toBe(true);
  });
});

describe('takes', () => {
  it('patterns of 98 levels', () => {
    const pattern = nested((inner) => [inner], $(1), 98);
    const value = nested((inner) => [inner], 7, 98);
    expect(matches(pattern, value, [['===', $(1), 7]])).toBe(true);
  });

  it('patterns of 10,000 parts and no more, with the head, its place there, guards, body and result', () => {
    const parts = Array.from({ length: 10_000 - 5 }, (_hole, i) => i);
    expect(matches(parts, [...parts])).toBe(true);
    expect(matches(parts, [...parts.slice(1), 0])).toBe(false);
    expect(refused(() => matches([...parts, 0], []))).toBe(true);
  });
});

const VALUES: [string, make: (end: unknown) => unknown][] = [
  ['arrays 100,000 deep', (end) => nested((inner) => [inner], end)],
  ['objects 100,000 deep', (end) => nested((inner) => ({ a: inner }), end)],
  ['1,000,000 elements', (end) => [...Array.from({ length: HUGE }, () => 0), end]],
  ['2^60 shared parts', (end) => nested((inner) => [inner, inner], end, 60)],
  ['2^60 shared fields', (end) => nested((inner) => ({ a: inner, b: inner }), end, 60)],
  [
    'a long cycle',
    (end) => {
      const first: unknown[] = [end];
      first.push(nested((inner) => [0, inner], first, 5000));
      return first;
    },
  ],
];

describe.each(VALUES)('values of %s', (_what, make) => {
  it('are equal when they are', () => {
    expect(matches([$(1), $(1)], [make(1), make(1)])).toBe(true);
  });

  it('are not when they are not', () => {
    expect(matches([$(1), $(1)], [make(1), make(2)])).toBe(false);
  });

  it('are equal by number', () => {
    expect(holds(['==', ['at', 0, $(1)], ['at', 1, $(1)]], [make(1), make(1n)])).toBe(true);
  });

  it('have an order', () => {
    expect(holds(['<', ['at', 0, $(1)], ['at', 1, $(1)]], [make(1), make(2)])).toBe(true);
    expect(holds(['<=', ['at', 0, $(1)], ['at', 1, $(1)]], [make(1), make(1)])).toBe(true);
  });

  it('are compared with a literal', () => {
    expect(matches({ a: 1 }, make(1))).toBe(false);
    expect(matches([], make(1))).toBe(false);
  });

  it('are bound and told', () => {
    const value = make(1);
    expect(computed($(1), value)).toBe(value);
  });
});

it('cyclic values are equal when no difference is found', () => {
  expect(matches([$(1), $(1)], [cyclic(), cyclic()])).toBe(true);
  expect(matches([$(1), $(1)], [cyclicObject(), cyclicObject()])).toBe(true);
  expect(matches([$(1), $(1)], [cyclicObject(), { self: { self: { self: 1 } } }])).toBe(false);
});

it('variables deep in the builder have their place in the message', () => {
  const error = caught<MatchSpecError>(() =>
    where({ value: { a: variable('a') } }).return({ b: [variable('c')] }),
  );
  expect(error).toBeInstanceOf(MatchSpecError);
  expect(error.path).toMatch(/body\[0\]\.b/);
});
