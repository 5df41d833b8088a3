import { Owner, Registry, type Registration } from 'nestjs-registry';
import { caught } from '../support/caught.js';

const unique = () => {
  const registry = new Registry<{ value: number }>({ name: 'counts', keys: 'unique' });
  const owner = new Owner();
  const registration = registry.register('n', 1, { owner });
  return { registry, owner, registration };
};

/** The two ways to update one entry. */
type Update = (change: (value: number) => number) => unknown;
const WAYS: [string, (parts: ReturnType<typeof unique>) => Update][] = [
  [
    'updateValue',
    ({ registry, owner }) =>
      (change) =>
        registry.updateValue(owner, 'n', change),
  ],
  [
    'Registration.update',
    ({ registration }) =>
      (change) =>
        registration.update(change),
  ],
];

describe.each(WAYS)('%s', (_, way) => {
  it('replaces the value and tells the new and the old one', () => {
    const parts = unique();
    expect(way(parts)((n) => n + 1)).toEqual({ value: 2, previous: 1 });
    expect(parts.registry.get('n')?.value).toBe(2);
  });

  it('does not change an entry that somebody holds', () => {
    const parts = unique();
    const held = parts.registry.get('n')!;
    way(parts)(() => 2);
    expect(held.value).toBe(1);
    expect(Object.isFrozen(held)).toBe(true);
    expect(parts.registry.get('n')).not.toBe(held);
  });

  it('passes on what the callback throws and changes nothing', () => {
    const parts = unique();
    const error = new Error('no');
    const thrown = caught<Error>(() =>
      way(parts)(() => {
        throw error;
      }),
    );
    expect(thrown).toBe(error);
    expect(parts.registry.get('n')?.value).toBe(1);
  });

  it('does not bring back what the callback unregistered', () => {
    const parts = unique();
    const result = way(parts)(() => {
      parts.registration.unregister();
      return 2;
    });
    expect(result).toBeUndefined();
    expect(parts.registry.size).toBe(0);
    expect(parts.registry.keys(parts.owner)).toEqual([]);
  });

  it('does not touch what somebody else registered under the key meanwhile', () => {
    const parts = unique();
    const result = way(parts)(() => {
      parts.registration.unregister();
      parts.registry.register('n', 10);
      return 2;
    });
    expect(result).toBeUndefined();
    expect(parts.registry.get('n')?.value).toBe(10);
  });

  it('does nothing after a callback that terminates the owner or closes the registry', () => {
    const first = unique();
    expect(
      way(first)(() => {
        first.owner.terminate();
        return 2;
      }),
    ).toBeUndefined();
    const second = unique();
    expect(
      way(second)(() => {
        second.registry.close();
        return 2;
      }),
    ).toBeUndefined();
    expect(second.registry.size).toBe(0);
  });

  it('refuses a callback that updates the same entry itself', () => {
    const parts = unique();
    const error = caught(() =>
      way(parts)(() => {
        parts.registration.update(() => 5);
        return 2;
      }),
    );
    expect(error.code).toBe('REENTRANT_UPDATE');
    expect(error.message).toMatch(/'n'.*'counts'.*only compute the new value/);
    expect(parts.registry.get('n')?.value).toBe(5);
  });

  it('refuses what is no function', () => {
    const error = caught(() => way(unique())(2 as never));
    expect(error.code).toBe('INVALID_ARGUMENT');
    expect(error.message).toMatch(/expected change to be a function, got 2/);
  });
});

describe('updateValue', () => {
  it('does not call back for an entry of another owner', () => {
    const { registry } = unique();
    let called = false;
    const change = (): number => {
      called = true;
      return 2;
    };
    expect(registry.updateValue(new Owner(), 'n', change)).toBeUndefined();
    expect(called).toBe(false);
  });

  it('does not call back for a key that nobody has', () => {
    const { registry, owner } = unique();
    let called = false;
    const change = (): number => {
      called = true;
      return 2;
    };
    expect(registry.updateValue(owner, 'm', change)).toBeUndefined();
    expect(called).toBe(false);
  });

  it('is refused for duplicate keys, and names what to use', () => {
    const registry = new Registry({ name: 'rooms', keys: 'duplicate' });
    const error = caught(() => registry.updateValue(new Owner(), 'n', () => 1));
    expect(error.code).toBe('NOT_UNIQUE');
    expect(error.message).toMatch(/updateValue.*'rooms'.*update\(\) of the registration/);
  });

  it('refuses what is no owner', () => {
    const { registry } = unique();
    expect(caught(() => registry.updateValue({} as Owner, 'n', () => 1)).code).toBe(
      'INVALID_ARGUMENT',
    );
  });
});

describe('Registration.update', () => {
  it('updates one entry of a duplicate key and keeps its place', () => {
    const registry = new Registry<{ value: number }>({ keys: 'duplicate' });
    const [, second] = [1, 2, 3].map((n) => registry.register('n', n)) as Registration<number>[];
    second!.update((n) => n * 10);
    expect(registry.lookup('n').map(({ value }) => value)).toEqual([1, 20, 3]);
  });

  it('does not call back after the end', () => {
    const { registration } = unique();
    registration.unregister();
    let called = false;
    const change = (): number => {
      called = true;
      return 2;
    };
    expect(registration.update(change)).toBeUndefined();
    expect(called).toBe(false);
  });
});
