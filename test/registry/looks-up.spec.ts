import { Owner, Registry } from 'nestjs-registry';
import { caught } from '../support/caught.js';

const KEYS_MODES = ['unique', 'duplicate'] as const;

describe.each(KEYS_MODES)('lookup under %s keys', (keys) => {
  it('gives no entry for a key that nobody has', () => {
    expect(new Registry({ keys }).lookup('a')).toEqual([]);
  });

  it('gives a snapshot that later changes do not change', () => {
    const registry = new Registry({ keys });
    const registration = registry.register('a', 1);
    const snapshot = registry.lookup('a');
    registration.update(() => 2);
    registration.unregister();
    registry.register('a', 3);
    expect(snapshot.map(({ value }) => value)).toEqual([1]);
  });

  it('gives what nobody can change', () => {
    const registry = new Registry({ keys });
    registry.register('a', 1);
    expect(Object.isFrozen(registry.lookup('a'))).toBe(true);
    expect(registry.lookup('a').every((entry) => Object.isFrozen(entry))).toBe(true);
  });

  it('gives the same entry until it changes', () => {
    const registry = new Registry({ keys });
    const { entry } = registry.register('a', 1);
    expect(registry.lookup('a')[0]).toBe(entry);
  });
});

describe('get and whereis', () => {
  it('tell the entry and its owner', () => {
    const registry = new Registry({ keys: 'unique' });
    const owner = new Owner();
    registry.register('a', 1, { owner });
    expect(registry.get('a')).toEqual({ key: 'a', owner, value: 1 });
    expect(registry.whereis('a')).toBe(owner);
  });

  it('tell nothing of a key that nobody has', () => {
    const registry = new Registry({ keys: 'unique' });
    expect(registry.get('a')).toBeUndefined();
    expect(registry.whereis('a')).toBeUndefined();
  });

  it.each(['get', 'whereis'] as const)('refuse duplicate keys: %s', (operation) => {
    const error = caught(() => new Registry({ name: 'rooms', keys: 'duplicate' })[operation]('a'));
    expect(error.code).toBe('NOT_UNIQUE');
    expect(error.message).toMatch(new RegExp(`^${operation} .*'rooms'.*Use lookup\\(key\\)`));
  });
});

describe('keys(owner) and values(owner, key)', () => {
  it('tell a key once for each entry, in order of registration', () => {
    const registry = new Registry({ keys: 'duplicate' });
    const owner = new Owner();
    for (const key of ['b', 'a', 'b']) registry.register(key, 0, { owner });
    expect(registry.keys(owner)).toEqual(['b', 'a', 'b']);
  });

  it('tell only what is in this registry', () => {
    const [here, there] = [new Registry({ keys: 'unique' }), new Registry({ keys: 'unique' })];
    const owner = new Owner();
    here.register('a', 1, { owner });
    there.register('b', 2, { owner });
    expect(here.keys(owner)).toEqual(['a']);
    expect(here.values(owner, 'b')).toEqual([]);
  });

  it('tell the values of that owner alone, in order of registration', () => {
    const registry = new Registry({ keys: 'duplicate' });
    const owner = new Owner();
    registry.register('a', 2, { owner });
    registry.register('a', 9, { owner: new Owner() });
    registry.register('a', 1, { owner });
    registry.register('b', 8, { owner });
    expect(registry.values(owner, 'a')).toEqual([2, 1]);
  });

  it('tell nothing of an owner that has nothing', () => {
    const registry = new Registry({ keys: 'unique' });
    registry.register('a', 1);
    expect(registry.keys(new Owner())).toEqual([]);
    expect(registry.values(new Owner(), 'a')).toEqual([]);
  });

  it.each(['keys', 'values'] as const)('refuse what is no owner: %s', (operation) => {
    const registry = new Registry({ keys: 'unique' });
    const error = caught(() => registry[operation]('ann' as unknown as Owner, 'a'));
    expect(error.code).toBe('INVALID_ARGUMENT');
    expect(error.message).toMatch(/expected owner to be an Owner, got 'ann'/);
  });
});

