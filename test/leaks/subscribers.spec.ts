import { NEVER } from 'rxjs';
import {
  _,
  Owner,
  pattern,
  Registry,
  type OverflowStrategy,
  type SubscribeOptions,
} from 'nestjs-registry';
import { growth, growthOfAll, isCollected, NOTHING, PATIENCE } from '../support/heap.js';
import { ManualClock } from '../support/manual-clock.js';

const make = () => new Registry({ keys: 'duplicate', onError: () => undefined });

const BUFFERS: [OverflowStrategy, SubscribeOptions][] = [
  ['drop-oldest', { buffer: 100, overflow: 'drop-oldest' }],
  ['drop-newest', { buffer: 100, overflow: 'drop-newest' }],
  ['latest', { overflow: 'latest' }],
];

it.each(BUFFERS)(
  'a stuck subscriber (%s) keeps no more of 1,000,000 messages than its buffer',
  async (_name, options) => {
    const registry = make();
    registry.subscribe('n', () => new Promise(() => undefined), options);
    expect(await growth((i) => registry.emit('n', { i }), { rounds: 1_000_000 })).toBeLessThan(1);
    expect(registry.stats().inFlight).toBeLessThan(102);
  },
  PATIENCE,
);

it(
  'a stuck subscriber (error) keeps no more of 100,000 messages than its buffer',
  async () => {
    const registry = make();
    const options = { buffer: 100, overflow: 'error' } as const;
    registry.subscribe('n', () => new Promise(() => undefined), options);
    expect(await growth((i) => registry.emit('n', { i }))).toBeLessThan(NOTHING);
  },
  PATIENCE,
);

type ComingAndGoing = [string, (registry: Registry, signal: AbortSignal, i: number) => unknown];

const staying = new Owner();
const failure = new Error('no');
const fail = (): never => {
  throw failure;
};

const COMING_AND_GOING: ComingAndGoing[] = [
  [
    'once',
    (registry) => {
      registry.subscribe('n', () => 1, { once: true });
      registry.emit('n', 1);
    },
  ],
  [
    'to patterns of text',
    (registry, _signal, i) => {
      const registration = registry.subscribe(pattern(`a:${i}:*`), () => 1);
      registry.emit(`a:${i}:b`, 1);
      registration.unregister();
    },
  ],
  [
    'to structural patterns',
    (registry, _signal, i) => {
      const registration = registry.subscribe(pattern(['a', i]), () => 1);
      registry.emit(['a', i], 1);
      registration.unregister();
    },
  ],
  [
    'to patterns of objects',
    (registry, _signal, i) => {
      const registration = registry.subscribe(pattern({ id: i }), () => 1);
      registry.emit({ id: i }, 1);
      registration.unregister();
    },
  ],
  [
    'with a signal',
    (registry, signal) => registry.subscribe('n', () => 1, { signal }).unregister(),
  ],
  [
    'with a signal each',
    (registry) => {
      const own = new AbortController();
      registry.subscribe('n', () => 1, { signal: own.signal });
      own.abort('over');
    },
  ],
  [
    'with values and an owner that stays',
    (registry, _signal, i) => {
      registry.subscribe('n', () => 1, { value: i, owner: staying });
      registry.emit('n', i);
      registry.unregister(staying, 'n');
    },
  ],
  [
    'with filters',
    (registry, _signal, i) => {
      const registration = registry.subscribe('n', () => 1, { filter: (n) => n === i });
      registry.emit('n', i);
      registration.unregister();
    },
  ],
  [
    'with filters that throw',
    (registry) => {
      const registration = registry.subscribe('n', () => 1, { filter: fail });
      registry.emit('n', 1);
      registration.unregister();
    },
  ],
  ...BUFFERS.map(([name, options]): ComingAndGoing => [
    `that let messages wait (${name})`,
    (registry) => {
      const registration = registry.subscribe('n', () => NEVER, { ...options, buffer: undefined });
      for (let n = 0; n < 3; n++) registry.emit('n', n);
      registration.unregister();
    },
  ]),
  [
    'by a handle',
    (registry, _signal, i) => {
      const topic = registry.topic(['n', i]);
      const registration = topic.subscribe(() => 1);
      topic.emit(1);
      registration.unregister();
    },
  ],
  [
    'to classes',
    (registry) => {
      class Created {}
      const registration = registry.subscribe(Created, () => 1);
      registry.emit(Created, new Created());
      registration.unregister();
    },
  ],
  [
    'with options',
    (registry) => {
      const options = { concurrency: 1, filter: () => true };
      const registration = registry.subscribe('n', () => NEVER, options);
      for (let n = 0; n < 3; n++) registry.emit('n', n);
      registration.unregister();
    },
  ],
];

