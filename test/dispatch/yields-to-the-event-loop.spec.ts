import { AsyncLocalStorage } from 'node:async_hooks';
import { NEVER } from 'rxjs';
import { Owner, pattern, type Dispatch, type Registration, type Registry } from 'nestjs-registry';
import { heldHandler, makeEvents, outcome, turn, watch } from '../support/events.js';

/** A topic with so many subscribers, each of which returns its number. */
function crowd(size: number) {
  const events = makeEvents();
  const called: number[] = [];
  const all: Registration[] = [];
  for (let i = 0; i < size; i++)
    all.push(events.registry.subscribe('news', () => (called.push(i), i)));
  return { ...events, called, all };
}

const numbers = (size: number) => Array.from({ length: size }, (_, i) => i);

describe('dispatch with yieldEvery', () => {
  it('calls the first handlers before it returns', () => {
    const { registry, called } = crowd(10);
    const dispatch = registry.dispatch('news', 1, { yieldEvery: 3 });
    expect(called).toEqual([0, 1, 2]);
    expect(dispatch.size).toBe(3);
  });

  it('gives the event loop a turn after every so many handlers', async () => {
    const { registry, called } = crowd(10);
    const dispatch = registry.dispatch('news', 1, { yieldEvery: 3 });
    const counts: number[] = [];
    while (counts.at(-1) !== 10) {
      counts.push(called.length);
      await turn();
    }
    expect(counts).toEqual([3, 6, 9, 10]);
    expect(called).toEqual(numbers(10));
    expect(await outcome(dispatch)).toEqual(numbers(10));
  });

  it('takes no turn when all handlers fit into one', () => {
    const { registry } = crowd(3);
    expect(watch(registry.dispatch('news', 1, { yieldEvery: 3 }))).toEqual([0, 1, 2, 'complete']);
  });

  it('counts also the subscribers whose filters refuse the message', async () => {
    const { registry } = makeEvents();
    const asked: number[] = [];
    const filter = (message: unknown) => asked.push(Number(message)) < 0;
    for (let i = 0; i < 6; i++) registry.subscribe('news', () => undefined, { filter });
    const dispatch = registry.dispatch('news', 1, { yieldEvery: 2 });
    expect(asked).toHaveLength(2);
    await dispatch.settled();
    expect(asked).toHaveLength(6);
  });

  it('tells who observes the results of the later turns live, and completes once', async () => {
    const { registry } = crowd(4);
    const dispatch = registry.dispatch('news', 1, { yieldEvery: 1 });
    const seen = watch(dispatch);
    expect(seen).toEqual([0]);
    await dispatch.settled();
    expect(seen).toEqual([0, 1, 2, 3, 'complete']);
    expect(watch(dispatch)).toEqual([0, 1, 2, 3, 'complete']);
  });

  it('does not settle while a turn is to come, although every handler has', async () => {
    const { registry } = crowd(2);
    const dispatch = registry.dispatch('news', 1, { yieldEvery: 1 });
    let settled = false;
    void dispatch.settled().then(() => (settled = true));
    await Promise.resolve();
    expect(settled).toBe(false);
    await turn();
    expect(settled).toBe(true);
  });

  it('does not reach who subscribes between turns', async () => {
    const { registry, called } = crowd(4);
    const dispatch = registry.dispatch('news', 1, { yieldEvery: 2 });
    registry.subscribe('news', () => called.push(-1));
    await dispatch.settled();
    expect(called).toEqual(numbers(4));
  });

  it('does not reach who leaves between turns', async () => {
    const { registry, all, called } = crowd(6);
    const dispatch = registry.dispatch('news', 1, { yieldEvery: 2 });
    all[0]!.unregister();
    all[3]!.unregister();
    expect(await outcome(dispatch)).toEqual([0, 1, 2, 4, 5]);
    expect(called).toEqual([0, 1, 2, 4, 5]);
  });

  it('misses and repeats nobody when so many leave between turns that the topic is compacted', async () => {
    const { registry, all, called } = crowd(300);
    const dispatch = registry.dispatch('news', 1, { yieldEvery: 50 });
    for (let i = 0; i < 290; i++) if (i % 10 > 0) all[i]!.unregister();
    await dispatch.settled();
    const stayed = numbers(300).filter((i) => i < 50 || i % 10 === 0 || i >= 290);
    expect(called).toEqual(stayed);
  });

  it('does not reach whose owner dies between turns', async () => {
    const { registry } = makeEvents();
    const owner = new Owner();
    registry.subscribe('news', () => 'first');
    registry.subscribe('news', () => 'of the dead', { owner });
    const dispatch = registry.dispatch('news', 1, { yieldEvery: 1 });
    owner.terminate();
    expect(await outcome(dispatch)).toEqual(['first']);
  });

  it('reaches nobody any more when the registry closes between turns, and settles', async () => {
    const { registry, called } = crowd(6);
    const dispatch = registry.dispatch('news', 1, { yieldEvery: 2 });
    registry.close();
    expect(await outcome(dispatch)).toEqual([0, 1]);
    expect(called).toEqual([0, 1]);
  });

  it('drops who did not have a turn when its timeout is over, and tells observers', async () => {
    const { registry, clock, called } = crowd(4);
    const dispatch = registry.dispatch('news', 1, { yieldEvery: 2, timeout: 100 });
    const seen = watch(dispatch);
    clock.advance(100);
    expect(seen).toEqual([0, 1, 'timeout', 'timeout', 'complete']);
    await turn();
    expect(called).toEqual([0, 1]);
    expect(registry.stats()).toMatchObject({ deliveries: 2, dropped: 2, inFlight: 0 });
    expect(clock.pending).toBe(0);
  });

  it('is over once when its time runs out while a handler of a later turn is called', async () => {
    const { registry, clock } = makeEvents();
    for (let i = 0; i < 6; i++)
      registry.subscribe('news', () => {
        if (i === 3) clock.advance(10);
        return i;
      });
    const dispatch = registry.dispatch('news', 1, { yieldEvery: 2, timeout: 10 });
    const seen = watch(dispatch);
    await turn();
    expect(seen).toEqual([0, 1, 2, 'timeout', 'timeout', 3, 'complete']);
    await registry.whenIdle();
    await expect(dispatch.settled()).resolves.toHaveLength(6);
  });

  it('excludes an owner in the later turns as well', async () => {
    const { registry } = makeEvents();
    const me = new Owner();
    for (let i = 0; i < 6; i++)
      registry.subscribe('news', () => i, { owner: i % 2 === 0 ? me : undefined });
    const dispatch = registry.dispatch('news', 1, { yieldEvery: 1, exclude: me });
    expect(await outcome(dispatch)).toEqual([1, 3, 5]);
  });

  it('keeps the order of registration across a pattern’s and the topic’s own subscribers', async () => {
    const { registry } = makeEvents();
    registry.subscribe('room:1', () => 'own');
    registry.subscribe(pattern('room:*'), () => 'pattern');
    registry.subscribe('room:1', () => 'own again');
    const dispatch = registry.dispatch('room:1', 1, { yieldEvery: 1 });
    expect(await outcome(dispatch)).toEqual(['own', 'pattern', 'own again']);
  });

  it('lets two dispatches take turns', async () => {
    const { registry } = makeEvents();
    const called: string[] = [];
    for (const name of ['x', 'y', 'z'])
      registry.subscribe('news', (message) => called.push(`${name}${String(message)}`));
    const both = [1, 2].map((message) => registry.dispatch('news', message, { yieldEvery: 1 }));
    await Promise.all(both.map((dispatch) => dispatch.settled()));
    expect(called).toEqual(['x1', 'x2', 'y1', 'y2', 'z1', 'z2']);
  });

  it('is in flight until the last turn', async () => {
    const { registry } = crowd(3);
    const idle: string[] = [];
    const dispatch = registry.dispatch('news', 1, { yieldEvery: 2 });
    expect(registry.stats().inFlight).toBe(1);
    void registry.whenIdle().then(() => idle.push('idle'));
    await Promise.resolve();
    expect(idle).toEqual([]);
    await dispatch.settled();
    expect(registry.stats().inFlight).toBe(0);
    await turn();
    expect(idle).toEqual(['idle']);
  });

  it('shows every handler the publisher’s asynchronous context', async () => {
    const { registry } = makeEvents();
    const user = new AsyncLocalStorage<string>();
    for (let i = 0; i < 5; i++) registry.subscribe('news', () => user.getStore());
    const dispatch = user.run('ann', () => registry.dispatch('news', 1, { yieldEvery: 2 }));
    const other = user.run('bob', () => registry.dispatch('news', 1, { yieldEvery: 2 }));
    expect(await outcome(dispatch)).toEqual(Array(5).fill('ann'));
    expect(await outcome(other)).toEqual(Array(5).fill('bob'));
  });

  it('contains what fails in a later turn', async () => {
    const { registry, failures } = makeEvents();
    registry.subscribe('news', () => 'fine');
    registry.subscribe('news', () => {
      throw new Error('no');
    });
    registry.subscribe('news', () => Promise.reject(new Error('no')));
    registry.subscribe('news', () => 'fine');
    const dispatch = registry.dispatch('news', 1, { yieldEvery: 1 });
    expect(await outcome(dispatch)).toEqual(['fine', 'failed', 'failed', 'fine']);
    expect(failures).toHaveLength(2);
  });

  it('waits for what handlers of the turns return', async () => {
    const { registry } = makeEvents();
    const slow = heldHandler();
    registry.subscribe('news', slow.handler);
    const registration = registry.subscribe('news', () => NEVER);
    const dispatch = registry.dispatch('news', 1, { yieldEvery: 1 });
    const seen = watch(dispatch);
    await turn();
    registration.unregister();
    expect(seen).toEqual(['cancelled']);
    slow.calls[0]!.resolve('slow');
    await turn();
    expect(seen).toEqual(['cancelled', 'slow', 'complete']);
  });
});

it('a million subscribers have one turn each', async () => {
  const { registry } = makeEvents();
  const size = 1_000_000;
  let called = 0;
  let turns = 0;
  const handler = () => void called++;
  for (let i = 0; i < size; i++) registry.subscribe('news', handler);
  const dispatch: Dispatch = registry.dispatch('news', 1, { yieldEvery: 50_000 });
  const count = () => {
    turns++;
    if (called < size) setImmediate(count);
  };
  setImmediate(count);
  await registry.whenIdle();
  expect(called).toBe(size);
  expect(turns).toBeGreaterThan(15);
  expect(dispatch.size).toBe(size);
});

it('what was published with turns keeps the promise of drain', async () => {
  const { registry, called }: { registry: Registry; called: number[] } = crowd(6);
  registry.dispatch('news', 1, { yieldEvery: 2 });
  expect(await registry.drain()).toBe(0);
  expect(called).toEqual(numbers(6));
});
