import { Subject } from 'rxjs';
import {
  _,
  $,
  AlreadyRegisteredError,
  exact,
  Owner,
  pattern,
  Registry,
  rest,
  type Key,
  type Pattern,
  type Registration,
} from 'nestjs-registry';
import { caught } from '../support/caught.js';
import { makeEvents, outcome } from '../support/events.js';

describe('a subscriber of a pattern', () => {
  it('is told the topic of each message, in a frozen context', () => {
    const { registry } = makeEvents();
    const contexts: object[] = [];
    registry.subscribe(pattern('room:*'), (_message, context) => contexts.push(context));
    registry.subscribe(pattern(['room', _]), (_message, context) => contexts.push(context));
    registry.emit('room:1', 1);
    registry.emit('room:2', 1);
    registry.emit(['room', { id: 7 }], 1);
    expect(contexts).toEqual(
      ['room:1', 'room:2', ['room', { id: 7 }]].map((topic) => ({ registry: 'events', topic })),
    );
    expect(contexts.every((context) => Object.isFrozen(context))).toBe(true);
  });

  it('is given a topic that its publisher cannot change', () => {
    const { registry } = makeEvents();
    const topics: Key[] = [];
    registry.subscribe(pattern(['room', _]), (_message, { topic }) => topics.push(topic));
    const topic = ['room', { id: 1 }] as const;
    registry.emit(topic, 1);
    (topic[1] as { id: number }).id = 2;
    registry.emit(topic, 1);
    expect(topics).toEqual([
      ['room', { id: 1 }],
      ['room', { id: 2 }],
    ]);
  });

  it('is an entry under the pattern, bound to its owner, with its value', () => {
    const { registry } = makeEvents();
    const owner = new Owner();
    const made = pattern('room:*');
    const registration = registry.subscribe(made, () => 1, { owner, value: 7 });
    expect(registration.entry).toMatchObject({ key: made, owner, value: 7 });
    expect(registry.keys(owner)).toEqual([made]);
    expect(registry.stats()).toMatchObject({ entries: 1, keys: 1, owners: 1 });
    owner.terminate();
    expect(registry.emit('room:1', 1)).toBe(0);
    expect(registry.stats()).toMatchObject({ entries: 0, keys: 0, owners: 0 });
  });

  it('names in its failure the topic that was published to', () => {
    const { registry, failures } = makeEvents();
    const registration = registry.subscribe(pattern('room:*'), () => {
      throw new Error('no');
    });
    registry.emit('room:1', 'hi');
    expect(failures).toMatchObject([{ topic: 'room:1', message: 'hi' }]);
    expect(failures[0]!.entry).toBe(registration.entry);
  });

  it('delivers to the dispatch like any other', async () => {
    const { registry } = makeEvents();
    registry.subscribe(pattern('room:*'), async (message) => message);
    registry.subscribe('room:1', () => 'own');
    const dispatch = registry.dispatch('room:1', 'hi');
    expect(dispatch.size).toBe(2);
    expect(await outcome(dispatch)).toEqual(['hi', 'own']);
    expect(registry.stats()).toMatchObject({ messages: 1, deliveries: 2 });
  });

  it('is called once per subscription, also when several of its patterns match', () => {
    const { registry } = makeEvents();
    const called: string[] = [];
    for (const source of ['a:*', 'a:**', '**', 'a:b'])
      registry.subscribe(pattern(source), () => called.push(source));
    expect(registry.emit('a:b', 1)).toBe(4);
    expect(called).toEqual(['a:*', 'a:**', '**', 'a:b']);
  });

  it('streams the messages of all its topics', () => {
    const { registry } = makeEvents();
    const heard: unknown[] = [];
    const subscription = registry
      .messages(pattern('room:*'))
      .subscribe((message) => heard.push(message));
    registry.emit('room:1', 1);
    registry.emit('room:2', 2);
    subscription.unsubscribe();
    registry.emit('room:1', 3);
    expect(heard).toEqual([1, 2]);
    expect(registry.size).toBe(0);
  });

  it('ends with the registry', () => {
    const { registry } = makeEvents();
    let completed = false;
    registry.messages(pattern('room:*')).subscribe({ complete: () => (completed = true) });
    const registration = registry.subscribe(pattern('room:*'), () => 1);
    registry.close();
    expect([completed, registration.active]).toEqual([true, false]);
  });
});