describe('a new registry', () => {
  it('is called default, is open and empty', () => {
    const registry = new Registry({ keys: 'duplicate' });
    expect(registry).toMatchObject({
      name: 'default',
      keysMode: 'duplicate',
      closed: false,
      size: 0,
    });
    expect([...registry]).toEqual([]);
  });
});

it.each([1, 2])(
  'finds the entries of a topic with %i subscribers, and calls back with them',
  (count) => {
    const registry = new Registry({ keys: 'duplicate' });
    const all = Array.from({ length: count }, () => registry.subscribe('a', () => undefined));
    const entries = all.map(({ entry }) => entry);
    expect(registry.lookup('a')).toEqual(entries);
    let given: unknown;
    registry.dispatchEntries('a', (them) => (given = them));
    expect(given).toEqual(entries);
  },
);

describe('stats', () => {
  it('count entries, keys, owners and what each partition has', () => {
    const registry = new Registry({ keys: 'duplicate', partitions: 4 });
    const owner = new Owner();
    for (let i = 0; i < 40; i++) registry.register(i % 10, i, { owner });
    registry.register('own', 1);
    const { partitions, ...stats } = registry.stats();
    expect(stats).toMatchObject({ entries: 41, keys: 11, owners: 2 });
    expect(partitions).toHaveLength(4);
    expect(partitions.reduce((sum, { entries }) => sum + entries, 0)).toBe(41);
    expect(partitions.reduce((sum, { keys }) => sum + keys, 0)).toBe(11);
  });

  it('spread the keys over the partitions', () => {
    const registry = new Registry({ keys: 'unique', partitions: 8 });
    for (let i = 0; i < 800; i++) registry.register(['user', i], i);
    for (const { keys } of registry.stats().partitions) expect(keys).toBeGreaterThan(50);
  });

  it.each([1, 2, 100])('count a key until the last of %i entries has left', (count) => {
    const registry = new Registry({ keys: 'duplicate' });
    const all = Array.from({ length: count }, (_, i) => registry.register('a', i));
    const subscriptions = all.map(() => registry.subscribe('b', () => undefined));
    expect(registry.stats().keys).toBe(2);
    const last = [all.pop()!, subscriptions.pop()!];
    for (const registration of [...all, ...subscriptions]) registration.unregister();
    expect(registry.stats().keys).toBe(2);
    for (const registration of last) registration.unregister();
    expect(registry.stats().keys).toBe(0);
  });

  it('count an owner while it has entries', () => {
    const registry = new Registry({ keys: 'unique' });
    const owner = new Owner();
    registry.register('a', 1, { owner });
    registry.register('b', 1, { owner });
    const own = registry.register('c', 1);
    expect(registry.stats().owners).toBe(2);
    registry.unregister(owner, 'a');
    expect(registry.stats().owners).toBe(2);
    registry.unregister(owner, 'b');
    expect(registry.stats().owners).toBe(1);
    own.unregister();
    expect(registry.stats().owners).toBe(0);
  });

  it('count a registration that owns itself once, also when its owner has been asked for', () => {
    const registry = new Registry({ keys: 'unique' });
    const registration = registry.register('a', 1);
    const { owner } = registration.entry;
    registry.register('b', 1, { owner });
    expect(registry.stats().owners).toBe(1);
    registration.unregister();
    expect(registry.stats()).toMatchObject({ owners: 0, entries: 0 });
  });

  it('count messages, deliveries and failures', () => {
    const registry = new Registry({ keys: 'duplicate', logErrors: false });
    registry.subscribe('a', () => 1);
    registry.subscribe('a', () => {
      throw new Error('no');
    });
    registry.emit('a', 1);
    registry.dispatch('a', 2);
    registry.emit('nobody listens', 3);
    expect(registry.stats()).toMatchObject({ messages: 3, deliveries: 4, failures: 2 });
  });
});
