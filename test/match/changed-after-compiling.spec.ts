import { $, _, exact, query, Registry, type MatchSpec } from 'nestjs-registry';

const registry = new Registry({ keys: 'unique', index: ['at', 'role'] });
registry.register(['day', new Date(1), 'x'], { at: new Date(1), role: 'admin', tags: ['a'] });
registry.register(['day', new Date(2), 'x'], { at: new Date(2), role: 'user', tags: ['b'] });

const found = (spec: MatchSpec, change: () => void): [unknown, unknown] => {
  const compiled = query(spec);
  const before = structuredClone(registry.select(compiled));
  change();
  return [before, registry.select(compiled)];
};

it.each<[string, () => [MatchSpec, change: () => void]]>([
  [
    'the clauses',
    () => {
      const spec = [{ head: [_, _, { role: 'admin' }] as const, body: [1] }];
      return [spec, () => spec.pop()];
    },
  ],
  [
    'the head',
    () => {
      const head: [unknown, unknown, unknown] = [_, _, { role: 'admin' }];
      return [[{ head, body: [1] }], () => (head[2] = 'nobody')];
    },
  ],
  [
    'a pattern',
    () => {
      const value = { role: 'admin' };
      return [[{ head: [_, _, value], body: [1] }], () => (value.role = 'user')];
    },
  ],
  [
    'an array in a pattern',
    () => {
      const tags = ['a'];
      return [[{ head: [_, _, { tags }], body: [1] }], () => tags.push('b')];
    },
  ],
  [
    'the fields of exact',
    () => {
      const fields = { at: _, role: 'admin', tags: _ };
      return [[{ head: [_, _, exact(fields)], body: [1] }], () => (fields.role = 'user')];
    },
  ],
  [
    'a date in a value',
    () => {
      const at = new Date(1);
      return [[{ head: [_, _, { at }], body: [1] }], () => at.setTime(2)];
    },
  ],
  [
    'a date in a whole key',
    () => {
      const at = new Date(1);
      return [[{ head: [['day', at, 'x'], _, { role: $(1) }], body: [$(1)] }], () => at.setTime(2)];
    },
  ],
  [
    'a date in a prefix',
    () => {
      const at = new Date(1);
      return [[{ head: [['day', at, _], _, { role: $(1) }], body: [$(1)] }], () => at.setTime(2)];
    },
  ],
  [
    'the guards',
    () => {
      const guards = [['===', $(1), 'admin']];
      return [[{ head: [_, _, { role: $(1) }], guards, body: [1] }], () => guards.push(['foo'])];
    },
  ],
  [
    'an argument of a call',
    () => {
      const guard = ['===', $(1), 'admin'];
      return [
        [{ head: [_, _, { role: $(1) }], guards: [guard], body: [1] }],
        () => (guard[2] = 'user'),
      ];
    },
  ],
  [
    'the body',
    () => {
      const body = [1];
      return [[{ head: [_, _, { role: 'admin' }], body }], () => body.push(2)];
    },
  ],
  [
    'an object in a body',
    () => {
      const made = { a: 1 };
      return [[{ head: [_, _, { role: 'admin' }], body: [made] }], () => (made.a = 2)];
    },
  ],
  [
    'a date in a body',
    () => {
      const at = new Date(1);
      return [[{ head: [_, _, { role: 'admin' }], body: [at] }], () => at.setTime(2)];
    },
  ],
  [
    'a constant',
    () => {
      const constant = { a: [1] };
      return [
        [{ head: [_, _, { role: 'admin' }], body: [['const', constant]] }],
        () => constant.a.push(2),
      ];
    },
  ],
])('changing %s afterwards changes nothing', (_what, make) => {
  const [spec, change] = make();
  const [before, after] = found(spec, change);
  expect(before).toHaveLength(1);
  expect(after).toEqual(before);
});

it('a compiled query can be asked in any registry', () => {
  const other = new Registry({ keys: 'duplicate', partitions: 4 });
  const compiled = query([{ head: [_, _, { role: $(1) }], body: [$(1)] }]);
  expect(other.select(compiled)).toEqual([]);
  other.register('k', { role: 'guest' });
  expect(other.select(compiled)).toEqual(['guest']);
});
