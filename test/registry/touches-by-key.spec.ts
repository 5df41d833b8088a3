import {
  InvalidArgumentError,
  InvalidKeyError,
  NotSlidingError,
  Owner,
  Registry,
  RegistryClosedError,
} from 'nestjs-registry';
import { LateClock } from '../support/late-clock.js';
import { ManualClock } from '../support/manual-clock.js';

const SLIDING = { ttl: 1000, sliding: true };

const make = (keys: 'unique' | 'duplicate' = 'duplicate') => {
  const clock = new ManualClock();
  return { clock, registry: new Registry({ name: 'sessions', keys, clock }), owner: new Owner() };
};

describe('touch(owner, key)', () => {
  it('begins the ttl of a session anew that is known by its key alone', () => {
    const { clock, registry } = make('unique');
    registry.register(['session', 7], 'ann', SLIDING);
    for (let i = 0; i < 5; i++) {
      clock.advance(999);
      const session = registry.get(['session', 7])!;
      expect(registry.touch(session.owner, session.key)).toBe(1);
    }
    clock.advance(999);
    expect(registry.size).toBe(1);
    clock.advance(1);
    expect(registry.size).toBe(0);
    expect(clock.pending).toBe(0);
  });

  it('renews all entries of the owner under the key, and nothing of others or under other keys', () => {
    const { clock, registry, owner } = make();
    registry.register('s', 1, { ...SLIDING, owner });
    registry.register('s', 2, { ...SLIDING, owner });
    registry.register('s', 'of another', { ...SLIDING, owner: new Owner() });
    registry.register('t', 'under another key', { ...SLIDING, owner });
    registry.register('t', 'not sliding', { owner });
    clock.advance(500);
    expect(registry.touch(owner, 's')).toBe(2);
    clock.advance(500);
    expect([...registry].map(({ value }) => value)).toEqual([1, 2, 'not sliding']);
    clock.advance(500);
    expect([...registry].map(({ value }) => value)).toEqual(['not sliding']);
  });

  it('each by its own ttl', () => {
    const { clock, registry, owner } = make();
    registry.register('s', 'long', { ttl: 1000, sliding: true, owner });
    registry.register('s', 'short', { ttl: 100, sliding: true, owner });
    clock.advance(99);
    expect(registry.touch(owner, 's')).toBe(2);
    clock.advance(100);
    expect(registry.values(owner, 's')).toEqual(['long']);
    clock.advance(899);
    expect(registry.values(owner, 's')).toEqual(['long']);
    clock.advance(1);
    expect(registry.values(owner, 's')).toEqual([]);
  });

  it('counts and renews none whose time is up at this very moment, and ends them', () => {
    const clock = new LateClock();
    const registry = new Registry({ keys: 'duplicate', clock });
    const owner = new Owner();
    const ended: unknown[] = [];
    registry.changes({ type: 'unregistered' }).subscribe(({ entry }) => ended.push(entry.value));
    registry.register('s', 'due', { ttl: 1000, sliding: true, owner });
    registry.register('s', 'alive', { ttl: 1001, sliding: true, owner });
    clock.time = 1000;
    expect(registry.touch(owner, 's')).toBe(1);
    expect(ended).toEqual(['due']);
    clock.time = 2000.9;
    expect(registry.values(owner, 's')).toEqual(['alive']);
    clock.time = 2001;
    expect(registry.touch(owner, 's')).toBe(0);
    expect(registry.size).toBe(0);
  });

  it('minds no entry that does not slide when its time is up', () => {
    const clock = new LateClock();
    const registry = new Registry({ keys: 'duplicate', clock });
    const owner = new Owner();
    registry.register('s', 'fixed', { ttl: 500, owner });
    registry.register('s', 'sliding', { ...SLIDING, owner });
    clock.time = 500;
    expect(registry.touch(owner, 's')).toBe(1);
  });

  it('is 0 when there is nothing to touch', () => {
    const { registry, owner } = make();
    registry.register('s', 1, { ...SLIDING, owner: new Owner() });
    expect(registry.touch(owner, 's')).toBe(0);
    expect(registry.touch(owner, 'elsewhere')).toBe(0);
    const ended = registry.register('s', 1, { ...SLIDING, owner });
    ended.unregister();
    expect(registry.touch(owner, 's')).toBe(0);
  });

  it.each([{}, { ttl: 1000 }, { ttl: 1000, sliding: false }])(
    'is refused when an entry was registered with %p, and then none is renewed',
    (options) => {
      const { clock, registry, owner } = make();
      registry.register('s', 1, { ...SLIDING, owner });
      registry.register('s', 2, { ...options, owner });
      clock.advance(999);
      expect(() => registry.touch(owner, 's')).toThrow(NotSlidingError);
      clock.advance(1);
      expect(registry.values(owner, 's')).not.toContain(1);
    },
  );

  it('finds what an owner has among many entries of others', () => {
    const { registry, owner } = make();
    for (let i = 0; i < 100; i++) registry.register('s', i, { owner: new Owner() });
    for (let i = 0; i < 100; i++) registry.register(['other', i], i, { owner });
    registry.register('s', 'mine', { ...SLIDING, owner });
    expect(registry.touch(owner, 's')).toBe(1);
  });

  it('refuses what is no owner, what is no key, and a closed registry', () => {
    const { registry, owner } = make();
    expect(() => registry.touch({} as Owner, 's')).toThrow(InvalidArgumentError);
    expect(() => registry.touch(owner, new Map())).toThrow(InvalidKeyError);
    registry.close();
    expect(() => registry.touch(owner, 's')).toThrow(RegistryClosedError);
  });
});
