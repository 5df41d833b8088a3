import { Subject } from 'rxjs';
import { Registry, type Delivery, type SettleTimeoutError } from 'nestjs-registry';
import { rejection } from '../support/caught.js';
import { ManualClock } from '../support/manual-clock.js';

/** Two handlers that settle when told to, between two that settle at once. */
const make = () => {
  const clock = new ManualClock();
  const registry = new Registry({ keys: 'duplicate', logErrors: false, clock });
  const resolve: ((value: unknown) => void)[] = [];
  registry.subscribe('a', () => 'first');
  const slow = () => new Promise((done) => resolve.push(done));
  registry.subscribe('a', function slowOne() {
    return slow();
  });
  registry.subscribe('a', function slowTwo() {
    return slow();
  });
  registry.subscribe('a', () => 'last');
  return { clock, registry, resolve };
};

const values = (deliveries: readonly Delivery[]): unknown[] =>
  deliveries.map((delivery) =>
    delivery.status === 'delivered' ? delivery.value : delivery.status,
  );

const observe = (dispatch: ReturnType<Registry['dispatch']>) => {
  const seen: unknown[] = [];
  const subscription = dispatch.subscribe({
    next: (delivery) => seen.push(...values([delivery])),
    error: () => seen.push('error'),
    complete: () => seen.push('complete'),
  });
  return { seen, subscription };
};

describe('settled', () => {
  it('gives one delivery per handler, in order of subscription, whoever settles first', async () => {
    const { registry, resolve } = make();
    const dispatch = registry.dispatch('a', 1);
    resolve[1]!('two');
    await Promise.resolve();
    resolve[0]!('one');
    expect(values(await dispatch.settled())).toEqual(['first', 'one', 'two', 'last']);
  });

  it('gives an empty list when nobody was reached', async () => {
    const { registry } = make();
    expect(await registry.dispatch('nobody', 1).settled()).toEqual([]);
  });

  it('gives the same deliveries as often as it is asked', async () => {
    const { registry, resolve } = make();
    const dispatch = registry.dispatch('a', 1);
    const early = dispatch.settled();
    for (const done of resolve) done('slow');
    expect(await dispatch.settled()).toEqual(await early);
  });

  it('names handler and entry in each delivery', async () => {
    const registry = new Registry({ keys: 'duplicate' });
    const { entry } = registry.subscribe('a', function greet() {
      return 'hi';
    });
    expect(await registry.dispatch('a', 1).settled()).toEqual([
      { status: 'delivered', handler: 'greet', entry, value: 'hi' },
    ]);
  });

  it('gives what is not a promise or observable as it is', async () => {
    const registry = new Registry({ keys: 'duplicate' });
    const results = [undefined, null, 0, '', false, { then: 'no function' }, () => 1, [1]];
    for (const result of results) registry.subscribe('a', () => result);
    expect(values(await registry.dispatch('a', 1).settled())).toEqual(results);
  });

  it('rejects after its timeout with the names of who is still running', async () => {
    const { registry, clock, resolve } = make();
    const dispatch = registry.dispatch('a', 1);
    resolve[0]!('one');
    await Promise.resolve();
    const waiting = dispatch.settled({ timeout: 100 });
    clock.advance(100);
    const error = await rejection<SettleTimeoutError>(waiting);
    expect(error.code).toBe('SETTLE_TIMEOUT');
    expect(error.pending).toEqual(['slowTwo']);
    expect(error.message).toMatch(/Handlers had not settled within 100 ms: slowTwo\./);
  });

  it('says that it is what refuses wrong options', async () => {
    const dispatch = make().registry.dispatch('a', 1);
    const error = await rejection(dispatch.settled({ timeout: -1 }));
    expect(error.message).toMatch(/^dispatch\.settled\(options\): expected timeout /);
  });

  it('lets handlers go on after its timeout', async () => {
    const { registry, clock, resolve } = make();
    const dispatch = registry.dispatch('a', 1);
    const waiting = dispatch.settled({ timeout: 1 });
    clock.advance(1);
    await rejection(waiting);
    for (const done of resolve) done('slow');
    expect(values(await dispatch.settled())).toEqual(['first', 'slow', 'slow', 'last']);
  });

  it('rejects with the signal’s reason', async () => {
    const { registry } = make();
    const dispatch = registry.dispatch('a', 1);
    const controller = new AbortController();
    const waiting = dispatch.settled({ signal: controller.signal });
    controller.abort('enough');
    expect(await rejection<string>(waiting)).toBe('enough');
    expect(await rejection<string>(dispatch.settled({ signal: AbortSignal.abort('no') }))).toBe(
      'no',
    );
  });

  it('is waited for by others when one gives up', async () => {
    const { registry, clock, resolve } = make();
    const dispatch = registry.dispatch('a', 1);
    const [early, hurried, late] = [undefined, { timeout: 1 }, { timeout: 2 }].map((options) =>
      dispatch.settled(options),
    );
    clock.advance(1);
    await rejection(hurried!);
    for (const done of resolve) done('slow');
    expect(await early).toHaveLength(4);
    expect(await late).toHaveLength(4);
  });

  it('leaves no timer behind, also when all have settled already', async () => {
    const { registry, clock, resolve } = make();
    const dispatch = registry.dispatch('a', 1);
    const waiting = dispatch.settled({ timeout: 100 });
    expect(clock.pending).toBe(1);
    for (const done of resolve) done('slow');
    await waiting;
    expect(clock.pending).toBe(0);
    await dispatch.settled({ timeout: 100 });
    expect(clock.pending).toBe(0);
  });
});

