import { Registry, type Key } from 'nestjs-registry';

describe.each([1, 8])('a captured key, with %i partitions', (partitions) => {
  const make = () => new Registry({ keys: 'unique', partitions });

  const MUTATIONS: [string, () => Key, (key: never) => void][] = [
    ['array', () => ['user', 7], (key: unknown[]) => key.push('more')],
    ['object', () => ({ a: 1 }), (key: { a: number }) => (key.a = 2)],
    ['date', () => new Date(5), (key: Date) => key.setTime(6)],
    ['nested array', () => [['user']], (key: unknown[][]) => key[0]!.push('more')],
    ['nested date', () => [new Date(5)], (key: Date[]) => key[0]!.setTime(6)],
  ];

  it.each(MUTATIONS)('stays as it was when the %s changes', (_, key, mutate) => {
    const registry = make();
    const given = key();
    registry.register(given, 1);
    mutate(given as never);
    expect(registry.get(key())?.value).toBe(1);
    expect(registry.get(given)).toBeUndefined();
    expect(registry.get(key())?.key).toEqual(key());
  });

  it.each(MUTATIONS)('of a topic handle stays as it was when the %s changes', (_, key, mutate) => {
    const registry = make();
    const given = key();
    const topic = registry.topic(given);
    const messages: unknown[] = [];
    registry.messages(given).subscribe((message) => messages.push(message));
    mutate(given as never);
    registry.emit(key(), 'news');
    expect(messages).toEqual(['news']);
    expect(topic.key).toEqual(key());
  });

  it('is frozen in all its parts', () => {
    const registry = make();
    registry.register({ a: [{ b: 1 }] }, 1);
    const key = registry.get({ a: [{ b: 1 }] })!.key as { a: [{ b: number }] };
    for (const part of [key, key.a, key.a[0]]) expect(Object.isFrozen(part)).toBe(true);
  });

  it('is not the object that was given, and leaves that one alone', () => {
    const registry = make();
    const given = { a: [1] };
    registry.register(given, 1);
    expect(registry.get(given)!.key).not.toBe(given);
    expect(Object.isFrozen(given)).toBe(false);
  });

  it('can be used as a key itself', () => {
    const registry = make();
    registry.register([{ a: 1 }, new Date(3)], 1);
    const { key } = [...registry][0]!;
    expect(registry.get(key)?.key).toBe(key);
  });

  it('is one object for all entries under it', () => {
    const registry = new Registry({ keys: 'duplicate', partitions });
    registry.register(['a'], 1);
    registry.register(['a'], 2);
    const [first, second] = registry.lookup(['a']);
    expect(first!.key).toBe(second!.key);
  });

  it('has a field named __proto__ as a field, and no other prototype', () => {
    const registry = make();
    const hostile = JSON.parse('{"__proto__":{"polluted":true},"a":1}') as object;
    registry.register(hostile, 1);
    const { key } = registry.get(hostile)!;
    expect(Object.getPrototypeOf(key)).toBe(Object.prototype);
    expect(Object.keys(key as object).sort()).toEqual(['__proto__', 'a']);
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  });

  it('is read completely before anything is checked: a getter may register the same key', () => {
    const registry = make();
    const key = {
      get a() {
        registry.tryRegister({ a: 1 }, 'by the getter');
        return 1;
      },
    };
    expect(registry.tryRegister(key, 'by the caller').ok).toBe(false);
    expect(registry.get({ a: 1 })?.value).toBe('by the getter');
    expect(registry.size).toBe(1);
  });

  it('is read completely before anything is checked: a getter may unregister the same key', () => {
    const registry = make();
    const registration = registry.register({ a: 1, b: 1 }, 'first');
    const key = {
      a: 1,
      get b() {
        registration.unregister();
        return 1;
      },
    };
    registry.register(key, 'second');
    expect(registry.get({ a: 1, b: 1 })?.value).toBe('second');
    expect(registry.size).toBe(1);
  });

  it('is read completely before anything is checked: a getter may close the registry', () => {
    const registry = make();
    const key = {
      get a() {
        registry.close();
        return 1;
      },
    };
    expect(() => registry.register(key, 1)).toThrow(/is closed/);
    expect(registry.size).toBe(0);
  });
});

it('names of Object.prototype are keys like any other', () => {
  const registry = new Registry({ keys: 'unique', meta: {} });
  for (const name of ['__proto__', 'constructor', 'toString', 'hasOwnProperty']) {
    expect(registry.get(name)).toBeUndefined();
    expect(registry.meta.get(name)).toBeUndefined();
    registry.register(name, name);
    registry.register([name], name);
    expect(registry.get(name)?.value).toBe(name);
    expect(registry.get([name])?.value).toBe(name);
  }
});

it('initial meta from JSON may have a field named __proto__', () => {
  const meta = JSON.parse('{"__proto__":"fact"}') as Record<string, unknown>;
  expect(new Registry({ keys: 'unique', meta }).meta.get('__proto__')).toBe('fact');
});
