import { Subject } from 'rxjs';
import { Owner } from 'nestjs-registry';
import { heldHandler, makeEvents, outcome, turn } from '../support/events.js';

it.each([
  ['a filter', { filter: () => true }],
  ['a value', { value: 1 }],
])('a subscriber that only has %s is called with every message at once', (_what, options) => {
  const { registry } = makeEvents();
  const { handler, messages } = heldHandler();
  registry.subscribe('n', handler, options);
  for (const n of [1, 2, 3]) registry.emit('n', n);
  expect(messages()).toEqual([1, 2, 3]);
});

describe('a subscriber with concurrency: 1', () => {
  it('handles strictly one after the other, in order', async () => {
    const { registry } = makeEvents();
    const log: string[] = [];
    const handler = async (message: unknown) => {
      log.push(`${String(message)} begins`);
      await turn();
      log.push(`${String(message)} ends`);
    };
    registry.subscribe('n', handler, { concurrency: 1 });
    for (const n of [1, 2, 3]) registry.emit('n', n);
    await registry.whenIdle();
    expect(log).toEqual([1, 2, 3].flatMap((n) => [`${n} begins`, `${n} ends`]));
  });

  it('calls at once what need not wait', () => {
    const { registry } = makeEvents();
    const heard: unknown[] = [];
    registry.subscribe('n', (message) => heard.push(message), { concurrency: 1 });
    registry.emit('n', 1);
    registry.emit('n', 2);
    expect(heard).toEqual([1, 2]);
    expect(registry.stats().inFlight).toBe(0);
  });

  it('lets what it publishes to itself wait until it has returned', () => {
    const { registry } = makeEvents();
    const log: string[] = [];
    const handler = (n: unknown) => {
      log.push(`${String(n)} begins`);
      if ((n as number) < 3) registry.emit('n', (n as number) + 1);
      log.push(`${String(n)} ends`);
    };
    registry.subscribe('n', handler, { concurrency: 1 });
    registry.emit('n', 1);
    expect(log).toEqual([1, 2, 3].flatMap((n) => [`${n} begins`, `${n} ends`]));
  });

  it('counts what waits as reached', async () => {
    const { registry } = makeEvents();
    const { handler } = heldHandler();
    registry.subscribe('n', handler, { concurrency: 1 });
    expect([registry.emit('n', 1), registry.emit('n', 2)]).toEqual([1, 1]);
    expect(registry.dispatch('n', 3).size).toBe(1);
    expect(registry.stats()).toMatchObject({ deliveries: 3, inFlight: 3 });
  });

  it('delivers the result of what waited to its own dispatch', async () => {
    const { registry } = makeEvents();
    registry.subscribe('n', async (message) => message, { concurrency: 1 });
    const dispatches = [1, 2, 3].map((n) => registry.dispatch('n', n));
    expect(await Promise.all(dispatches.map(outcome))).toEqual([[1], [2], [3]]);
  });
});

describe('a subscriber with concurrency: 2', () => {
  it('has two messages at its handler at most, and always when two are there', async () => {
    const { registry } = makeEvents();
    const { calls, handler, messages } = heldHandler();
    registry.subscribe('n', handler, { concurrency: 2 });
    for (const n of [1, 2, 3, 4, 5]) registry.emit('n', n);
    expect(messages()).toEqual([1, 2]);
    calls[1]!.resolve();
    await turn();
    expect(messages()).toEqual([1, 2, 3]);
    calls[0]!.resolve();
    calls[2]!.resolve();
    await turn();
    expect(messages()).toEqual([1, 2, 3, 4, 5]);
  });

  it('keeps the order when a place becomes free while one that waited is called', () => {
    const { registry } = makeEvents();
    const called: unknown[] = [];
    const sources = [1, 2].map(() => new Subject<void>());
    const handler = (n: unknown) => {
      called.push(n);
      if (n === 1 || n === 2) return sources[n - 1];
      if (n !== 3) return undefined;
      sources[1]!.complete();
      return registry.emit('n', 5);
    };
    registry.subscribe('n', handler, { concurrency: 2 });
    for (const n of [1, 2, 3, 4]) registry.emit('n', n);
    sources[0]!.complete();
    expect(called).toEqual([1, 2, 3, 4, 5]);
    expect(registry.stats().inFlight).toBe(0);
  });
});

const no = new Error('no');
it.each(['resolve', 'reject'] as const)(
  'a handler whose promise settles (%s) makes room for the next',
  async (settle) => {
    const { registry } = makeEvents();
    const { calls, handler, messages } = heldHandler();
    registry.subscribe('n', handler, { concurrency: 1 });
    registry.emit('n', 1);
    registry.emit('n', 2);
    calls[0]![settle](no);
    await turn();
    expect(messages()).toEqual([1, 2]);
  },
);

const STREAMS: [string, (source: Subject<unknown>) => void][] = [
  ['completes', (source) => source.complete()],
  ['errors', (source) => source.error(no)],
];