describe('observing a dispatch', () => {
  it('replays what has settled, tells the rest as it settles, and completes', async () => {
    const { registry, resolve } = make();
    const dispatch = registry.dispatch('a', 1);
    const { seen } = observe(dispatch);
    expect(seen).toEqual(['first', 'last']);
    resolve[1]!('two');
    await Promise.resolve();
    expect(seen).toEqual(['first', 'last', 'two']);
    resolve[0]!('one');
    await dispatch.settled();
    expect(seen).toEqual(['first', 'last', 'two', 'one', 'complete']);
  });

  it('replays to who comes late: those that settled at once, then the others as they did', async () => {
    const { registry, resolve } = make();
    const dispatch = registry.dispatch('a', 1);
    resolve[1]!('two');
    await Promise.resolve();
    resolve[0]!('one');
    await dispatch.settled();
    const { seen } = observe(dispatch);
    expect(seen).toEqual(['first', 'last', 'two', 'one', 'complete']);
  });

  it('never errors: a failure is a delivery', () => {
    const registry = new Registry({ keys: 'duplicate', logErrors: false });
    registry.subscribe('a', () => {
      throw new Error('no');
    });
    expect(observe(registry.dispatch('a', 1)).seen).toEqual(['failed', 'complete']);
  });

  it('tells also of handlers that returned nothing', async () => {
    const registry = new Registry({ keys: 'duplicate' });
    for (let i = 0; i < 2; i++) registry.subscribe('a', () => undefined);
    const dispatch = registry.dispatch('a', 1);
    expect(observe(dispatch).seen).toEqual([undefined, undefined, 'complete']);
    expect(values(await dispatch.settled())).toEqual([undefined, undefined]);
  });

  it('completes at once when nobody was reached', () => {
    const { registry } = make();
    expect(observe(registry.dispatch('nobody', 1)).seen).toEqual(['complete']);
  });

  it('ends with the subscription, for that observer alone', async () => {
    const { registry, resolve } = make();
    const dispatch = registry.dispatch('a', 1);
    const [leaving, staying] = [observe(dispatch), observe(dispatch)];
    leaving.subscription.unsubscribe();
    for (const done of resolve) done('slow');
    await dispatch.settled();
    expect(leaving.seen).toEqual(['first', 'last']);
    expect(staying.seen).toEqual(['first', 'last', 'slow', 'slow', 'complete']);
  });

  it('replays of a running observable its last value, and tells the next live', () => {
    const registry = new Registry({ keys: 'duplicate' });
    const source = new Subject<number>();
    registry.subscribe('a', () => source);
    const dispatch = registry.dispatch('a', 1);
    source.next(1);
    source.next(2);
    const { seen } = observe(dispatch);
    source.next(3);
    source.complete();
    expect(seen).toEqual([2, 3, 'complete']);
    expect(observe(dispatch).seen).toEqual([3, 'complete']);
  });

  it('may be piped like any observable', async () => {
    const { toArray, lastValueFrom, map } = await import('rxjs');
    const registry = new Registry({ keys: 'duplicate' });
    registry.subscribe('a', () => 1);
    registry.subscribe('a', () => Promise.resolve(2));
    const statuses = registry.dispatch('a', 1).pipe(
      map(({ status }) => status),
      toArray(),
    );
    expect(await lastValueFrom(statuses)).toEqual(['delivered', 'delivered']);
  });
});

it('tells nothing of entries without a handler, wherever they stand', async () => {
  const registry = new Registry({ keys: 'duplicate' });
  registry.register('n', 'before');
  registry.subscribe('n', () => 1);
  registry.register('n', 'between');
  registry.subscribe('n', async () => 2);
  registry.register('n', 'after');
  const dispatch = registry.dispatch('n', 0);
  expect(dispatch.size).toBe(2);
  const { seen } = observe(dispatch);
  expect(values(await dispatch.settled())).toEqual([1, 2]);
  expect(seen).toEqual([1, 2, 'complete']);
});
