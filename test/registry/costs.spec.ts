import { Owner, Registry, type Key } from 'nestjs-registry';
import { countOperations, operationsPerRound } from '../support/count-operations.js';

/** What is linear would differ a hundredfold; this leaves room for what is amortised. */
const SAME = 1.1;

/** Steps of one operation, averaged over many. */
const filled = (size: number, key: (i: number) => Key): Registry => {
  const registry = new Registry({ keys: 'unique' });
  for (let i = 0; i < size; i++) registry.register(key(i), i);
  return registry;
};

const KEYS: [string, (i: number) => Key][] = [
  ['strings', (i) => `key ${i}`],
  ['integers', (i) => i],
  ['doubles', (i) => i + 0.5],
  ['arrays', (i) => ['user', i]],
  ['objects', (i) => ({ user: i, in: { room: 7 } })],
];

describe('the counter of operations', () => {
  it('sees a walk over everything', () => {
    const registry = filled(1000, (i) => i);
    expect(countOperations(() => [...registry])).toBeGreaterThan(1000);
  });

  it('sees the linear methods and the spreading of arrays', () => {
    const array = Array.from({ length: 1000 }, (_, i) => i);
    expect(countOperations(() => array.indexOf(-1))).toBeGreaterThanOrEqual(1000);
    expect(countOperations(() => [...array])).toBeGreaterThanOrEqual(1000);
  });
});

describe.each(KEYS)('with keys that are %s', (_, key) => {
  const small = filled(100, key);
  const large = filled(100_000, key);
  const both = (run: (registry: Registry) => (i: number) => unknown): [number, number] => [
    operationsPerRound(run(small)),
    operationsPerRound(run(large)),
  ];

  it('looks up as cheaply among 100,000 entries as among 100', () => {
    const [few, many] = both((registry) => (i) => registry.lookup(key(i % 100)));
    expect(many).toBeLessThan(few * SAME);
  });

  it('registers and unregisters as cheaply among 100,000 entries as among 100', () => {
    const [few, many] = both(
      (registry) => (i) => registry.register(key(1_000_000 + i), i).unregister(),
    );
    expect(many).toBeLessThan(few * SAME);
  });

  it('registers at a constant cost while it grows', () => {
    const grown = (size: number) => countOperations(() => filled(size, key)) / size;
    expect(grown(5000)).toBeLessThan(grown(200) * SAME);
  });
});

describe('keys that are aimed at one partition', () => {
  // What chooses it reads the ends of a long string only.
  const aimed = (i: number): string => `${'a'.repeat(24)}${1_000_000 + i}${'a'.repeat(24)}`;
  const spread = (i: number): string => `${1_000_000 + i}${'a'.repeat(48)}`;
  const registered = (key: (i: number) => string): Registry => {
    const registry = new Registry({ keys: 'unique', partitions: 8 });
    for (let i = 0; i < 5000; i++) registry.register(key(i), i);
    return registry;
  };

  it('all fall into it', () => {
    const sizes = registered(aimed)
      .stats()
      .partitions.map(({ entries }) => entries);
    expect(sizes.toSorted((a, b) => b - a)).toEqual([5000, ...Array<number>(7).fill(0)]);
  });

  it('are registered as cheaply as others', () => {
    const cost = (key: (i: number) => string): number => countOperations(() => registered(key));
    expect(cost(aimed)).toBeLessThan(cost(spread) * SAME);
  });

  it('are looked up as cheaply as others', () => {
    const cost = (key: (i: number) => string): number => {
      const registry = registered(key);
      return operationsPerRound((i) => registry.get(key(i)));
    };
    expect(cost(aimed)).toBeLessThan(cost(spread) * SAME);
  });
});