/** These take some 20 microseconds each, and more. */
const COSTLY = new Set([
  'to patterns of text',
  'to structural patterns',
  'to patterns of objects',
  'with a signal each',
]);
const SUBSCRIPTIONS = COMING_AND_GOING.map(
  ([name, round]) => [COSTLY.has(name) ? 20_000 : 100_000, name, round] as const,
);

it.each(SUBSCRIPTIONS)(
  'the heap is where it was after %i subscriptions %s',
  async (rounds, _name, round) => {
    const registry = make();
    const { signal } = new AbortController();
    const bytes = await growthOfAll((i) => round(registry, signal, i), rounds);
    expect(bytes).toBeLessThan(NOTHING);
    expect(registry.stats()).toMatchObject({ entries: 0, keys: 0, inFlight: 0 });
  },
  PATIENCE,
);

it(
  'no more topics are remembered than may be, however many a pattern’s registry is published to',
  async () => {
    const registry = make();
    registry.subscribe(pattern('a:*'), () => 1);
    const message = 'm'.repeat(10);
    // 4,096 remembered topics of some 500 bytes each make 40 bytes for each of these; unbounded it would be all of the 500.
    const bytes = await growth((i) => registry.emit(`a:${i}`, message), { rounds: 50_000 });
    expect(bytes).toBeLessThan(80);
  },
  PATIENCE,
);

it(
  'messages with a timeout leave no timer and no dispatch behind',
  async () => {
    const clock = new ManualClock();
    const registry = new Registry({ keys: 'duplicate', clock });
    registry.subscribe('n', () => NEVER);
    const bytes = await growth(() => {
      registry.dispatch('n', 1, { timeout: 1 });
      clock.advance(1);
    });
    expect(bytes).toBeLessThan(NOTHING);
    expect([clock.pending, registry.stats().inFlight]).toEqual([0, 0]);
  },
  PATIENCE,
);

const LEFT: [string, (registry: Registry, owner: Owner) => unknown][] = [
  [
    'subscribed once and took its message',
    (registry, owner) => {
      registry.subscribe('n', () => NEVER, { owner, once: true });
      registry.emit('n', 1);
    },
  ],
  [
    'had messages waiting',
    (registry, owner) => {
      registry.subscribe('n', () => NEVER, { owner, concurrency: 1 });
      for (let n = 0; n < 3; n++) registry.emit('n', n);
    },
  ],
  [
    'subscribed to a pattern that others have too',
    (registry, owner) => {
      registry.subscribe(pattern('n:*'), () => 1);
      registry.subscribe(pattern('n:*'), () => 1, { owner });
      registry.emit('n:1', 1);
    },
  ],
  [
    'was excluded',
    (registry, owner) => {
      registry.subscribe('n', () => 1, { owner });
      registry.dispatch('n', 1, { exclude: owner, yieldEvery: 1 });
    },
  ],
];

it.each(LEFT)('an owner that %s is collected when it has terminated', async (_name, use) => {
  const registry = make();
  const collected = await isCollected(() => {
    const owner = new Owner();
    use(registry, owner);
    owner.terminate();
    return owner;
  });
  expect(collected).toBe(true);
});

it.each([
  ['fits', pattern(_)],
  ['does not fit', pattern('news')],
])('a topic that the only pattern %s is collected when that has gone', async (_name, only) => {
  const registry = make();
  const collected = await isCollected(() => {
    class Topic {}
    const registration = registry.subscribe(only, () => 1);
    registry.emit(Topic, 1);
    registration.unregister();
    return Topic;
  });
  expect([collected, registry.closed]).toEqual([true, false]);
});
