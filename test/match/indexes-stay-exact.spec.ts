import { $, _, exact, InvalidOptionError, Owner, Registry } from 'nestjs-registry';

const indexed = (...index: string[]) => new Registry({ keys: 'duplicate', index });
/** The keys whose values have this, which an index must find. */
const found = (registry: Registry, value: unknown): unknown[] => {
  const spec = [{ head: [$(1), _, value] as const, body: [$(1)] }];
  expect(registry.explain(spec)).toMatchObject({ access: 'index' });
  return registry.select<string>(spec).sort((a, b) => (a < b ? -1 : 1));
};
const candidates = (registry: Registry, value: unknown): unknown => {
  const plan = registry.explain([{ head: [_, _, value], body: [true] }]);
  return (plan as { candidates?: number }).candidates;
};

it('finds what is registered', () => {
  const registry = indexed('role');
  registry.register('ann', { role: 'admin' });
  registry.register('bob', { role: 'user' });
  registry.register('cid', { role: 'admin' });
  expect(found(registry, { role: 'admin' })).toEqual(['ann', 'cid']);
  expect(found(registry, { role: 'guest' })).toEqual([]);
});

it('what was there before anybody asked is found as well as what comes later', () => {
  const registry = indexed('role');
  registry.register('ann', { role: 'admin' });
  expect(found(registry, { role: 'admin' })).toEqual(['ann']);
  registry.register('bob', { role: 'admin' });
  expect(found(registry, { role: 'admin' })).toEqual(['ann', 'bob']);
});

it('follows Registration.update', () => {
  const registry = indexed('role');
  const ann = registry.register('ann', { role: 'admin' });
  ann.update(() => ({ role: 'user' }));
  expect(found(registry, { role: 'admin' })).toEqual([]);
  expect(candidates(registry, { role: 'admin' })).toBe(0);
  expect(found(registry, { role: 'user' })).toEqual(['ann']);
});

it('follows updateValue', () => {
  const registry = new Registry({ keys: 'unique', index: ['role'] });
  const owner = new Owner();
  registry.register('ann', { role: 'admin' }, { owner });
  registry.updateValue(owner, 'ann', () => ({ role: 'user' }));
  expect(candidates(registry, { role: 'admin' })).toBe(0);
  expect(found(registry, { role: 'user' })).toEqual(['ann']);
});

it('an update that throws changes nothing', () => {
  const registry = indexed('role');
  const ann = registry.register('ann', { role: 'admin' });
  const failing = () => {
    throw new Error('no');
  };
  expect(() => ann.update(failing)).toThrow('no');
  expect(found(registry, { role: 'admin' })).toEqual(['ann']);
});

it('an update that ends its entry leaves nothing', () => {
  const registry = indexed('role');
  const ann = registry.register('ann', { role: 'admin' });
  ann.update(() => {
    ann.unregister();
    return { role: 'user' };
  });
  expect([candidates(registry, { role: 'admin' }), candidates(registry, { role: 'user' })]).toEqual(
    [0, 0],
  );
});

it('a key that is taken leaves nothing', () => {
  const registry = new Registry({ keys: 'unique', index: ['role'] });
  registry.register('ann', { role: 'admin' });
  expect(registry.tryRegister('ann', { role: 'user' }).ok).toBe(false);
  expect(candidates(registry, { role: 'user' })).toBe(0);
});

it.each<[string, (registry: Registry, owner: Owner) => unknown]>([
  ['unregister', (registry, owner) => registry.unregister(owner, 'ann')],
  ['unregisterMatch', (registry, owner) => registry.unregisterMatch(owner, 'ann', _)],
  ['the death of the owner', (_registry, owner) => owner.terminate()],
  ['close', (registry) => registry.close()],
])('%s takes it out', (_what, end) => {
  const registry = indexed('role', 'none');
  const owner = new Owner();
  registry.register('ann', { role: 'admin' }, { owner });
  registry.register('ann', { role: new Map() }, { owner });
  end(registry, owner);
  expect(candidates(registry, { role: 'admin' })).toBe(0);
});