describe('the order of calls', () => {
  it('is that of registration, whatever was subscribed to', () => {
    const { registry } = makeEvents();
    const called: number[] = [];
    const subscribables = [
      pattern('a:*'),
      'a:b',
      pattern('**'),
      'a:b',
      pattern('a:*'),
      pattern('*:b'),
    ];
    subscribables.forEach((topic, i) => registry.subscribe(topic as string, () => called.push(i)));
    registry.emit('a:b', 1);
    expect(called).toEqual([0, 1, 2, 3, 4, 5]);
  });

  it('is that of registration with many subscribers, after many left', () => {
    const { registry } = makeEvents();
    const called: number[] = [];
    const all = Array.from({ length: 200 }, (_hole, i) => {
      const topic = [pattern('a:*'), 'a:b', pattern('**')][i % 3] as string;
      return registry.subscribe(topic, () => called.push(i));
    });
    all.forEach((registration, i) => i % 2 === 0 && registration.unregister());
    registry.emit('a:b', 1);
    expect(called).toEqual(Array.from({ length: 100 }, (_hole, i) => 2 * i + 1));
  });
});

describe('during a dispatch', () => {
  const make = () => {
    const { registry } = makeEvents();
    const called: string[] = [];
    const deeds: (() => void)[] = [];
    registry.subscribe('a:b', () => {
      called.push('first');
      for (const deed of deeds) deed();
    });
    return { registry, called, deeds };
  };

  it('a pattern’s subscriber that leaves is not called any more', () => {
    const { registry, called, deeds } = make();
    const leaving = registry.subscribe(pattern('a:*'), () => called.push('left'));
    registry.subscribe(pattern('a:*'), () => called.push('stays'));
    deeds.push(() => leaving.unregister());
    expect(registry.emit('a:b', 1)).toBe(2);
    expect(called).toEqual(['first', 'stays']);
  });

  it('a pattern’s subscriber that comes is not called yet', () => {
    const { registry, called, deeds } = make();
    registry.subscribe(pattern('a:*'), () => called.push('old'));
    deeds.push(() => {
      registry.subscribe(pattern('a:*'), () => called.push('new'));
      registry.subscribe(pattern('**'), () => called.push('new'));
    });
    expect(registry.emit('a:b', 1)).toBe(2);
    expect(called).toEqual(['first', 'old']);
  });

  it('the first pattern of all is not called yet', () => {
    const { registry, called, deeds } = make();
    deeds.push(() => registry.subscribe(pattern('a:*'), () => called.push('new')));
    expect(registry.emit('a:b', 1)).toBe(1);
    expect(registry.emit('a:b', 1)).toBe(2);
    expect(called).toEqual(['first', 'first', 'new']);
  });

  it('the last pattern of all may leave', () => {
    const { registry, called, deeds } = make();
    const only = registry.subscribe(pattern('a:*'), () => called.push('left'));
    registry.subscribe('a:b', () => called.push('last'));
    deeds.push(() => only.unregister());
    registry.emit('a:b', 1);
    registry.emit('a:b', 1);
    expect(called).toEqual(['first', 'last', 'first', 'last']);
  });

  it('may publish to another topic of the same pattern', () => {
    const { registry } = makeEvents();
    const called: Key[] = [];
    registry.subscribe(pattern('n:*'), (n, { topic }) => {
      called.push(topic);
      if ((n as number) < 3) registry.emit(`n:${(n as number) + 1}`, (n as number) + 1);
    });
    registry.emit('n:1', 1);
    expect(called).toEqual(['n:1', 'n:2', 'n:3']);
  });
});

