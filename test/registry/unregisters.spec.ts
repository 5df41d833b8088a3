import { Owner, Registry } from 'nestjs-registry';
import { caught } from '../support/caught.js';

describe('unregister(owner, key)', () => {
  const room = () => new Registry<{ value: number }>({ keys: 'duplicate' });

  it('removes all that the owner has under the key and tells how many', () => {
    const registry = room();
    const owner = new Owner();
    registry.register('a', 1, { owner });
    registry.register('a', 2, { owner });
    expect(registry.unregister(owner, 'a')).toBe(2);
    expect(registry.lookup('a')).toEqual([]);
  });

  it('leaves what the owner has under other keys, and what others have under this one', () => {
    const registry = room();
    const [owner, other] = [new Owner(), new Owner()];
    registry.register('a', 1, { owner });
    registry.register('a', 2, { owner: other });
    registry.register('b', 3, { owner });
    registry.unregister(owner, 'a');
    expect([...registry].map(({ value }) => value)).toEqual([2, 3]);
  });

  it('removes nothing for an owner that does not hold the key, which is no error', () => {
    const registry = new Registry({ keys: 'unique' });
    registry.register('a', 1, { owner: new Owner() });
    expect(registry.unregister(new Owner(), 'a')).toBe(0);
    expect(registry.unregister(new Owner(), 'nobody has it')).toBe(0);
    expect(registry.size).toBe(1);
  });

  it('leaves the only subscriber of a topic that is not its own', () => {
    const registry = room();
    const owner = new Owner();
    registry.register('b', 1, { owner });
    registry.subscribe('a', () => undefined, { owner: new Owner() });
    expect(registry.unregister(owner, 'a')).toBe(0);
    expect(registry.emit('a', 1)).toBe(1);
  });

  it.each([1, 33, 100])('finds its own among %i others', (others) => {
    const registry = room();
    const owner = new Owner();
    for (let i = 0; i < others; i++) registry.register('a', i, { owner: new Owner() });
    registry.register('a', -1, { owner });
    for (let i = 0; i < others; i++) registry.register('a', i);
    registry.register('a', -2, { owner });
    expect(registry.values(owner, 'a')).toEqual([-1, -2]);
    expect(registry.unregister(owner, 'a')).toBe(2);
    expect(registry.size).toBe(2 * others);
    expect(registry.unregister(owner, 'a')).toBe(0);
  });

  it('is not misled by what has left before, whichever way it is found', () => {
    const registry = room();
    const owner = new Owner();
    for (let i = 0; i < 100; i++) {
      registry.register('a', i);
      registry.register('b', i, { owner });
    }
    const [first] = [1, 2].map((value) => registry.register('a', value, { owner }));
    expect(registry.values(owner, 'a')).toEqual([1, 2]);
    first!.unregister();
    expect(registry.values(owner, 'a')).toEqual([2]);
    expect(registry.unregister(owner, 'a')).toBe(1);
    expect(registry.values(owner, 'a')).toEqual([]);
  });

  it('finds what has come since it was asked before, among however many', () => {
    const registry = room();
    const owner = new Owner();
    for (let i = 0; i < 100; i++) {
      registry.register('a', i);
      registry.register('b', i, { owner });
    }
    for (const value of [1, 2, 3]) {
      registry.register('a', value, { owner });
      expect(registry.values(owner, 'a')).toHaveLength(value);
    }
    expect(registry.unregister(owner, 'a')).toBe(3);
  });

  it('finds a registration that owns itself by the owner it was given late', () => {
    const registry = room();
    const registrations = Array.from({ length: 100 }, (_, i) => registry.register('a', i));
    const hold = (owner: Owner) => {
      for (let i = 0; i < 100; i++) registry.register('b', i, { owner });
    };
    // Who holds much is looked for in an index of owners: made here, before the one below can be named.
    const busy = new Owner();
    hold(busy);
    registry.register('a', -1, { owner: busy });
    expect(registry.values(busy, 'a')).toEqual([-1]);
    const { owner } = registrations[50]!.entry;
    hold(owner);
    expect(registry.values(owner, 'a')).toEqual([50]);
    expect(registry.unregister(owner, 'a')).toBe(1);
    expect(registrations[50]!.active).toBe(false);
  });

  it('has removed all of them before an observer hears of the first', () => {
    const registry = room();
    const owner = new Owner();
    for (const value of [1, 2, 3]) registry.register('a', value, { owner });
    registry.changes({ type: 'unregistered' }).subscribe(() => registry.unregister(owner, 'a'));
    expect(registry.unregister(owner, 'a')).toBe(3);
    expect(registry.size).toBe(0);
  });

  it.each([undefined, null, {}, 'ann', new AbortController().signal])(
    'refuses %p as an owner',
    (owner) => {
      const error = caught(() => room().unregister(owner as Owner, 'a'));
      expect(error.code).toBe('INVALID_ARGUMENT');
      expect(error.message).toMatch(/registry\.unregister\(owner\): expected owner to be an Owner/);
    },
  );
});

describe('unregisterMatch(owner, key, pattern)', () => {
  it('removes what the owner has under the key and the pattern matches, and tells that', () => {
    const registry = new Registry<{ value: { n: number } }>({ keys: 'duplicate' });
    const [owner, other] = [new Owner(), new Owner()];
    for (const n of [1, 2, 1]) registry.register('a', { n }, { owner });
    registry.register('a', { n: 1 }, { owner: other });
    registry.register('b', { n: 1 }, { owner });
    const told: unknown[] = [];
    registry.changes().subscribe(({ type, ...change }) => {
      told.push([type, 'reason' in change && change.reason, change.entry.value]);
    });
    expect(registry.unregisterMatch(owner, 'a', { n: 1 })).toBe(2);
    const unregistered = ['unregistered', 'unregistered', { n: 1 }];
    expect(told).toEqual([unregistered, unregistered]);
    expect(registry.values(owner, 'a')).toEqual([{ n: 2 }]);
    expect(registry.size).toBe(3);
  });
});