it('a subscription is indexed by its value', () => {
  const registry = indexed('role');
  registry.subscribe('news', () => undefined, { value: { role: 'admin' } });
  expect(found(registry, { role: 'admin' })).toEqual(['news']);
});

it('a value that is changed in place stays where it was, and is judged by what it is', () => {
  const registry = indexed('role');
  const value = { role: 'admin' };
  const ann = registry.register('ann', value);
  value.role = 'user';
  expect(found(registry, { role: 'admin' })).toEqual([]);
  expect(found(registry, { role: 'user' })).toEqual([]);
  ann.unregister();
  expect([candidates(registry, { role: 'admin' }), candidates(registry, { role: 'user' })]).toEqual(
    [0, 0],
  );
});

it('a value that was changed in place is in the right place after an update', () => {
  const registry = indexed('role');
  const value = { role: 'admin' };
  const ann = registry.register('ann', value);
  value.role = 'user';
  ann.update((same) => same);
  expect(candidates(registry, { role: 'admin' })).toBe(0);
  expect(found(registry, { role: 'user' })).toEqual(['ann']);
});

class Point {}
const point = new Point();
const symbol = Symbol('s');
const map = new Map();

it.each<[string, unknown, other: unknown]>([
  ['numbers', 1, '1'],
  ['NaN', NaN, 0],
  ['bigints', 1n, 1],
  ['null', null, undefined],
  ['undefined', undefined, null],
  ['booleans', true, 1],
  ['symbols', symbol, Symbol('s')],
  ['dates', new Date(7), 7],
  ['arrays', [1, [2]], [1, [3]]],
  ['arrays with undefined', [undefined], [null]],
  ['instances', point, new Point()],
  ['functions', Point, class {}],
  ['owners', new Owner(), new Owner()],
  ['Maps, which cannot be keys', map, new Map()],
])('finds %s', (_what, value, other) => {
  const registry = indexed('at');
  registry.register('here', { at: value });
  registry.register('there', { at: other });
  expect(found(registry, { at: value })).toEqual(['here']);
});

it('there is one zero', () => {
  const registry = indexed('at');
  registry.register('here', { at: -0 });
  expect(found(registry, { at: 0 })).toEqual(['here']);
});

it('a whole object as a field is bound by exact', () => {
  const registry = indexed('at');
  registry.register('here', { at: { x: 1, y: 2 } });
  registry.register('there', { at: { x: 1 } });
  expect(found(registry, { at: exact({ y: 2, x: 1 }) })).toEqual(['here']);
});

it('a value that cannot be a key is found and left like any other', () => {
  const registry = indexed('at');
  const cyclic: unknown[] = [];
  cyclic.push(cyclic);
  const all = [map, Promise.resolve(), cyclic, /a/].map((at, i) => registry.register(i, { at }));
  expect(found(registry, { at: map })).toEqual([0]);
  expect(candidates(registry, { at: 1 })).toBe(4);
  all[0]!.update(() => ({ at: 1 }));
  all[1]!.unregister();
  expect(found(registry, { at: 1 })).toEqual([0]);
  expect(candidates(registry, { at: 1 })).toBe(3);
});

it.each<[string, () => unknown]>([
  [
    'a getter that throws',
    () => ({
      get at() {
        throw new Error('no');
      },
    }),
  ],
  [
    'a revoked proxy',
    () => {
      const { proxy, revoke } = Proxy.revocable({}, {});
      revoke();
      return proxy;
    },
  ],
])('%s can be registered, updated to and ended as without an index', (_what, make) => {
  const registry = indexed('at');
  const made = registry.register('hostile', make());
  registry.register('fine', { at: 1 });
  expect(found(registry, { at: 1 })).toEqual(['fine']);
  made.update(() => ({ at: 1 }));
  expect(found(registry, { at: 1 })).toEqual(['fine', 'hostile']);
  made.update(make);
  expect(found(registry, { at: 1 })).toEqual(['fine']);
  made.unregister();
  expect(candidates(registry, { at: 1 })).toBe(1);
});

