import { Owner, pattern, type MessageContext, type Registration } from 'nestjs-registry';
import { makeEvents, outcome, turn } from '../support/events.js';

const asyncFilter = (filter: () => Promise<unknown>) => filter as unknown as () => boolean;

describe('a subscription with a filter', () => {
  it('has its handler called with what the filter lets through, and with nothing else', () => {
    const { registry } = makeEvents();
    const heard: unknown[] = [];
    const even = (message: unknown) => (message as number) % 2 === 0;
    registry.subscribe('n', (message) => heard.push(message), { filter: even });
    for (const n of [1, 2, 3, 4]) registry.emit('n', n);
    expect(heard).toEqual([2, 4]);
  });

  it('is no delivery of what the filter does not let through', async () => {
    const { registry } = makeEvents();
    registry.subscribe('n', () => 'never', { filter: () => false });
    registry.subscribe('n', () => 'always');
    expect(registry.emit('n', 1)).toBe(1);
    const dispatch = registry.dispatch('n', 1);
    expect(dispatch.size).toBe(1);
    expect(await outcome(dispatch)).toEqual(['always']);
    expect(registry.stats()).toMatchObject({ deliveries: 2, dropped: 0, failures: 0 });
  });

  it('shows the filter the message and the context of the handler', () => {
    const { registry } = makeEvents();
    const seen: [unknown, MessageContext][] = [];
    const filter = (message: unknown, context: MessageContext) => {
      seen.push([message, context]);
      return true;
    };
    const handler = (message: unknown, context: MessageContext) =>
      void seen.push([message, context]);
    registry.subscribe(pattern('room:*'), handler, { filter });
    const message = {};
    registry.emit('room:1', message);
    expect(seen[0]).toEqual([message, { registry: 'events', topic: 'room:1' }]);
    expect(seen[0]![0]).toBe(message);
    expect(seen[0]![1]).toBe(seen[1]![1]);
  });

  it('is asked once per message, when the message is published and not when its turn comes', async () => {
    const { registry } = makeEvents();
    const asked: unknown[] = [];
    const filter = (message: unknown) => asked.push(message) > 0;
    registry.subscribe('n', () => turn(), { filter, concurrency: 1 });
    for (const n of [1, 2, 3]) registry.emit('n', n);
    expect(asked).toEqual([1, 2, 3]);
    await registry.whenIdle();
    expect(asked).toEqual([1, 2, 3]);
  });
});

const FAILING: [string, () => boolean, unknown][] = [
  [
    'throws',
    () => {
      throw new Error('no');
    },
    { message: 'no' },
  ],
  ['returns a promise', asyncFilter(async () => true), { code: 'INVALID_FILTER_RESULT' }],
  [
    'returns a promise that rejects',
    asyncFilter(async () => {
      throw new Error('nobody awaits this');
    }),
    { code: 'INVALID_FILTER_RESULT' },
  ],
  ['returns undefined', asyncFilter(() => undefined!), { code: 'INVALID_FILTER_RESULT' }],
  ['returns 1', (() => 1) as unknown as () => boolean, { code: 'INVALID_FILTER_RESULT' }],
];

describe.each(FAILING)('a filter that %s', (_, filter, error) => {
  it('is a failed delivery, for its subscriber alone', async () => {
    const { registry, failures } = makeEvents();
    let called = false;
    registry.subscribe('n', () => (called = true), { filter });
    registry.subscribe('n', () => 'fine');
    const dispatch = registry.dispatch('n', 7);
    expect(await dispatch.settled()).toMatchObject([
      { status: 'failed', error },
      { status: 'delivered', value: 'fine' },
    ]);
    // Long enough for the engine to report a rejection that nobody handles, which fails the test.
    await turn();
    expect(called).toBe(false);
    expect(failures).toMatchObject([{ topic: 'n', message: 7, error }]);
    expect(registry.stats()).toMatchObject({ deliveries: 2, failures: 1 });
  });

  it('does not use up a `once`', () => {
    const { registry } = makeEvents();
    const registration = registry.subscribe('n', () => 1, { filter, once: true });
    registry.emit('n', 1);
    expect(registration.active).toBe(true);
  });

  it('takes no place of a limited concurrency', () => {
    const { registry } = makeEvents();
    let asked = 0;
    const heard: unknown[] = [];
    const failingFirst = (): boolean => (asked++ === 0 ? filter() : true);
    const handler = (message: unknown) => heard.push(message);
    registry.subscribe('n', handler, { filter: failingFirst, concurrency: 1 });
    registry.emit('n', 1);
    registry.emit('n', 2);
    expect(heard).toEqual([2]);
  });
});

describe('a filter that', () => {
  it('ends its own subscription lets nothing through any more', () => {
    const { registry } = makeEvents();
    let called = false;
    const registration: Registration = registry.subscribe('n', () => (called = true), {
      filter: () => registration.unregister(),
    });
    expect(registry.emit('n', 1)).toBe(0);
    expect(called).toBe(false);
  });

  it('ends its owner lets nothing through any more, to others of that owner neither', () => {
    const { registry } = makeEvents();
    const owner = new Owner();
    const called: string[] = [];
    const filter = () => {
      owner.terminate();
      return true;
    };
    registry.subscribe('n', () => called.push('asked'), { owner, filter });
    registry.subscribe('n', () => called.push('other'), { owner });
    expect(registry.emit('n', 1)).toBe(0);
    expect(called).toEqual([]);
  });

  it('publishes is asked about that first', () => {
    const { registry } = makeEvents();
    const heard: unknown[] = [];
    const filter = (message: unknown) => {
      if (message === 'outer') registry.emit('n', 'inner');
      return true;
    };
    registry.subscribe('n', (message) => heard.push(message), { filter });
    registry.emit('n', 'outer');
    expect(heard).toEqual(['inner', 'outer']);
  });
});
