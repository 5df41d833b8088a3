import {
  $,
  $_,
  $$,
  _,
  exact,
  InvalidArgumentError,
  MatchSpecError,
  Owner,
  query,
  Registry,
  rest,
  variable,
  type MatchClause,
  type MatchSpec,
} from 'nestjs-registry';
import { caught } from '../support/caught.js';

const head = [_, _, $(1)];
const inGuard = (guard: unknown) => [{ head, guards: [guard], body: [true] }];
const inBody = (part: unknown) => [{ head, body: [true, part] }];
const inHead = (key: unknown, owner: unknown, value: unknown) => [
  { head: [key, owner, value], body: [true] },
];

const SPECS: [string, unknown, path: string, why: RegExp][] = [
  ['a spec that is no array', { head, body: [true] }, 'spec', /array of clauses/],
  ['null', null, 'spec', /array of clauses, not null/],
  ['a clause that is null', [null], 'spec[0]', /\{ head, guards, body \}, not null/],
  ['a clause as a tuple', [[head, [], [true]]], 'spec[0]', /\{ head, guards, body \}/],
  ['a clause that is missing', new Array(1), 'spec[0]', /not undefined/],
  ['the second clause', [{ head, body: [1] }, 7], 'spec[1]', /not 7/],
  ['an unknown field', [{ head, guard: [], body: [1] }], 'spec[0].guard', /only head, guards/],
  ['a missing head', [{ body: [1] }], 'spec[0].head', /\[key, owner, value\], not undefined/],
  ['a head that is _', [{ head: _, body: [1] }], 'spec[0].head', /\[key, owner, value\]/],
  ['a head of two', [{ head: [_, _], body: [1] }], 'spec[0].head', /\[key, owner, value\]/],
  ['a head of four', [{ head: [_, _, _, _], body: [1] }], 'spec[0].head', /owner, value\]/],
  ['guards that are no array', [{ head, guards: true, body: [1] }], 'spec[0].guards', /an array/],
  ['guards that are null', [{ head, guards: null, body: [1] }], 'spec[0].guards', /not null/],
  ['a missing body', [{ head }], 'spec[0].body', /at least one expression, not undefined/],
  ['an empty body', [{ head, body: [] }], 'spec[0].body', /at least one expression/],
  ['a body that is no array', [{ head, body: $(1) }], 'spec[0].body', /at least one expression/],

  ['an owner that is none', inHead(_, 'ann', _), 'spec[0].head[1]', /not 'ann'/],
  ['an owner in an array', inHead(_, [new Owner()], _), 'spec[0].head[1]', /an Owner, not \[/],
  ['an undefined owner', inHead(_, undefined, _), 'spec[0].head[1]', /not undefined/],
  ['a rest as the value', inHead(_, _, rest()), 'spec[0].head[2]', /only last in an array/],
  ['a rest before the last', inHead(_, _, [rest(), 1]), 'spec[0].head[2][0]', /only last/],
  ['a rest in an object', inHead(_, _, { a: rest() }), 'spec[0].head[2].a', /only last/],
  ['$_ in a head', inHead(_, _, $_), 'spec[0].head[2]', /only in guards and bodies/],
  ['$$ within a key', inHead(['a', $$], _, _), 'spec[0].head[0][1]', /only in guards and bodies/],
  ['a part of exact', inHead(_, _, exact({ a: [$_] })), 'spec[0].head[2].a[0]', /only in guards/],
  ['symbol fields', inHead(_, _, { [Symbol('s')]: 1 }), 'spec[0].head[2]', /named by symbols/],
  ['a key that is undefined', inHead(undefined, _, _), 'spec[0].head[0]', /undefined/],
  ['a key that is a Map', inHead(new Map(), _, _), 'spec[0].head[0]', /Map or Set/],
  ['a key that holds a promise', inHead([Promise.resolve()], _, _), 'spec[0].head[0]', /promise/],

  ['an unknown function', inGuard(['foo', 1]), 'spec[0].guards[0]', /no function 'foo'/],
  ['the name of an Elixir function', inGuard(['=:=', 1, 1]), 'spec[0].guards[0]', /'=:='/],
  ['an inherited name', inGuard(['toString']), 'spec[0].guards[0]', /no function 'toString'/],
  ['a name that is no string', inGuard([1, 2]), 'spec[0].guards[0]', /must be a string/],
  ['a name that is a variable', inGuard([$(1), 2]), 'spec[0].guards[0]', /must be a string/],
  ['an empty call', inGuard([]), 'spec[0].guards[0]', /an array is a call/],
  ['an array of arrays', inGuard([['not', true]]), 'spec[0].guards[0]', /must be a string/],
  ['an unbound number', inGuard(['>', $(2), 1]), 'spec[0].guards[0][1]', /\$\(2\) is not bound/],
  ['an unbound name', inGuard(variable('n')), 'spec[0].guards[0]', /variable\('n'\) is not bound/],
  ['a wildcard', inGuard(['===', 1, _]), 'spec[0].guards[0][2]', /only in heads/],
  ['a rest in a guard', inGuard(['array', rest()]), 'spec[0].guards[0][1]', /only in heads/],
  ['exact in a guard', inGuard(exact({})), 'spec[0].guards[0]', /only in heads/],
  ['symbol fields in a body', inBody({ [Symbol('s')]: 1 }), 'spec[0].body[1]', /by symbols/],
  ['a field of an object', inBody({ a: { b: ['foo'] } }), 'spec[0].body[1].a.b', /'foo'/],
  ['an inner call', inBody(['array', ['+', 1, ['foo']]]), 'spec[0].body[1][1][2]', /'foo'/],
  ['a body before the last', [{ head, body: [['foo'], 1] }], 'spec[0].body[0]', /'foo'/],
];

