import { finalize, NEVER, of, Subject } from 'rxjs';
import {
  Owner,
  pattern,
  Registry,
  type HandlerCutError,
  type SettleTimeoutError,
} from 'nestjs-registry';
import { rejection } from '../support/caught.js';
import { heldHandler, makeEvents, outcome, turn, watch } from '../support/events.js';

describe('whenIdle', () => {
  it('resolves at once when nothing is in flight', async () => {
    const { registry, clock } = makeEvents();
    registry.subscribe('n', () => 1);
    registry.emit('n', 1);
    await registry.whenIdle({ timeout: 10 });
    expect(clock.pending).toBe(0);
  });

  const WORKS: [string, () => { handler: (message: unknown) => unknown; end: () => void }][] = [
    [
      'a promise',
      () => {
        const { calls, handler } = heldHandler();
        return { handler, end: () => calls[0]!.resolve() };
      },
    ],
    [
      'a promise that rejects',
      () => {
        const { calls, handler } = heldHandler();
        return { handler, end: () => calls[0]!.reject(new Error('no')) };
      },
    ],
    [
      'an observable',
      () => {
        const source = new Subject();
        return { handler: () => source, end: () => source.complete() };
      },
    ],
  ];

  it.each(WORKS)('waits for %s', async (_, work) => {
    const { registry } = makeEvents();
    const { handler, end } = work();
    registry.subscribe('n', handler);
    registry.emit('n', 1);
    expect(registry.stats().inFlight).toBe(1);
    let idle = false;
    const waiting = registry.whenIdle().then(() => (idle = true));
    await turn();
    expect(idle).toBe(false);
    end();
    await waiting;
    expect(registry.stats().inFlight).toBe(0);
  });

  it('waits for what waits', async () => {
    const { registry } = makeEvents();
    const { calls, handler } = heldHandler();
    registry.subscribe('n', handler, { concurrency: 1 });
    for (const n of [1, 2, 3]) registry.emit('n', n);
    expect(registry.stats().inFlight).toBe(3);
    let idle = false;
    void registry.whenIdle().then(() => (idle = true));
    for (const i of [0, 1, 2]) {
      expect(idle).toBe(false);
      calls[i]!.resolve();
      await turn();
    }
    expect(idle).toBe(true);
  });

  it('rejects after its timeout with the names of who is in flight, and leaves them alone', async () => {
    const { registry, clock } = makeEvents();
    const { calls, handler } = heldHandler();
    registry.subscribe('n', function slow(message) {
      return handler(message);
    });
    const dispatch = registry.dispatch('n', 1);
    const waiting = registry.whenIdle({ timeout: 10 });
    clock.advance(10);
    const error = await rejection<SettleTimeoutError>(waiting);
    expect([error.code, error.pending]).toEqual(['SETTLE_TIMEOUT', ['slow']]);
    calls[0]!.resolve('done');
    expect(await outcome(dispatch)).toEqual(['done']);
  });

  it('rejects with the reason of its signal', async () => {
    const { registry } = makeEvents();
    registry.subscribe('n', heldHandler().handler);
    registry.emit('n', 1);
    const controller = new AbortController();
    const waiting = registry.whenIdle({ signal: controller.signal });
    controller.abort('enough');
    expect(await rejection<string>(waiting)).toBe('enough');
  });

  it('resolves for all who wait, and leaves no timer behind', async () => {
    const { registry, clock } = makeEvents();
    const { calls, handler } = heldHandler();
    registry.subscribe('n', handler);
    registry.emit('n', 1);
    const waiting = [registry.whenIdle({ timeout: 10 }), registry.whenIdle({ timeout: 20 })];
    calls[0]!.resolve();
    await Promise.all(waiting);
    expect(clock.pending).toBe(0);
  });

  it('asked from within a handler waits for the handlers after it', async () => {
    const { registry } = makeEvents();
    const { calls, handler } = heldHandler();
    let idle = false;
    registry.subscribe('stop', () => void registry.whenIdle().then(() => (idle = true)));
    registry.subscribe('stop', handler);
    registry.emit('stop', 1);
    await turn();
    expect(idle).toBe(false);
    calls[0]!.resolve();
    await turn();
    expect(idle).toBe(true);
  });

  it('is not over when a handler ends the last one in flight and the next begins another', async () => {
    const { registry } = makeEvents();
    const source = new Subject();
    const { calls, handler } = heldHandler();
    registry.subscribe('first', () => source);
    registry.subscribe('second', () => source.complete());
    registry.subscribe('second', handler);
    registry.emit('first', 1);
    let idle = false;
    void registry.whenIdle().then(() => (idle = true));
    registry.emit('second', 1);
    await turn();
    expect(idle).toBe(false);
    calls[0]!.resolve();
    await turn();
    expect(idle).toBe(true);
  });
});

