import {
  $,
  _,
  InvalidOptionError,
  MatchSpecError,
  Owner,
  query,
  Registry,
  type MatchSpec,
  type Registration,
} from 'nestjs-registry';
import { Reads } from '../support/reads.js';

const SPECS: [string, (owner: Owner) => MatchSpec][] = [
  ['a key', () => [{ head: [['k', 0], _, { n: $(1) }], body: [$(1)] }]],
  ['a prefix', () => [{ head: [['k', _], _, { n: $(1) }], body: [$(1)] }]],
  ['an owner', (owner) => [{ head: [_, owner, { n: $(1) }], body: [$(1)] }]],
  ['an index', () => [{ head: [_, _, { role: 'a', n: $(1) }], body: [$(1)] }]],
  ['a scan', () => [{ head: [_, _, { n: $(1) }], body: [$(1)] }]],
  [
    'a union',
    (owner) => [
      { head: [['k', 0], _, { n: $(1) }], body: [$(1)] },
      { head: [_, owner, { n: $(1) }], body: [$(1)] },
    ],
  ],
];

describe.each(SPECS)('by %s', (_what, specOf) => {
  const owner = new Owner();
  const spec = specOf(owner);
  const filled = (size: number) => {
    const reads = new Reads();
    const registry = new Registry({ keys: 'duplicate', index: ['role'] });
    const add = (n: number): Registration =>
      registry.register(['k', 0], reads.value(n, { role: 'a' }), { owner });
    const all = Array.from({ length: size }, (_hole, n) => add(n));
    reads.forget();
    return { registry, reads, all, add };
  };

  it('selectEach tells what select tells', () => {
    const { registry } = filled(5);
    expect([...registry.selectEach(spec)]).toEqual([0, 1, 2, 3, 4]);
    expect(registry.select(spec)).toEqual([0, 1, 2, 3, 4]);
  });

  it('reads nothing before it is asked, and then one at a time', () => {
    const { registry, reads } = filled(5);
    const results = registry.selectEach(spec);
    expect(reads.numbers).toEqual([]);
    expect(results.next().value).toBe(0);
    expect(reads.numbers).toEqual([0]);
    expect(results.next().value).toBe(1);
    expect(reads.numbers).toEqual([0, 1]);
  });

  it('reads nothing more after it was left', () => {
    const { registry, reads } = filled(5);
    for (const result of registry.selectEach(spec)) if (result === 1) break;
    expect(reads.numbers).toEqual([0, 1]);
  });

  it.each([0, 1, 3, 5, 6])('tells at most a limit of %i, and reads no more', (limit) => {
    const { registry, reads } = filled(5);
    const expected = [0, 1, 2, 3, 4].slice(0, limit);
    expect(registry.select(spec, { limit })).toEqual(expected);
    expect(reads.numbers).toEqual(expected);
    expect([...registry.selectEach(spec, { limit })]).toEqual(expected);
  });

  it('the limit counts results, not entries', () => {
    const { registry } = filled(5);
    const guarded = spec.map((clause) => ({ ...clause, guards: [['>', $(1), 2]] }));
    expect(registry.select(guarded, { limit: 2 })).toEqual([3, 4]);
  });

  it('what is added meanwhile is not seen', () => {
    const { registry, reads, add } = filled(3);
    const seen: unknown[] = [];
    for (const n of registry.selectEach<number>(spec)) {
      seen.push(n);
      add(100 + n);
      registry.register(['k', 100 + n], reads.value(200 + n, { role: 'a' }), { owner });
      if (seen.length > 9) break;
    }
    expect(seen).toEqual([0, 1, 2]);
  });

  it('what ends before its turn is not seen', () => {
    const { registry, all } = filled(100);
    const seen: unknown[] = [];
    for (const n of registry.selectEach<number>(spec)) {
      seen.push(n);
      all.forEach((registration, i) => i !== 99 && i !== n && registration.unregister());
    }
    expect(seen).toEqual([0, 99]);
  });

  it('what is replaced meanwhile by a later registration is not seen', () => {
    const { registry, all, add } = filled(50);
    const seen: unknown[] = [];
    for (const n of registry.selectEach<number>(spec)) {
      seen.push(n);
      for (const registration of all) if (registration.unregister()) add(1000);
    }
    expect(seen).toEqual([0]);
  });

  it('an entry is looked at as it is when its turn comes', () => {
    const { registry, all } = filled(3);
    const seen: unknown[] = [];
    for (const n of registry.selectEach<number>(spec)) {
      seen.push(n);
      all[2]!.update(() => ({ n: 200, role: 'a' }));
    }
    expect(seen).toEqual([0, 1, 200]);
  });

  it('closing the registry ends it', () => {
    const { registry } = filled(3);
    const seen: unknown[] = [];
    for (const n of registry.selectEach(spec)) {
      seen.push(n);
      registry.close();
    }
    expect(seen).toEqual([0]);
  });
});

it('an entry whose indexed field changed before its turn is judged by what it is then', () => {
  const registry = new Registry({ keys: 'duplicate', index: ['role'] });
  const all = [1, 2].map((n) => registry.register('k', { role: 'a', n }));
  const seen: unknown[] = [];
  for (const n of registry.selectEach([{ head: [_, _, { role: 'a', n: $(1) }], body: [$(1)] }])) {
    seen.push(n);
    all[1]!.update(() => ({ role: 'b', n: 2 }));
  }
  expect(seen).toEqual([1]);
});

it('two walks of one query do not disturb each other', () => {
  const registry = new Registry({ keys: 'duplicate' });
  for (const n of [1, 2, 3]) registry.register('k', [n, n]);
  const pairs = query([{ head: [_, _, [$(1), $(1)]], body: [$(1)] }]);
  const [a, b] = [registry.selectEach(pairs), registry.selectEach(pairs)];
  expect([a.next(), b.next(), b.next(), a.next()].map(({ value }) => value as unknown)).toEqual([
    1, 1, 2, 2,
  ]);
});

it('a malformed spec and a wrong option are told at once, not when something is asked for', () => {
  const registry = new Registry({ keys: 'unique' });
  expect(() => registry.selectEach([{ head: [_, _, _], body: [] }])).toThrow(MatchSpecError);
  expect(() => registry.selectEach([], { limit: -1 })).toThrow(InvalidOptionError);
});

it.each([-1, 0.5, NaN, Infinity, '1', null])('refuses a limit of %p', (limit) => {
  const registry = new Registry({ keys: 'unique' });
  expect(() => registry.select([], { limit: limit as number })).toThrow(InvalidOptionError);
});

it('refuses an unknown option', () => {
  const registry = new Registry({ keys: 'unique' });
  expect(() => registry.select([], { offset: 1 } as never)).toThrow(InvalidOptionError);
});