const EQUALS: [string, () => Pattern][] = [
  ['text', () => pattern('room:*')],
  ['array', () => pattern(['room', _])],
  ['array with variables', () => pattern(['room', $(1), $(1)])],
  ['object', () => pattern({ room: exact({ id: 1 }) })],
];

describe.each(EQUALS)('two equal patterns (%s)', (_name, make) => {
  it('are one key', () => {
    const { registry } = makeEvents();
    registry.subscribe(make(), () => 1);
    registry.subscribe(make(), () => 2);
    expect(registry.stats()).toMatchObject({ entries: 2, keys: 1 });
  });

  it('are one name when keys are unique', () => {
    const registry = new Registry({ keys: 'unique' });
    const { entry } = registry.subscribe(make(), () => 1);
    const error = caught<AlreadyRegisteredError>(() => registry.subscribe(make(), () => 2));
    expect(error).toBeInstanceOf(AlreadyRegisteredError);
    expect(error.holder).toBe(entry);
  });
});

const DIFFERENT: [Pattern, Pattern][] = [
  [pattern('a:*'), pattern('a:**')],
  [pattern('*'), pattern('*', { separator: '/' })],
  [pattern('a'), pattern(['a'])],
  [pattern(['a', _]), pattern(['a', $(1)])],
  [pattern([1, _]), pattern([1n, _])],
  [pattern(['1', _]), pattern([1, _])],
  [pattern({ a: _ }), pattern(exact({ a: _ }))],
  [pattern({ a: undefined }), pattern({})],
  [pattern([new Date(1), _]), pattern([1, _])],
  [pattern([null, _]), pattern([undefined, _])],
  [pattern([Symbol('s'), _]), pattern([Symbol('s'), _])],
  [pattern([class A {}, _]), pattern([class A {}, _])],
];

it.each(DIFFERENT)('%s and %s are two keys', (one, other) => {
  const registry = new Registry({ keys: 'unique' });
  registry.subscribe(one, () => 1);
  registry.subscribe(other, () => 2);
  expect(registry.stats().keys).toBe(2);
});

it('a pattern and a topic spelled alike are two keys', () => {
  const registry = new Registry({ keys: 'unique' });
  registry.subscribe(pattern('a:b'), () => 1);
  registry.subscribe('a:b', () => 2);
  expect(registry.emit('a:b', 1)).toBe(2);
});

it('a pattern that was emptied may be subscribed to again, as often as you like', () => {
  const { registry } = makeEvents();
  for (let i = 0; i < 5; i++) {
    const registration = registry.subscribe(pattern('a:*'), () => 1);
    expect(registry.emit('a:b', 1)).toBe(1);
    registration.unregister();
    expect(registry.emit('a:b', 1)).toBe(0);
    expect(registry.stats().keys).toBe(0);
  }
});

const NEIGHBOURS: [Pattern, Pattern, Key][] = [
  [pattern('a'), pattern('a:b'), 'a:b'],
  [pattern('a'), pattern('a:*'), 'a:b'],
  [pattern('a'), pattern('a:**'), 'a:b'],
  [pattern('a:b'), pattern('a'), 'a'],
  [pattern('a:b'), pattern('a:c'), 'a:c'],
  [pattern('a:b'), pattern('a:*'), 'a:b'],
  [pattern('a:*'), pattern('a:**'), 'a:b'],
  [pattern('a:*'), pattern('a:b'), 'a:b'],
  [pattern('a:**'), pattern('a:*'), 'a:b'],
  [pattern('a:**:b'), pattern('a:**'), 'a:b'],
  [pattern('**'), pattern('**:b'), 'a:b'],
  [pattern(['a']), pattern(['a', rest(_)]), ['a', 'b']],
  [pattern(['a', 'b']), pattern(['a', _]), ['a', 'b']],
  [pattern(['a', { b: _ }]), pattern(['a', _]), ['a', { b: 1 }]],
  [pattern({ a: 1 }), pattern({ a: _ }), { a: 1 }],
];