describe('drain', () => {
  it('refuses what is published from then on, by registry and by topic, and says why', () => {
    const { registry } = makeEvents();
    const topic = registry.topic('n');
    registry.subscribe('n', () => 1);
    void registry.drain();
    for (const publish of [
      () => registry.emit('n', 1),
      () => registry.dispatch('n', 1),
      () => registry.dispatch('n', 1, { yieldEvery: 1 }),
      () => topic.emit(1),
      () => topic.dispatch(1),
    ])
      expect(publish).toThrow(/it is shutting down/);
    expect(registry.stats().messages).toBe(0);
  });

  it('lets everything else go on: registering, subscribing, looking up, unregistering', async () => {
    const { registry } = makeEvents();
    await registry.drain();
    const registration = registry.register('k', 1, { owner: new Owner() });
    registry.subscribe(pattern('n:*'), () => 1);
    expect(registry.lookup('k')).toHaveLength(1);
    expect(registration.unregister()).toBe(true);
    expect(registry.closed).toBe(false);
  });

  it('resolves with 0 when all have settled in time, and leaves no timer behind', async () => {
    const { registry, clock, failures } = makeEvents();
    const { calls, handler } = heldHandler();
    registry.subscribe('n', handler, { concurrency: 1 });
    const dispatches = [1, 2].map((n) => registry.dispatch('n', n));
    const drained = registry.drain();
    for (const i of [0, 1]) {
      calls[i]!.resolve(`done ${i}`);
      await turn();
    }
    expect(await drained).toBe(0);
    expect(await Promise.all(dispatches.map(outcome))).toEqual([['done 0'], ['done 1']]);
    expect([clock.pending, failures]).toEqual([0, []]);
  });

  it('cuts what has not settled in time, and reports each with HandlerCutError', async () => {
    const { registry, clock, failures } = makeEvents();
    let torn = 0;
    registry.subscribe('n', function promised() {
      return new Promise(() => undefined);
    });
    registry.subscribe('n', function endless() {
      return NEVER.pipe(finalize(() => torn++));
    });
    const seen = watch(registry.dispatch('n', 'message'));
    const drained = registry.drain({ timeout: 10 });
    clock.advance(9);
    expect(seen).toEqual([]);
    clock.advance(1);
    expect(await drained).toBe(2);
    expect(seen).toEqual(['cancelled', 'cancelled', 'complete']);
    expect(torn).toBe(1);
    expect(failures).toMatchObject([
      { topic: 'n', message: 'message', handler: 'promised', error: { code: 'HANDLER_CUT' } },
      { topic: 'n', message: 'message', handler: 'endless', error: { code: 'HANDLER_CUT' } },
    ]);
    const { message } = failures[0]!.error as HandlerCutError;
    expect(message).toContain('promised');
    expect(message).toContain('10 ms');
    expect(registry.stats()).toMatchObject({ failures: 2, dropped: 2 });
  });

  it('does not call what waited because what it waited for is cut', async () => {
    const { registry, clock, failures } = makeEvents();
    const called: unknown[] = [];
    const handler = (n: unknown) => (called.push(n), NEVER);
    registry.subscribe('n', handler, { concurrency: 1 });
    for (const n of [1, 2, 3]) registry.emit('n', n);
    const drained = registry.drain({ timeout: 10 });
    clock.advance(10);
    expect(await drained).toBe(3);
    expect(called).toEqual([1]);
    expect(new Set(failures.map(({ message }) => message))).toEqual(new Set([1, 2, 3]));
    expect(registry.stats().inFlight).toBe(0);
  });

  it('cuts the turns that are still to come, and counts and reports all of them', async () => {
    const { registry, clock, failures } = makeEvents();
    const called: number[] = [];
    for (let i = 0; i < 10; i++) registry.subscribe('n', () => called.push(i));
    const seen = watch(registry.dispatch('n', 1, { yieldEvery: 4 }));
    const drained = registry.drain({ timeout: 10 });
    clock.advance(10);
    expect(await drained).toBe(6);
    await turn();
    expect(called).toEqual([0, 1, 2, 3]);
    expect(seen).toEqual([1, 2, 3, 4, ...Array<string>(6).fill('cancelled'), 'complete']);
    expect(failures).toHaveLength(1);
    expect((failures[0]!.error as HandlerCutError).more).toBe(5);
    expect((failures[0]!.error as HandlerCutError).message).toContain('and 5 more');
  });

  it('reports a promise that rejects after it was cut, without an unhandled rejection', async () => {
    const { registry, clock, failures } = makeEvents();
    const { calls, handler } = heldHandler();
    registry.subscribe('n', handler);
    registry.emit('n', 1);
    const drained = registry.drain({ timeout: 10 });
    clock.advance(10);
    await drained;
    calls[0]!.reject('late');
    await turn();
    expect(failures).toHaveLength(2);
    expect(failures[1]!.error).toBe('late');
    expect(registry.stats().inFlight).toBe(0);
  });

  it('waits as long as shutdownTimeout says when it is not told', async () => {
    const { clock } = makeEvents();
    const registry = new Registry({
      keys: 'duplicate',
      clock,
      logErrors: false,
      shutdownTimeout: 70,
    });
    registry.subscribe('n', heldHandler().handler);
    registry.emit('n', 1);
    let cut: number | undefined;
    void registry.drain().then((count) => (cut = count));
    clock.advance(69);
    await turn();
    expect(cut).toBeUndefined();
    clock.advance(1);
    await turn();
    expect(cut).toBe(1);
  });

  it('rejects with the reason of its signal, and cuts nothing', async () => {
    const { registry, clock } = makeEvents();
    const { calls, handler } = heldHandler();
    registry.subscribe('n', handler);
    const dispatch = registry.dispatch('n', 1);
    const controller = new AbortController();
    const drained = registry.drain({ signal: controller.signal });
    controller.abort('enough');
    expect(await rejection<string>(drained)).toBe('enough');
    expect(clock.pending).toBe(0);
    calls[0]!.resolve('done');
    expect(await outcome(dispatch)).toEqual(['done']);
    expect(() => registry.emit('n', 1)).toThrow('shutting down');
  });

  it('called from within a handler waits for the handlers after it', async () => {
    const { registry } = makeEvents();
    const { calls, handler } = heldHandler();
    let cut: number | undefined;
    registry.subscribe('stop', () => void registry.drain().then((count) => (cut = count)));
    registry.subscribe('stop', handler);
    const dispatch = registry.dispatch('stop', 1);
    await turn();
    expect(cut).toBeUndefined();
    calls[0]!.resolve('cleaned up');
    await turn();
    expect(cut).toBe(0);
    expect(await outcome(dispatch)).toEqual([undefined, 'cleaned up']);
  });

  it('is a failure of the handler that publishes meanwhile', async () => {
    const { registry, failures } = makeEvents();
    const { calls, handler } = heldHandler();
    registry.subscribe('n', async (n) => {
      await handler(n);
      registry.emit('other', 1);
    });
    registry.emit('n', 1);
    const drained = registry.drain();
    calls[0]!.resolve();
    expect(await drained).toBe(0);
    expect(failures).toMatchObject([{ topic: 'n', error: { code: 'REGISTRY_CLOSED' } }]);
  });

  it('may be called again: the second waits on its own', async () => {
    const { registry, clock } = makeEvents();
    const { calls, handler } = heldHandler();
    registry.subscribe('n', handler);
    registry.emit('n', 1);
    const first = registry.drain({ timeout: 10 });
    const second = registry.drain({ timeout: 20 });
    clock.advance(10);
    expect(await first).toBe(1);
    calls[0]!.resolve();
    expect(await second).toBe(0);
    expect(await registry.drain()).toBe(0);
  });

  it('after closing waits for what is in flight, and a message is still refused as to a closed one', async () => {
    const { registry } = makeEvents();
    const { calls, handler } = heldHandler();
    registry.subscribe('n', handler);
    registry.emit('n', 1);
    registry.close();
    const drained = registry.drain();
    calls[0]!.resolve();
    expect(await drained).toBe(0);
    expect(() => registry.emit('n', 1)).toThrow(/is closed/);
  });

  it('is over when the registry closes meanwhile and no promise is in flight', async () => {
    const { registry } = makeEvents();
    registry.subscribe('n', () => NEVER);
    const dispatch = registry.dispatch('n', 1);
    const drained = registry.drain();
    registry.close();
    expect(await drained).toBe(0);
    expect(await outcome(dispatch)).toEqual(['cancelled']);
  });
});

describe('stats().inFlight', () => {
  it('counts no handler that settles at once', () => {
    const { registry } = makeEvents();
    registry.subscribe('n', () => 1);
    registry.subscribe('n', () => of(1, 2, 3));
    registry.subscribe('n', () => {
      throw new Error('no');
    });
    registry.emit('n', 1);
    expect(registry.stats().inFlight).toBe(0);
  });

  it('counts a promise that was given up until it settles', async () => {
    const { registry, clock } = makeEvents();
    const { calls, handler } = heldHandler();
    registry.subscribe('n', handler);
    registry.dispatch('n', 1, { timeout: 10 });
    clock.advance(10);
    expect(registry.stats().inFlight).toBe(1);
    calls[0]!.resolve();
    await turn();
    expect(registry.stats().inFlight).toBe(0);
  });
});