it.each(STREAMS)('a handler whose observable %s makes room for the next', (_, settle) => {
  const { registry } = makeEvents();
  const called: unknown[] = [];
  const source = new Subject();
  registry.subscribe('n', (message) => (called.push(message), source), { concurrency: 1 });
  registry.emit('n', 1);
  registry.emit('n', 2);
  source.next('not the end');
  expect(called).toEqual([1]);
  settle(source);
  expect(called).toEqual([1, 2]);
});

it('a handler that throws makes room for the next, at once and when it waited', async () => {
  const { registry, failures } = makeEvents();
  const called: unknown[] = [];
  let source: Subject<unknown> | undefined = new Subject();
  const handler = (message: unknown) => {
    called.push(message);
    if (message === 'slow') return source;
    throw no;
  };
  registry.subscribe('n', handler, { concurrency: 1 });
  for (const message of [1, 2, 'slow', 3, 4]) registry.emit('n', message);
  expect(called).toEqual([1, 2, 'slow']);
  source.complete();
  source = undefined;
  expect(called).toEqual([1, 2, 'slow', 3, 4]);
  expect(failures.map(({ message }) => message)).toEqual([1, 2, 3, 4]);
  expect(registry.stats()).toMatchObject({ failures: 4, inFlight: 0 });
});

it('a promise that was given up for its timeout makes no room until it settles', async () => {
  const { registry, clock } = makeEvents();
  const { calls, handler, messages } = heldHandler();
  registry.subscribe('n', handler, { concurrency: 1 });
  const given = registry.dispatch('n', 1, { timeout: 10 });
  const next = registry.dispatch('n', 2);
  clock.advance(10);
  expect(await outcome(given)).toEqual(['timeout']);
  expect(messages()).toEqual([1]);
  calls[0]!.resolve('late');
  await turn();
  calls[1]!.resolve('next');
  expect(await outcome(next)).toEqual(['next']);
});

it('a promise that had waited for its turn and was given up makes no room until it settles', async () => {
  const { registry, clock } = makeEvents();
  const { calls, handler, messages } = heldHandler();
  registry.subscribe('n', handler, { concurrency: 1 });
  registry.emit('n', 1);
  const given = registry.dispatch('n', 2, { timeout: 10 });
  const next = registry.dispatch('n', 3);
  calls[0]!.resolve();
  await turn();
  clock.advance(10);
  expect(await outcome(given)).toEqual(['timeout']);
  expect(messages()).toEqual([1, 2]);
  expect(registry.stats().inFlight).toBe(2);
  calls[1]!.resolve('late');
  await turn();
  expect(messages()).toEqual([1, 2, 3]);
  calls[2]!.resolve('next');
  expect(await outcome(next)).toEqual(['next']);
  expect(registry.stats().inFlight).toBe(0);
});

it('an observable that was given up for its timeout makes room at once', () => {
  const { registry, clock } = makeEvents();
  const called: unknown[] = [];
  registry.subscribe('n', (message) => (called.push(message), new Subject()), { concurrency: 1 });
  registry.dispatch('n', 1, { timeout: 10 });
  registry.emit('n', 2);
  clock.advance(10);
  expect(called).toEqual([1, 2]);
});

it('a slow subscriber delays no other', async () => {
  const { registry } = makeEvents();
  const slow = heldHandler();
  const heard: unknown[] = [];
  registry.subscribe('n', slow.handler, { concurrency: 1 });
  registry.subscribe('n', (message) => heard.push(message), { concurrency: 1 });
  registry.subscribe('n', (message) => heard.push(message), { owner: new Owner() });
  for (const n of [1, 2, 3]) registry.emit('n', n);
  expect(slow.messages()).toEqual([1]);
  expect(heard).toEqual([1, 1, 2, 2, 3, 3]);
});

it('two subscriptions of one handler have a place each', () => {
  const { registry } = makeEvents();
  const { handler, messages } = heldHandler();
  for (let i = 0; i < 2; i++) registry.subscribe('n', handler, { concurrency: 1 });
  registry.emit('n', 1);
  registry.emit('n', 2);
  expect(messages()).toEqual([1, 1]);
});

it('300,000 messages that waited for a synchronous handler overflow no stack and take linear time', async () => {
  const { registry } = makeEvents();
  const first = heldHandler();
  let called = 0;
  const handler = (message: unknown) => (message === 0 ? first.handler(message) : called++);
  registry.subscribe('n', handler, { concurrency: 1, buffer: 400_000 });
  for (let n = 0; n <= 300_000; n++) registry.emit('n', n);
  expect(called).toBe(0);
  first.calls[0]!.resolve();
  await turn();
  expect(called).toBe(300_000);
  expect(registry.stats().inFlight).toBe(0);
});

it('a handler that publishes to itself 100,000 times one after the other does not overflow the stack', () => {
  const { registry } = makeEvents();
  let called = 0;
  const handler = () => ++called < 100_000 && registry.emit('n', called);
  registry.subscribe('n', handler, { concurrency: 1 });
  registry.emit('n', 0);
  expect(called).toBe(100_000);
});