it.each(NEIGHBOURS)('%s takes %s not with it when it leaves', (leaving, staying, topic) => {
  for (const order of [
    [leaving, staying],
    [staying, leaving],
  ]) {
    const { registry } = makeEvents();
    const [first, second] = order.map((made) => registry.subscribe(made, () => 1));
    (order[0] === leaving ? first : second)!.unregister();
    expect(registry.emit(topic, 1)).toBe(1);
  }
});

describe('a topic with subscribers of its own, once published to,', () => {
  const make = (others: number) => {
    const { registry } = makeEvents();
    registry.subscribe('a:b', () => 1);
    registry.subscribe(['a', 'b'], () => 1);
    const reached = () => [registry.emit('a:b', 1), registry.emit(['a', 'b'], 1)];
    const spread = () => {
      for (let i = 0; i < others; i++) registry.emit(`other:${i}`, 1);
    };
    return { registry, reached, spread };
  };

  it('reaches patterns that come, and no more those that go', () => {
    const { registry, reached } = make(0);
    registry.subscribe(pattern('unlike:*'), () => 1);
    expect(reached()).toEqual([1, 1]);
    const all = [pattern('a:*'), pattern(['a', _])].map((made) =>
      registry.subscribe(made, () => 1),
    );
    expect(reached()).toEqual([2, 2]);
    for (const registration of all) registration.unregister();
    expect(reached()).toEqual([1, 1]);
  });

  it('reaches patterns that come after the last of all has gone', () => {
    const { registry, reached } = make(0);
    const first = registry.subscribe(pattern('unlike:*'), () => 1);
    expect(reached()).toEqual([1, 1]);
    first.unregister();
    registry.subscribe(pattern(_), () => 1);
    expect(reached()).toEqual([2, 2]);
  });

  it('reaches patterns that come after more topics than are remembered', () => {
    const { registry, reached, spread } = make(5_000);
    registry.subscribe(pattern('unlike:*'), () => 1);
    expect(reached()).toEqual([1, 1]);
    spread();
    registry.subscribe(pattern(_), () => 1);
    expect(reached()).toEqual([2, 2]);
  });
});

describe('whoever is told of a change of a pattern’s subscribers', () => {
  it('finds a new one in place', () => {
    const { registry } = makeEvents();
    const reached: number[] = [];
    registry.changes({ type: 'registered' }).subscribe(() => reached.push(registry.emit('a:b', 1)));
    registry.subscribe(pattern('a:*'), () => 1);
    expect(reached).toEqual([1]);
  });

  it('may subscribe to an equal one when the first is told', () => {
    const { registry } = makeEvents();
    let again = true;
    registry.changes({ type: 'registered' }).subscribe(() => {
      if (!again) return;
      again = false;
      registry.subscribe(pattern('a:*'), () => 2);
    });
    registry.subscribe(pattern('a:*'), () => 1);
    expect(registry.emit('a:b', 1)).toBe(2);
    expect(registry.stats().keys).toBe(1);
  });

  it.each([1, 2, 3])('may subscribe anew when end %i of 3 by one owner is told', (which) => {
    const { registry } = makeEvents();
    const owner = new Owner();
    for (let i = 0; i < 3; i++) registry.subscribe(pattern('a:*'), () => 'old', { owner });
    let ends = 0;
    let registration: Registration | undefined;
    registry.changes({ type: 'unregistered' }).subscribe(() => {
      if (++ends === which) registration = registry.subscribe(pattern('a:*'), () => 'new');
    });
    owner.terminate();
    expect(registry.emit('a:b', 1)).toBe(1);
    registration!.unregister();
    expect(registry.emit('a:b', 1)).toBe(0);
  });

  it('may end it at once', () => {
    const { registry } = makeEvents();
    const owner = new Owner();
    registry.changes({ type: 'registered' }).subscribe(() => owner.terminate());
    expect(registry.subscribe(pattern('a:*'), () => 1, { owner }).active).toBe(false);
    expect(registry.emit('a:b', 1)).toBe(0);
    registry.subscribe(pattern('a:*'), () => 1);
    expect(registry.emit('a:b', 1)).toBe(1);
  });
});

