import { Owner, Registry, type Key } from 'nestjs-registry';
import { caught } from '../../support/caught.js';
import { countOperations } from '../../support/count-operations.js';

describe('1: unregister notifies also when nothing was removed', () => {
  it('does not here', () => {
    const registry = new Registry({ keys: 'duplicate' });
    const changes: unknown[] = [];
    registry.changes().subscribe((change) => changes.push(change));
    registry.unregister(new Owner(), 'a');
    expect(changes).toEqual([]);
  });

  it('tells each of several removed entries here', () => {
    const registry = new Registry({ keys: 'duplicate' });
    const owner = new Owner();
    for (const value of [1, 2, 3]) registry.register('a', value, { owner });
    const values: unknown[] = [];
    registry.changes().subscribe(({ entry }) => values.push(entry.value));
    registry.unregister(owner, 'a');
    expect(values).toEqual([1, 2, 3]);
  });
});

describe('4: unregister is linear in what the owner holds', () => {
  const steps = (held: number): number => {
    const registry = new Registry({ keys: 'unique' });
    const owner = new Owner();
    for (let i = 0; i < held; i++) registry.register(i, i, { owner });
    return countOperations(() => registry.unregister(owner, 7));
  };

  it('costs the same with 100 and with 10,000 keys here', () => {
    expect(steps(10_000)).toBeLessThan(steps(100) * 1.1);
  });
});

describe('4, 18: a mass leave or exit is quadratic', () => {
  const steps = (size: number, leave: (registry: Registry, owner: Owner) => void): number => {
    const registry = new Registry({ keys: 'duplicate' });
    const owners = Array.from({ length: size }, () => new Owner());
    for (const owner of owners) registry.register('news', 0, { owner });
    const taken = countOperations(() => {
      for (const owner of owners) leave(registry, owner);
    });
    expect(registry.size).toBe(0);
    return taken / size;
  };

  it.each([
    ['leave', (registry: Registry, owner: Owner) => void registry.unregister(owner, 'news')],
    ['exit', (_: Registry, owner: Owner) => owner.terminate()],
  ])('costs each that takes part in a mass %s the same here', (_, leave) => {
    expect(steps(20_000, leave)).toBeLessThan(steps(5_000, leave) * 1.1);
  });

  it('shows no dead entry for a while: all are gone when terminate returns', () => {
    const registry = new Registry({ keys: 'unique' });
    const owners = Array.from({ length: 1000 }, () => new Owner());
    owners.forEach((owner, i) => registry.register(i, i, { owner }));
    owners.forEach((owner, i) => {
      owner.terminate();
      expect(registry.whereis(i)).toBeUndefined();
      expect(registry.size).toBe(999 - i);
    });
  });
});

describe('5: keys that look like patterns are treated as patterns', () => {
  const PAIRS: [string, Key, Key][] = [
    ['_', '_', 'a'],
    ['$1', '$1', 'a'],
    ['[_, 1]', ['_', 1], ['b', 1]],
    ['[$1]', ['$1'], [2]],
    ['[$1, x]', ['$1', 'x'], ['a', 'x']],
    ['an object that another extends', { a: 1 }, { a: 1, b: 2 }],
    ['an empty object', {}, { a: 1 }],
  ];

  it.each(PAIRS)('%s is a key like any other here', (_, pattern, other) => {
    const registry = new Registry({ keys: 'duplicate' });
    const owner = new Owner();
    registry.register(pattern, 'pattern', { owner });
    registry.register(other, 'other', { owner });
    expect(registry.lookup(pattern).map(({ value }) => value)).toEqual(['pattern']);
    expect(registry.unregister(owner, pattern)).toBe(1);
    expect(registry.lookup(other)).toHaveLength(1);
    expect(registry.lookup(pattern)).toEqual([]);
  });
});

describe('6: an update whose callback unregisters the key resurrects it', () => {
  it('does not here, and nothing is left when the owner dies', () => {
    const registry = new Registry({ keys: 'unique' });
    const owner = new Owner();
    registry.register('a', 1, { owner });
    const result = registry.updateValue(owner, 'a', () => registry.unregister(owner, 'a'));
    expect(result).toBeUndefined();
    expect(registry.lookup('a')).toEqual([]);
    expect(registry.keys(owner)).toEqual([]);
    owner.terminate();
    expect(registry.size).toBe(0);
  });
});

describe('8: there are two answers to whether a name is registered', () => {
  it('every way of asking gives one answer here, also while the owner dies', () => {
    const registry = new Registry({ keys: 'unique' });
    const owner = new Owner();
    registry.register('a', 1, { owner });
    const answers = () => [
      registry.whereis('a') === undefined,
      registry.get('a') === undefined,
      registry.lookup('a').length === 0,
      registry.size === 0,
      [...registry].length === 0,
      registry.keys(owner).length === 0,
      registry.tryRegister('a', 2, { owner: new Owner() }).ok,
    ];
    expect(answers()).toEqual(Array(7).fill(false));
    const seen: boolean[][] = [];
    registry.changes({ owner, type: 'unregistered' }).subscribe(() => seen.push(answers()));
    owner.terminate();
    expect(seen).toEqual([Array(7).fill(true)]);
  });
});

describe('9: names of duplicate registries half work', () => {
  it.each(['get', 'whereis'] as const)('%s is refused here, however many entries', (ask) => {
    const registry = new Registry({ keys: 'duplicate' });
    for (let i = 0; i < 3; i++) {
      expect(caught(() => registry[ask]('a')).code).toBe('NOT_UNIQUE');
      registry.register('a', i);
    }
  });
});

describe('12: register returns the partition', () => {
  it('returns the registration with its owner and entry here', () => {
    const registry = new Registry({ keys: 'unique' });
    const owner = new Owner();
    const { entry } = registry.register('a', 1, { owner });
    expect(entry).toEqual({ key: 'a', owner, value: 1 });
  });
});

describe('13: a name of nil is accepted and unknown options are ignored', () => {
  it.each([null, '', 7])('the name %p is refused here', (name) => {
    const options = { keys: 'unique', name: name as string } as const;
    expect(caught(() => new Registry(options)).code).toBe('INVALID_OPTION');
  });

  it('an unknown option is refused here', () => {
    const options = { keys: 'unique', partition: 4 } as const;
    expect(caught(() => new Registry(options)).message).toMatch(/partitions.*got 'partition'/);
  });
});
