import {
  consistentHash,
  gt,
  InvalidArgumentError,
  InvalidKeyError,
  InvalidPickError,
  leastLoaded,
  MatchSpecError,
  Owner,
  random,
  Registry,
  roundRobin,
  variable,
  type Entry,
  type PickStrategy,
} from 'nestjs-registry';
import { caught } from '../support/caught.js';
import { LateClock } from '../support/late-clock.js';

const first: PickStrategy = ([candidate]) => candidate;
const never: PickStrategy = () => {
  throw new Error('It must not be called.');
};
const make = (...values: unknown[]) => {
  const registry = new Registry({ name: 'services', keys: 'duplicate' });
  for (const value of values) registry.register('mailer', value);
  return registry;
};

describe('pick', () => {
  it('hands the entries under the key to the strategy, in order, and tells which one it chose', () => {
    const registry = make('a', 'b', 'c');
    registry.register('printer', 'd');
    const seen: unknown[] = [];
    const picked = registry.pick('mailer', (candidates, key) => {
      seen.push(candidates, key);
      return candidates[1];
    });
    expect(seen).toEqual([registry.lookup('mailer'), 'mailer']);
    expect(picked).toBe(registry.lookup('mailer')[1]);
  });

  it('hands over the key as it was captured', () => {
    const registry = new Registry({ keys: 'duplicate' });
    const { entry } = registry.register(['mailer', { region: 'eu' }], 1);
    registry.pick(['mailer', { region: 'eu' }], (candidates, key) => {
      expect(key).toBe(entry.key);
      return candidates[0];
    });
    expect.assertions(1);
  });

  it('is undefined without candidates, and no strategy is called', () => {
    const registry = make({ region: 'eu' });
    expect(registry.pick('printer', never)).toBeUndefined();
    expect(registry.pick('mailer', never, { region: 'us' })).toBeUndefined();
  });

  it.each<[string, PickStrategy]>([
    ['random', random()],
    ['roundRobin', roundRobin()],
    ['leastLoaded', leastLoaded(() => 1)],
    ['consistentHash', consistentHash('a')],
  ])('is undefined when a strategy leaves %s none to choose from', (_name, choose) => {
    const picky: PickStrategy = (candidates, ...rest) =>
      choose(
        candidates.filter(({ value }) => value === 'eu'),
        ...rest,
      );
    expect(make('us').pick('mailer', picky)).toBeUndefined();
    expect(make('us', 'eu').pick('mailer', picky)?.value).toBe('eu');
  });

  it('is undefined when the strategy wants none of them', () => {
    expect(make('a').pick('mailer', () => undefined)).toBeUndefined();
  });

  it('works for unique keys too', () => {
    const registry = new Registry({ keys: 'unique' });
    registry.register('mailer', 'a');
    expect(registry.pick('mailer', first)?.value).toBe('a');
  });

  it('chooses among those only that match a pattern and guards', () => {
    const registry = make(
      { region: 'us', load: 1 },
      { region: 'eu', load: 2 },
      { region: 'eu', load: 9 },
    );
    const pick = (pattern: unknown, guards?: readonly unknown[]): unknown =>
      registry.pick('mailer', first, pattern, guards)?.value;
    const load = variable<number>('load');
    expect(pick({ region: 'eu' })).toEqual({ region: 'eu', load: 2 });
    expect(pick({ region: 'eu', load }, [gt(load, 5)])).toEqual({ region: 'eu', load: 9 });
    expect(pick(undefined, [])).toEqual({ region: 'us', load: 1 });
    expect(pick(undefined, [gt(1, 2)])).toBeUndefined();
  });

  it('offers no entry whose time is up', () => {
    const clock = new LateClock();
    const registry = new Registry({ keys: 'duplicate', clock });
    registry.register('mailer', 'old', { ttl: 10 });
    registry.register('mailer', 'new', { ttl: 20 });
    clock.time = 10;
    expect(registry.pick('mailer', first)?.value).toBe('new');
    expect(registry.pick('mailer', first, 'old')).toBeUndefined();
    clock.time = 20;
    expect(registry.pick('mailer', never)).toBeUndefined();
  });

  it('works on a closed registry, which is empty', () => {
    const registry = make('a');
    registry.close();
    expect(registry.pick('mailer', never)).toBeUndefined();
  });

  it('gives the strategy a snapshot that neither it nor others can change', () => {
    const registry = make('a', 'b');
    const picked = registry.pick('mailer', (candidates) => {
      expect(() => (candidates as Entry[]).pop()).toThrow(TypeError);
      registry.register('mailer', 'c');
      for (const { owner } of registry.lookup('mailer')) owner.terminate();
      expect(candidates.map(({ value }) => value)).toEqual(['a', 'b']);
      return candidates[1];
    });
    expect(picked?.value).toBe('b');
    expect(registry.size).toBe(0);
  });

  it('passes on what the strategy throws', () => {
    const no = new Error('no');
    const thrown = caught(() =>
      make('a').pick('mailer', () => {
        throw no;
      }),
    );
    expect(thrown).toBe(no);
  });

  it.each([
    ['an entry of another key', (registry: Registry) => registry.register('printer', 'a').entry],
    ['what equals a candidate', (registry: Registry) => ({ ...registry.lookup('mailer')[0] })],
    ['a promise', () => Promise.resolve()],
    ['null', () => null],
    ['false', () => false],
  ])('refuses a strategy that returns %s', (_, wrong) => {
    const registry = make('a');
    const given = wrong(registry);
    const error = caught<InvalidPickError>(() => registry.pick('mailer', () => given as Entry));
    expect(error).toBeInstanceOf(InvalidPickError);
    expect(error.code).toBe('INVALID_PICK');
    expect(error.given).toBe(given);
    expect(error.message).toMatch(
      /^pick: expected what the strategy returned to be one of the candidates or undefined, got /,
    );
  });

  it('refuses what is no strategy, no key and no pattern', () => {
    const registry = make('a');
    expect(() => registry.pick('mailer', 'random' as unknown as PickStrategy)).toThrow(
      InvalidArgumentError,
    );
    expect(() => registry.pick(new Map(), first)).toThrow(InvalidKeyError);
    expect(() => registry.pick('mailer', first, 'a', [['nonsense']])).toThrow(MatchSpecError);
  });
});

describe('the identity of a candidate', () => {
  const identities = (registry: Registry): object[] => {
    const found: object[] = [];
    registry.pick('mailer', (candidates, _, identityOf) => {
      found.push(...candidates.map(identityOf));
      return undefined;
    });
    return found;
  };

  it('stays the same over updates, and is another one for each registration', () => {
    const registry = new Registry({ keys: 'duplicate' });
    const owner = new Owner();
    const a = registry.register('mailer', 1, { owner });
    const b = registry.register('mailer', 1, { owner });
    const before = identities(registry);
    expect(new Set(before).size).toBe(2);
    b.update(() => 2);
    a.update(() => 2);
    expect(identities(registry).map((each, i) => each === before[i])).toEqual([true, true]);
    a.unregister();
    registry.register('mailer', 1, { owner });
    const after = identities(registry);
    expect(after[0]).toBe(before[1]);
    expect(before).not.toContain(after[1]);
  });

  it('is asked for candidates only', () => {
    const registry = make('a');
    const { entry } = registry.register('printer', 'b');
    expect(() =>
      registry.pick('mailer', (_candidates, _key, identityOf) => identityOf(entry) as Entry),
    ).toThrow(InvalidArgumentError);
  });
});