const ARITIES: [call: unknown[], takes: RegExp][] = [
  [['not'], /not takes 1 argument\(s\), not 0/],
  [['not', true, true], /takes 1 argument/],
  [['and'], /at least 1/],
  [['or'], /at least 1/],
  [['xor', true], /takes 2/],
  [['xor', true, true, true], /takes 2/],
  [['andAlso'], /at least 1/],
  [['orElse'], /at least 1/],
  [['const'], /const takes 1 argument, not 0/],
  [['const', 1, 2], /const takes 1 argument, not 2/],
  [['+'], /\+ takes 1 to 2 argument\(s\), not 0/],
  [['+', 1, 2, 3], /takes 1 to 2/],
  [['-', 1, 2, 3], /takes 1 to 2/],
  [['*', 1], /takes 2/],
  [['div', 1, 2, 3], /takes 2/],
  [['abs'], /takes 1/],
  [['bnot', 1, 2], /takes 1/],
  [['bsl', 1], /takes 2/],
  [['===', 1], /takes 2/],
  [['<', 1, 2, 3], /takes 2/],
  [['min', 1], /takes 2/],
  [['isNumber'], /takes 1/],
  [['isOwner', 1, 2], /takes 1/],
  [['at', 1], /takes 2/],
  [['head'], /takes 1/],
  [['slice', 'a'], /slice takes 2 to 3 argument\(s\), not 1/],
  [['slice', 'a', 0, 0, 0], /takes 2 to 3/],
  [['get', 'a'], /takes 2/],
  [['size'], /takes 1/],
];

const USES: [string, (registry: Registry, spec: MatchSpec) => unknown][] = [
  ['query', (_registry, spec) => query(spec)],
  ['select', (registry, spec) => registry.select(spec)],
  ['selectEach, before anything is asked for', (registry, spec) => registry.selectEach(spec)],
  ['countSelect', (registry, spec) => registry.countSelect(spec)],
  ['explain', (registry, spec) => registry.explain(spec)],
];

describe.each(USES)('%s, on an empty registry too,', (_name, use) => {
  it.each(SPECS)('refuses %s', (_what, spec, path, why) => {
    const empty = new Registry({ keys: 'unique' });
    const error = caught<MatchSpecError>(() => use(empty, spec as MatchSpec));
    expect(error).toBeInstanceOf(MatchSpecError);
    expect(error.code).toBe('MATCH_SPEC');
    expect(error.path).toBe(path);
    expect(error.message).toMatch(why);
    expect(error.message).toContain(path);
  });
});

it.each(ARITIES)('refuses %j', (call, takes) => {
  const error = caught<MatchSpecError>(() => query(inGuard(call) as unknown as MatchSpec));
  expect(error).toBeInstanceOf(MatchSpecError);
  expect(error.path).toBe('spec[0].guards[0]');
  expect(error.message).toMatch(takes);
});

it.each<[string, unknown, unknown, path: string]>([
  ['a wrong pattern', [rest(), 1], [], 'match[0]'],
  ['a wrong guard', $(1), [['foo']], 'match.guards[0]'],
  ['guards that are no array', _, {}, 'match.guards'],
])('match, on an empty registry too, refuses %s', (_what, pattern, guards, path) => {
  const empty = new Registry({ keys: 'unique' });
  const uses = [
    () => empty.match('k', pattern, guards as unknown[]),
    () => empty.countMatch('k', pattern, guards as unknown[]),
    () => empty.unregisterMatch(new Owner(), 'k', pattern, guards as unknown[]),
  ];
  const errors = uses.map((use) => caught<MatchSpecError>(use));
  expect(errors.map((error) => error instanceof MatchSpecError)).toEqual([true, true, true]);
  expect(errors[0]!.message).toContain(path.replace('match[', 'match.head[2]['));
});

it.each<[string, () => unknown]>([
  ['$ of a fraction', () => $(0.5)],
  ['$ of a negative number', () => $(-1)],
  ['$ of a string', () => $('1' as never)],
  ['a variable without a name', () => variable('')],
  ['a variable named by a number', () => variable(1 as never)],
  ['a rest of a literal', () => rest('a' as never)],
  ['exact of an array', () => exact([] as never)],
  ['exact of an instance', () => exact(new (class {})() as never)],
])('refuses %s', (_what, make) => {
  expect(make).toThrow(InvalidArgumentError);
});

it.each<[string, () => unknown]>([
  [
    'a clause whose field throws',
    () => ({
      head: [_, _, _],
      get body() {
        throw new Error('no');
      },
    }),
  ],
  [
    'a pattern that throws',
    () => ({
      head: [
        _,
        _,
        {
          get role() {
            throw new Error('no');
          },
        },
      ],
      body: [true],
    }),
  ],
  [
    'a revoked proxy',
    () => {
      const { proxy, revoke } = Proxy.revocable({}, {});
      revoke();
      return { head: [_, _, proxy], body: [true] };
    },
  ],
])('refuses %s with an error of its own', (_what, clause) => {
  const registry = new Registry({ keys: 'unique' });
  expect(() => registry.select([clause() as MatchClause])).toThrow(MatchSpecError);
  expect(() => registry.select([clause() as MatchClause])).toThrow('reading it threw');
});