describe('a pattern is no key:', () => {
  const made = pattern('a:*') as unknown as string;
  const REFUSED: [string, (registry: Registry) => unknown][] = [
    ['register', (registry) => registry.register(made, 1)],
    ['tryRegister', (registry) => registry.tryRegister(made, 1)],
    ['emit', (registry) => registry.emit(made, 1)],
    ['dispatch', (registry) => registry.dispatch(made, 1)],
    ['dispatch with options', (registry) => registry.dispatch(made, 1, { yieldEvery: 1 })],
    ['emit by topic', (registry) => registry.topic(made).emit(1)],
  ];

  it.each(REFUSED)('%s refuses it', (_name, run) => {
    const { registry } = makeEvents();
    registry.subscribe(pattern('**'), () => 1);
    registry.subscribe(pattern(_), () => 1);
    expect(caught(() => run(registry))).toMatchObject({ code: 'INVALID_KEY' });
    expect(registry.stats().messages).toBe(0);
  });
});

describe('a topic handle', () => {
  it('counts and reaches the subscribers of matching patterns', () => {
    const { registry } = makeEvents();
    const topic = registry.topic('room:1');
    const wide = registry.subscribe(pattern('room:*'), () => 1);
    expect([topic.size, topic.emit(1)]).toEqual([1, 1]);
    const own = topic.subscribe(() => 1);
    registry.register('room:1', 'no handler');
    expect([topic.size, topic.emit(1)]).toEqual([2, 2]);
    wide.unregister();
    expect([topic.size, topic.emit(1)]).toEqual([1, 1]);
    own.unregister();
    expect([topic.size, topic.emit(1)]).toEqual([0, 0]);
    registry.subscribe(pattern('other:*'), () => 1);
    expect([topic.size, topic.emit(1)]).toEqual([0, 0]);
    topic.subscribe(() => 1);
    expect([topic.size, topic.emit(1)]).toEqual([1, 1]);
  });
});

it('patterns and topics are the same in any number of partitions', () => {
  const registry = new Registry({ keys: 'duplicate', partitions: 7 });
  for (let i = 0; i < 20; i++) registry.subscribe(pattern(`room:${i}:*`), () => 1);
  registry.subscribe(pattern('room:**'), () => 1);
  for (let i = 0; i < 20; i++) expect(registry.emit(`room:${i}:x`, 1)).toBe(2);
});

it('a serial subscriber of a pattern is serial across its topics', () => {
  const { registry } = makeEvents();
  const topics: Key[] = [];
  const source = new Subject();
  registry.subscribe(pattern('n:*'), (_message, { topic }) => (topics.push(topic), source), {
    concurrency: 1,
  });
  for (const topic of ['n:1', 'n:2']) registry.emit(topic, 1);
  expect(topics).toEqual(['n:1']);
  source.complete();
  expect(topics).toEqual(['n:1', 'n:2']);
});

it('a topic that is read as another one the second time changes nothing for the next message', () => {
  const registry = new Registry({ keys: 'duplicate' });
  const called: string[] = [];
  registry.subscribe(pattern(['b', _]), () => called.push('pattern of b'));
  registry.subscribe(['a', 1], () => called.push('a'));
  registry.emit(['b', 1], 1);
  let reads = 0;
  const lying = Object.defineProperty(['a', 1], 0, { get: () => (reads++ === 0 ? 'a' : 'b') });
  registry.emit(lying, 1);
  called.length = 0;
  registry.emit(['a', 1], 1);
  expect(called).toEqual(['a']);
});
