import {
  $,
  _,
  InvalidArgumentError,
  InvalidKeyError,
  MatchSpecError,
  Owner,
  Registry,
  RegistryClosedError,
  rest,
} from 'nestjs-registry';
import { caught } from '../support/caught.js';

const filled = () => {
  const registry = new Registry({ keys: 'duplicate' });
  const [ann, bob] = [new Owner('ann'), new Owner('bob')];
  registry.register('k', { n: 1 }, { owner: ann });
  registry.register('k', { n: 2 }, { owner: bob });
  registry.register('k', { n: 3 }, { owner: ann });
  registry.register('other', { n: 1 }, { owner: ann });
  return { registry, ann, bob };
};
const left = (registry: Registry) =>
  [...registry].map(({ value }) => (value as { n: number }).n).sort((a, b) => a - b);

it('match tells the entries of one key whose value matches, in order', () => {
  const { registry, ann } = filled();
  expect(registry.match('k', { n: $(1) }, [['!==', $(1), 2]])).toEqual([
    { key: 'k', owner: ann, value: { n: 1 } },
    { key: 'k', owner: ann, value: { n: 3 } },
  ]);
});

it('countMatch counts them', () => {
  const { registry } = filled();
  expect(registry.countMatch('k', { n: $(1) }, [['>', $(1), 1]])).toBe(2);
  expect(registry.countMatch('k', _)).toBe(3);
  expect(registry.countMatch('nobody', _)).toBe(0);
});

it('countMatch counts nobody who has left, in the midst of others', () => {
  const { registry, bob } = filled();
  bob.terminate();
  expect(registry.countMatch('k', _)).toBe(2);
});

it('match tells nothing of what is registered because a value is read', () => {
  const registry = new Registry({ keys: 'duplicate' });
  const registering = {
    get n(): number {
      registry.register('k', { n: 1 });
      return 1;
    },
  };
  registry.register('k', registering);
  registry.register('k', registering);
  expect(registry.countMatch('k', { n: 1 })).toBe(2);
  expect(registry.lookup('k')).toHaveLength(4);
});

it('the key is a key, never a pattern', () => {
  const registry = new Registry({ keys: 'duplicate' });
  registry.register(_, 'under the wildcard');
  registry.register('a', 'under a');
  registry.register({ a: 1, b: 2 }, 'under an object');
  expect(registry.match(_, _).map(({ value }) => value)).toEqual(['under the wildcard']);
  expect(registry.match($(1), _)).toEqual([]);
  expect(registry.match({ a: 1 }, _)).toEqual([]);
});

it('unregisterMatch ends what matches of one owner under one key, and tells how many', () => {
  const { registry, ann } = filled();
  expect(registry.unregisterMatch(ann, 'k', { n: $(1) }, [['>', $(1), 1]])).toBe(1);
  expect(left(registry)).toEqual([1, 1, 2]);
});

it('unregisterMatch ends nothing of other owners', () => {
  const { registry, bob } = filled();
  expect(registry.unregisterMatch(bob, 'k', _)).toBe(1);
  expect(left(registry)).toEqual([1, 1, 3]);
});

it('unregisterMatch of a stranger ends nothing', () => {
  const { registry } = filled();
  expect(registry.unregisterMatch(new Owner(), 'k', _)).toBe(0);
  expect(registry.size).toBe(4);
});

it('unregisterMatch ends what owns itself', () => {
  const registry = new Registry({ keys: 'duplicate' });
  const made = registry.register('k', 1);
  expect(registry.unregisterMatch(made.entry.owner, 'k', 2)).toBe(0);
  expect(registry.unregisterMatch(made.entry.owner, 'k', 1)).toBe(1);
  expect(made.active).toBe(false);
});