it.each<[string, unknown]>([
  ['no object', 'a'],
  ['null', null],
  ['an array', [1]],
  ['an instance', Object.assign(new Point(), { at: { city: 'Ulm' } })],
  ['a missing first step', {}],
  ['a missing second step', { at: {} }],
  ['a first step that is no object', { at: 'Ulm' }],
  ['an inherited step', Object.create({ at: { city: 'Ulm' } })],
])('a value without the path is in no place: %s', (_what, value) => {
  const registry = indexed('at.city');
  const made = registry.register('k', value);
  expect(candidates(registry, { at: { city: 'Ulm' } })).toBe(0);
  made.update(() => ({ at: { city: 'Ulm' } }));
  expect(found(registry, { at: { city: 'Ulm' } })).toEqual(['k']);
  made.update(() => value);
  expect(candidates(registry, { at: { city: 'Ulm' } })).toBe(0);
});

it('two indexes are kept apart', () => {
  const registry = indexed('role', 'at.city');
  const ann = registry.register('ann', { role: 'Ulm', at: { city: 'admin' } });
  expect(found(registry, { role: 'Ulm' })).toEqual(['ann']);
  expect(found(registry, { role: 'admin' })).toEqual([]);
  expect(found(registry, { at: { city: 'admin' } })).toEqual(['ann']);
  ann.update(() => ({ role: 'Ulm' }));
  expect(found(registry, { at: { city: 'admin' } })).toEqual([]);
  expect(found(registry, { role: 'Ulm' })).toEqual(['ann']);
});

it('a path may be the name of what every object inherits', () => {
  const registry = indexed('__proto__', 'constructor');
  registry.register('plain', {});
  registry.register('own', JSON.parse('{"__proto__":1,"constructor":2}'));
  expect(found(registry, JSON.parse('{"__proto__":1}'))).toEqual(['own']);
  expect(found(registry, { constructor: 2 })).toEqual(['own']);
});

it('a getter of a value that asks while it is indexed sees the registry as it was', () => {
  const registry = indexed('role');
  const seen: unknown[] = [];
  registry.register('ann', {
    get role() {
      seen.push(registry.size);
      return 'admin';
    },
  });
  expect(seen).toEqual([0]);
  expect(found(registry, { role: 'admin' })).toEqual(['ann']);
});

it.each<[string, unknown]>([
  ['a string', 'role'],
  ['numbers', [1]],
  ['an empty path', ['']],
  ['an empty step', ['a..b']],
  ['an empty step beside a path', ['a', 'b.']],
  ['a path twice', ['a', 'a']],
])('refuses %s as index', (_what, index) => {
  expect(() => new Registry({ keys: 'unique', index: index as string[] })).toThrow(
    InvalidOptionError,
  );
});

it('the array that names the indexes is read once', () => {
  const index = ['role'];
  const registry = new Registry({ keys: 'unique', index });
  index.push('at');
  registry.register('ann', { role: 'admin', at: 1 });
  expect(found(registry, { role: 'admin' })).toEqual(['ann']);
  expect(registry.explain([{ head: [_, _, { at: 1 }], body: [true] }]).access).toBe('scan');
});

it('finds a registration whose value took the key from under it while it was read', () => {
  const registry = new Registry({ keys: 'unique', index: ['role'] });
  const first = registry.register('key', { role: 'first' });
  const value = {
    get role() {
      first.unregister();
      return 'second';
    },
  };
  registry.register('key', value);
  expect(registry.get('key')?.value).toBe(value);
  expect(registry.stats()).toMatchObject({ entries: 1, keys: 1 });
});

it('a field with a dot in its name is not taken for a field of a field', () => {
  const registry = indexed('a.b');
  registry.register('dotted', { 'a.b': 1 });
  registry.register('nested', { a: { b: 1 } });
  const keysOf = (value: unknown) => registry.select([{ head: [$(1), _, value], body: [$(1)] }]);
  expect(keysOf({ 'a.b': 1 })).toEqual(['dotted']);
  expect(keysOf({ a: { b: 1 } })).toEqual(['nested']);
});

it('is asked by a pattern of exactly these fields, too', () => {
  const registry = indexed('role');
  registry.register('ann', { role: 'admin' });
  registry.register('bob', { role: 'admin', floor: 2 });
  expect(found(registry, exact({ role: 'admin' }))).toEqual(['ann']);
});
