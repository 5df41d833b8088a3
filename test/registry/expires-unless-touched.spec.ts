import { NotSlidingError, Owner, Registry } from 'nestjs-registry';
import { caught } from '../support/caught.js';
import { LateClock } from '../support/late-clock.js';
import { ManualClock } from '../support/manual-clock.js';

const make = () => {
  const clock = new ManualClock();
  return { clock, registry: new Registry({ name: 'sessions', keys: 'unique', clock }) };
};

describe('an entry that slides', () => {
  it('lives a whole ttl from each touch', () => {
    const { clock, registry } = make();
    const session = registry.register('s', 1, { ttl: 1000, sliding: true });
    for (let i = 0; i < 5; i++) {
      clock.advance(999);
      expect(session.touch()).toBe(true);
    }
    clock.advance(999);
    expect(session.active).toBe(true);
    clock.advance(1);
    expect(session.active).toBe(false);
    expect(clock.pending).toBe(0);
  });

  it('has expired when it is touched at the very moment', () => {
    const clock = new LateClock();
    const registry = new Registry({ keys: 'unique', clock });
    const session = registry.register('s', 1, { ttl: 1000, sliding: true });
    clock.time = 1000;
    expect(session.touch()).toBe(false);
    expect(registry.size).toBe(0);
  });

  it('lives on when it is touched just before it', () => {
    const clock = new LateClock();
    const registry = new Registry({ keys: 'unique', clock });
    const session = registry.register('s', 1, { ttl: 1000, sliding: true });
    clock.time = 999.999;
    expect(session.touch()).toBe(true);
    clock.time = 1999.998;
    expect(session.active).toBe(true);
    clock.time = 1999.999;
    expect(session.active).toBe(false);
  });

  it('does not come back to life when it is touched after its end', () => {
    const { registry } = make();
    const session = registry.register('s', 1, { ttl: 1000, sliding: true });
    session.unregister();
    expect(session.touch()).toBe(false);
    expect(registry.size).toBe(0);
  });

  it.each(['get', 'lookup', 'update'] as const)('is not renewed by %s', (operation) => {
    const { clock, registry } = make();
    const session = registry.register('s', 1, { ttl: 1000, sliding: true });
    clock.advance(999);
    if (operation === 'update') session.update(() => 2);
    else registry[operation]('s');
    clock.advance(1);
    expect(registry.size).toBe(0);
  });

  it('keeps its time over an update', () => {
    const { clock, registry } = make();
    const session = registry.register('s', 1, { ttl: 1000, sliding: true });
    session.update(() => 2);
    clock.advance(500);
    session.touch();
    clock.advance(999);
    expect(registry.get('s')?.value).toBe(2);
    clock.advance(1);
    expect(registry.size).toBe(0);
  });

  it('slides also when it was registered by tryRegister', () => {
    const { clock, registry } = make();
    const result = registry.tryRegister('s', 1, { ttl: 1000, sliding: true });
    clock.advance(999);
    expect(result.ok && result.registration.touch()).toBe(true);
    clock.advance(999);
    expect(registry.size).toBe(1);
    clock.advance(1);
    expect(registry.size).toBe(0);
  });

  it('is overtaken by those that were not touched', () => {
    const { clock, registry } = make();
    const told: unknown[] = [];
    registry
      .changes({ type: 'unregistered' })
      .subscribe(({ entry }) => told.push([entry.key, clock.now()]));
    const first = registry.register('first', 1, { ttl: 100, sliding: true });
    registry.register('second', 1, { ttl: 150 });
    clock.advance(90);
    first.touch();
    clock.advance(1000);
    expect(told).toEqual([
      ['second', 150],
      ['first', 190],
    ]);
  });
});

describe('touch is refused', () => {
  it.each([
    ['of an entry whose time is fixed', { ttl: 1000 }],
    ['of an entry whose time is said to be fixed', { ttl: 1000, sliding: false }],
    ['of an entry without a time', {}],
    ['of an entry without a time that has an owner', { owner: new Owner() }],
  ])('%s', (_, options) => {
    const { registry } = make();
    const session = registry.register('s', 1, options);
    const error = caught(() => session.touch());
    expect(error).toBeInstanceOf(NotSlidingError);
    expect(error.code).toBe('NOT_SLIDING');
    expect(error.message).toBe(
      "touch: the entry under 's' in registry 'sessions' does not slide, so it cannot be renewed. Register it with { ttl, sliding: true }.",
    );
    expect(session.active).toBe(true);
  });

  it('also after the end: it is the same mistake', () => {
    const { registry } = make();
    const session = registry.register('s', 1, { ttl: 1000 });
    session.unregister();
    expect(() => session.touch()).toThrow(NotSlidingError);
  });

  it('of a subscription', () => {
    const { registry } = make();
    expect(() => registry.subscribe('t', () => undefined).touch()).toThrow(NotSlidingError);
  });
});

describe('refused at registration', () => {
  const WRONG: [object, RegExp][] = [
    [
      { ttl: 0 },
      /expected ttl to be a number of milliseconds from 1 to Number.MAX_SAFE_INTEGER, got 0/,
    ],
    [{ ttl: -1 }, /expected ttl .* got -1/],
    [{ ttl: 0.5 }, /expected ttl .* got 0.5/],
    [{ ttl: NaN }, /expected ttl .* got NaN/],
    [{ ttl: Infinity }, /expected ttl .* got Infinity/],
    [{ ttl: 2 ** 53 }, /expected ttl .* got 9007199254740992/],
    [{ ttl: '1000' }, /expected ttl .* got '1000'/],
    [{ ttl: 1000, sliding: 'yes' }, /expected sliding to be a boolean, got 'yes'/],
    [{ sliding: true }, /expected ttl to be given with sliding: true, got undefined/],
  ];

  it.each(WRONG)('%p', (options, message) => {
    const { registry } = make();
    for (const operation of ['register', 'tryRegister'] as const) {
      const error = caught(() => registry[operation]('s', 1, options));
      expect(error.code).toBe('INVALID_OPTION');
      expect(error.message).toMatch(message);
    }
    expect(registry.size).toBe(0);
  });

  it.each([{ ttl: 1 }, { ttl: 2.5 }, { ttl: Number.MAX_SAFE_INTEGER }, { sliding: false }])(
    'but not %p',
    (options) => {
      const { registry } = make();
      expect(registry.tryRegister('s', 1, options).ok).toBe(true);
    },
  );
});