it('unregisterMatch looks at an owner with much and at a topic with much', () => {
  const registry = new Registry({ keys: 'duplicate' });
  const owner = new Owner();
  for (let n = 0; n < 100; n++) {
    registry.register('k', n, { owner });
    registry.register('k', n);
    registry.register(n, n, { owner });
  }
  expect(registry.unregisterMatch(owner, 'k', $(1), [['<', $(1), 50]])).toBe(50);
  expect(registry.values(owner, 'k')).toEqual(Array.from({ length: 50 }, (_n, n) => n + 50));
  expect(registry.size).toBe(250);
});

it.each<[string, unknown, unknown]>([
  ['a wrong guard', _, [['>', $(9), 1]]],
  ['a wrong pattern', { n: misplaced() }, []],
  ['guards that are no array', _, 'true'],
])('unregisterMatch with %s ends nothing at all', (_what, pattern, guards) => {
  const { registry, ann } = filled();
  expect(() => registry.unregisterMatch(ann, 'k', pattern, guards as unknown[])).toThrow(
    MatchSpecError,
  );
  expect(registry.size).toBe(4);
});

it('unregisterMatch counts only what it ended itself', () => {
  const registry = new Registry({ keys: 'duplicate' });
  const owner = new Owner();
  const first = registry.register('k', { n: 1 }, { owner });
  const value = {
    get n() {
      first.unregister();
      return 1;
    },
  };
  registry.register('k', value, { owner });
  expect(registry.unregisterMatch(owner, 'k', { n: 1 })).toBe(1);
  expect(registry.size).toBe(0);
});

it('reading a value may register more, which is not looked at', () => {
  const registry = new Registry({ keys: 'duplicate' });
  const greedy = () => ({
    get n() {
      if (registry.size < 100) registry.register('k', greedy());
      return 1;
    },
  });
  registry.register('k', greedy());
  expect(registry.match('k', { n: 1 })).toHaveLength(1);
});

it('reading a value may end others, which are not told', () => {
  const registry = new Registry({ keys: 'duplicate' });
  registry.register('k', {
    get n() {
      others.forEach((other) => other.unregister());
      return 1;
    },
  });
  const others = [registry.register('k', { n: 1 }), registry.register('k', { n: 1 })];
  expect(registry.countMatch('k', { n: 1 })).toBe(1);
});

it.each<[string, (registry: Registry, key: object) => unknown]>([
  ['match', (registry, key) => registry.match(key, _)],
  ['countMatch', (registry, key) => registry.countMatch(key, _)],
  ['unregisterMatch', (registry, key) => registry.unregisterMatch(new Owner(), key, _)],
])('%s refuses what cannot be a key', (_what, use) => {
  expect(caught(() => use(filled().registry, new Map()))).toBeInstanceOf(InvalidKeyError);
});

it('unregisterMatch takes only an Owner', () => {
  const { registry } = filled();
  expect(() => registry.unregisterMatch({} as Owner, 'k', _)).toThrow(InvalidArgumentError);
});

it('unregisterMatch is a write, match and select are not', () => {
  const { registry, ann } = filled();
  registry.close();
  expect(() => registry.unregisterMatch(ann, 'k', _)).toThrow(RegistryClosedError);
  expect(registry.match('k', _)).toEqual([]);
  expect(registry.select([{ head: [_, _, _], body: [true] }])).toEqual([]);
});

it('a wrong pattern is told before a wrong key, also on an empty registry', () => {
  const empty = new Registry({ keys: 'unique' });
  expect(() => empty.match(new Map(), misplaced())).toThrow(MatchSpecError);
});

function misplaced(): unknown {
  return [[$(1)], rest(), 1];
}

it('what has ended while others were looked at does not match', () => {
  const registry = new Registry({ keys: 'duplicate' });
  const ending = {
    get a(): number {
      last.unregister();
      return 1;
    },
  };
  registry.register('k', ending);
  const last = registry.register('k', { a: 1 });
  expect(registry.countMatch('k', { a: 1 })).toBe(1);
});