describe('one topic with many entries', () => {
  const crowd = (size: number) => {
    const registry = new Registry({ keys: 'duplicate' });
    const all = Array.from({ length: size }, () => registry.subscribe('news', () => undefined));
    return { registry, all };
  };

  const ORDERS: [string, (i: number, size: number) => number][] = [
    ['first come, first gone', (i) => i],
    ['last come, first gone', (i, size) => size - 1 - i],
    // 7,919 is prime to both sizes, so each place comes up once.
    ['in no order', (i, size) => (i * 7919) % size],
  ];

  it.each(ORDERS)('is left by 100,000 subscribers, %s, in linear time', (_name, place) => {
    const leaving = (size: number): number => {
      const { all } = crowd(size);
      return (
        countOperations(() => {
          for (let i = 0; i < size; i++) all[place(i, size)]!.unregister();
        }) / size
      );
    };
    // Enough for what happens once in a while. Then in steps, so that what is quadratic fails soon.
    const few = leaving(5_000);
    for (const size of [10_000, 100_000]) expect(leaving(size)).toBeLessThan(few * SAME);
  });

  it('is left by 20,000 owners that die together in linear time', () => {
    const dying = (size: number): number => {
      const registry = new Registry({ keys: 'duplicate' });
      const owners = Array.from({ length: size }, () => new Owner());
      for (const owner of owners) registry.register('news', 0, { owner });
      const steps = countOperations(() => {
        for (const owner of owners) owner.terminate();
      });
      expect(registry.size).toBe(0);
      return steps / size;
    };
    expect(dying(20_000)).toBeLessThan(dying(5_000) * SAME);
  });

  it('lets 20,000 owners unregister by name in linear time', () => {
    const leaving = (size: number): number => {
      const registry = new Registry({ keys: 'duplicate' });
      const owners = Array.from({ length: size }, () => new Owner());
      for (const owner of owners) registry.register('news', 0, { owner });
      return (
        countOperations(() => {
          for (const owner of owners) registry.unregister(owner, 'news');
        }) / size
      );
    };
    expect(leaving(20_000)).toBeLessThan(leaving(5_000) * SAME);
  });
});

describe('unregister(owner, key)', () => {
  const steps = (otherKeys: number, otherOwners: number): number => {
    const registry = new Registry({ keys: 'duplicate' });
    const owner = new Owner('busy');
    for (let i = 0; i < otherKeys; i++) registry.register(`other ${i}`, i, { owner });
    for (let i = 0; i < otherOwners; i++) registry.register('news', i, { owner: new Owner() });
    // The first question of this kind makes an index of the topic's owners.
    registry.values(owner, 'news');
    return operationsPerRound(() => {
      registry.register('news', 0, { owner });
      expect(registry.unregister(owner, 'news')).toBe(1);
    });
  };

  it('costs the same when its owner holds 10,000 other keys and the key has 10,000 other owners', () => {
    // 100 of each, because a handful is walked rather than indexed.
    expect(steps(10_000, 10_000)).toBeLessThan(steps(100, 100) * SAME);
  });
});

describe('terminating an owner', () => {
  const steps = (held: number, others: number): number => {
    const registry = new Registry({ keys: 'duplicate' });
    const owner = new Owner();
    for (let i = 0; i < others; i++) {
      registry.register('shared', i);
      registry.register(i, i, { owner: new Owner() });
    }
    for (let i = 0; i < held; i++) {
      registry.register('shared', i, { owner });
      registry.register(['own', i], i, { owner });
    }
    const taken = countOperations(() => {
      owner.terminate();
    });
    expect(registry.size).toBe(2 * others);
    return taken;
  };

  it('is linear in what it holds', () => {
    // Both are large tables, which delete a key some time after it has left.
    expect(steps(20_000, 0) / 20_000).toBeLessThan((steps(4_000, 0) / 4_000) * SAME);
  });

  it('does not depend on what others hold', () => {
    expect(steps(100, 20_000)).toBeLessThan(steps(100, 200) * SAME);
  });
});

describe('publishing', () => {
  const crowded = (topics: number): Registry => {
    const registry = new Registry({ keys: 'duplicate' });
    for (let i = 0; i < topics; i++) registry.subscribe(`topic ${i}`, () => undefined);
    return registry;
  };

  it.each(['emit', 'dispatch'] as const)('with %s touches only its own topic', (publish) => {
    const steps = (topics: number): number => {
      const registry = crowded(topics);
      return operationsPerRound(() => registry[publish]('topic 7', 'news'));
    };
    expect(steps(20_000)).toBeLessThan(steps(10) * SAME);
  });

  it('walks over no more places than twice the entries, whatever has left before', () => {
    const registry = new Registry({ keys: 'duplicate' });
    const all = Array.from({ length: 10_000 }, () => registry.subscribe('news', () => undefined));
    for (const registration of all.slice(100)) registration.unregister();
    expect(countOperations(() => registry.emit('news', 0))).toBeLessThan(100 * 20);
  });
});
