import { Owner, Registry, type MessageContext, type Registration } from 'nestjs-registry';

const make = () => new Registry({ name: 'events', keys: 'duplicate' });

const KINDS: [string, number, (registry: Registry, handler: () => unknown) => Registration][] = [
  ['a subscriber', 1, (registry, handler) => registry.subscribe('n', handler)],
  [
    'a choosy subscriber',
    1,
    (registry, handler) => registry.subscribe('n', handler, { filter: () => true }),
  ],
  [
    'a request-scoped subscriber',
    1,
    (registry, handler) => registry.subscribeScoped('n', handler, {}),
  ],
  ['an entry without a handler', 0, (registry) => registry.register('n', 1)],
];

describe.each(KINDS)('beside %s (%i), before and after that has left,', (_, others, come) => {
  it.each(KINDS)('%s (%i) is counted and reached', (_name, count, stay) => {
    const registry = make();
    const leaving = come(registry, () => undefined);
    let calls = 0;
    const staying = stay(registry, () => calls++);
    const reach = (): number[] => [registry.topic('n').size, registry.emit('n', 1), calls];
    expect(reach()).toEqual([others + count, others + count, count]);
    leaving.unregister();
    expect(reach()).toEqual([count, count, 2 * count]);
    staying.unregister();
    expect([...reach(), registry.stats().keys]).toEqual([0, 0, 2 * count, 0]);
  });
});

describe('the context of a message', () => {
  /** Those that the handlers of `subscribe` are given with two messages. */
  const contexts = (subscribe: (registry: Registry, seen: MessageContext[]) => unknown) => {
    const registry = make();
    const seen: MessageContext[] = [];
    subscribe(registry, seen);
    for (const message of [1, 2]) registry.emit('n', message);
    return seen;
  };
  const see =
    (seen: MessageContext[]) =>
    (_: unknown, context: MessageContext): void => {
      seen.push(context);
    };

  it.each([1, 2])('is one for all messages at %i choosy subscribers', (count) => {
    const seen = contexts((registry, all) => {
      const options = { filter: () => true };
      for (let i = 0; i < count; i++) registry.subscribe('n', see(all), options);
    });
    expect(seen).toHaveLength(2 * count);
    expect(new Set(seen).size).toBe(1);
  });

  it('is each message’s own while one handler is request-scoped, whoever else has left', () => {
    const seen = contexts((registry, all) => {
      registry.subscribeScoped('n', see(all), {});
      const leaving = [
        registry.subscribe('n', () => 1),
        registry.subscribe('n', () => 1, { filter: () => true }),
        registry.subscribeScoped('n', () => 1, {}),
        registry.register('n', 1),
      ];
      for (const registration of leaving) registration.unregister();
    });
    expect(new Set(seen).size).toBe(2);
  });

  it('is one for all messages again when the last request-scoped handler has left', () => {
    const seen = contexts((registry, all) => {
      const leaving = [1, 2].map(() => registry.subscribeScoped('n', () => 1, {}));
      registry.subscribe('n', see(all), { filter: () => true });
      for (const registration of leaving) registration.unregister();
    });
    expect(seen).toHaveLength(2);
    expect(new Set(seen).size).toBe(1);
  });
});

it('who subscribes where entries without a handler have left is called', () => {
  const registry = make();
  const owner = new Owner();
  registry.register('n', 1);
  for (let i = 0; i < 3; i++) registry.register('n', i, { owner });
  owner.terminate();
  let calls = 0;
  registry.subscribe('n', () => calls++);
  expect(registry.emit('n', 1)).toBe(1);
  expect(calls).toBe(1);
});

it('who leaves when another has just come, during a message, is not called', () => {
  const registry = make();
  const called: string[] = [];
  registry.subscribe('n', () => {
    called.push('first');
    registry.subscribe('n', () => called.push('new'));
    leaving.unregister();
  });
  const leaving = registry.subscribe('n', () => called.push('left'));
  registry.emit('n', 1);
  expect(called).toEqual(['first']);
});

it('who leaves after very many others, during a message, is not called', () => {
  const registry = make();
  const called: string[] = [];
  registry.subscribe('n', () => {
    called.push('first');
    for (const registration of many) registration.unregister();
    last.unregister();
  });
  const many = Array.from({ length: 100 }, () =>
    registry.subscribe('n', () => called.push('many')),
  );
  const last = registry.subscribe('n', () => called.push('last'));
  registry.emit('n', 1);
  expect(called).toEqual(['first']);
});
