import { concat, finalize, NEVER, Observable, of, range, Subject, tap, throwError } from 'rxjs';
import { Owner, Registry, type Failure, type Registration } from 'nestjs-registry';
import { ManualClock } from '../support/manual-clock.js';

const make = (result: (registration: () => Registration) => unknown) => {
  const failures: Failure[] = [];
  const owner = new Owner();
  const registry = new Registry({
    keys: 'duplicate',
    onError: (failure) => failures.push(failure),
  });
  const registration: Registration = registry.subscribe('a', () => result(() => registration), {
    owner,
  });
  return { registry, registration, owner, failures };
};

const watch = (dispatch: ReturnType<Registry['dispatch']>) => {
  const seen: unknown[] = [];
  dispatch.subscribe({
    next: (delivery) =>
      seen.push(delivery.status === 'delivered' ? delivery.value : delivery.status),
    complete: () => seen.push('complete'),
  });
  return seen;
};

describe('a handler that returns an observable', () => {
  it('is subscribed to once, whether or not anybody looks', () => {
    let subscriptions = 0;
    const { registry } = make(() => new Observable(() => void subscriptions++));
    registry.emit('a', 1);
    expect(subscriptions).toBe(1);
    const dispatch = registry.dispatch('a', 1);
    dispatch.subscribe();
    dispatch.subscribe();
    expect(subscriptions).toBe(2);
  });

  it('delivers each value live, and keeps the last', async () => {
    const source = new Subject<number>();
    const { registry } = make(() => source);
    const dispatch = registry.dispatch('a', 1);
    const seen = watch(dispatch);
    source.next(1);
    source.next(2);
    expect(seen).toEqual([1, 2]);
    source.complete();
    expect(seen).toEqual([1, 2, 'complete']);
    expect(await dispatch.settled()).toMatchObject([{ status: 'delivered', value: 2 }]);
  });

  it('delivers undefined when it completes without a value', async () => {
    const { registry } = make(() => of());
    expect(await registry.dispatch('a', 1).settled()).toMatchObject([
      { status: 'delivered', value: undefined },
    ]);
  });

  it('has failed when it errors after values', async () => {
    const no = new Error('no');
    const source = new Subject<number>();
    const { registry } = make(() => source);
    const dispatch = registry.dispatch('a', 1);
    const seen = watch(dispatch);
    source.next(1);
    source.error(no);
    expect(seen).toEqual([1, 'failed', 'complete']);
    expect(await dispatch.settled()).toMatchObject([{ status: 'failed', error: no }]);
  });
});

const ENDS: [string, (parts: ReturnType<typeof make>) => void][] = [
  ['it is unregistered', ({ registration }) => registration.unregister()],
  ['it is unregistered by owner and key', ({ registry, owner }) => registry.unregister(owner, 'a')],
  ['its owner terminates', ({ owner }) => owner.terminate()],
  ['the registry closes', ({ registry }) => registry.close()],
];

describe.each(ENDS)('an endless observable is cancelled when %s', (_, end) => {
  it('and the delivery dropped', async () => {
    let torn = 0;
    const parts = make(() => NEVER.pipe(finalize(() => torn++)));
    const dispatch = parts.registry.dispatch('a', 1);
    const seen = watch(dispatch);
    const waiting = dispatch.settled();
    end(parts);
    expect(torn).toBe(1);
    expect(seen).toEqual(['dropped', 'complete']);
    expect(await waiting).toMatchObject([{ status: 'dropped', reason: 'cancelled' }]);
    expect(await dispatch.settled()).toHaveLength(1);
    expect(parts.failures).toEqual([]);
  });

  it('also when nobody wants the outcome', () => {
    let torn = 0;
    const parts = make(() => NEVER.pipe(finalize(() => torn++)));
    parts.registry.emit('a', 1);
    parts.registry.emit('a', 2);
    end(parts);
    expect(torn).toBe(2);
  });

  it('and a teardown that throws is a failure, which keeps nothing from ending', async () => {
    const parts = make(
      () =>
        new Observable(() => () => {
          throw new Error('no');
        }),
    );
    parts.registry.register('b', 1, { owner: parts.owner });
    const dispatch = parts.registry.dispatch('a', 1);
    end(parts);
    expect(parts.registration.active).toBe(false);
    // What else the owner had goes or stays as it does otherwise.
    const stays = parts.owner.alive && !parts.registry.closed;
    expect(parts.registry.size).toBe(stays ? 1 : 0);
    expect(await dispatch.settled()).toMatchObject([{ status: 'failed' }]);
    expect(parts.failures).toHaveLength(1);
    expect(parts.failures[0]!.error).toMatchObject({ errors: [{ message: 'no' }] });
  });
});

describe('a handler that ends its own subscription', () => {
  it('and then returns an endless observable does not run it', async () => {
    let subscribed = false;
    const { registry } = make((registration) => {
      registration().unsubscribe();
      return new Observable(() => void (subscribed = true));
    });
    const dispatch = registry.dispatch('a', 1);
    expect(await dispatch.settled()).toMatchObject([{ status: 'dropped' }]);
    expect(subscribed).toBe(false);
  });

  it('by its observable, while that is being subscribed to, is settled once', async () => {
    const { registry } = make((registration) =>
      of(1, 2, 3).pipe(tap((n) => n === 2 && registration().unsubscribe())),
    );
    const dispatch = registry.dispatch('a', 1);
    expect(await dispatch.settled()).toMatchObject([{ status: 'dropped', reason: 'cancelled' }]);
    expect(watch(dispatch)).toEqual(['dropped', 'complete']);
  });

  it('by an observable without end that emits all at once stops it', async () => {
    let emitted = 0;
    const { registry } = make((registration) =>
      range(0, 1_000_000).pipe(
        tap((n) => {
          emitted++;
          if (n === 10) registration().unsubscribe();
        }),
      ),
    );
    expect(await registry.dispatch('a', 1).settled()).toMatchObject([{ status: 'dropped' }]);
    expect(emitted).toBeLessThan(100);
  });

  it('by an observable that then errors is dropped', async () => {
    const { registry, failures } = make((registration) =>
      concat(
        new Observable((observer) => {
          registration().unsubscribe();
          observer.complete();
        }),
        new Observable((observer) => observer.error(new Error('late'))),
      ),
    );
    expect(await registry.dispatch('a', 1).settled()).toMatchObject([{ status: 'dropped' }]);
    expect(failures).toEqual([]);
  });

  it('and returns a promise is delivered', async () => {
    const { registry } = make(async (registration) => {
      registration().unsubscribe();
      await Promise.resolve();
      return 'done';
    });
    expect(await registry.dispatch('a', 1).settled()).toMatchObject([{ value: 'done' }]);
  });
});

it('an observable that has ended is forgotten: ending the subscription drops nothing', async () => {
  const { registry, registration } = make(() => of(1));
  const dispatch = registry.dispatch('a', 1);
  registration.unsubscribe();
  expect(await dispatch.settled()).toMatchObject([{ status: 'delivered', value: 1 }]);
});

it('a handler that ends another’s running observable settles that one while publishing', async () => {
  const registry = new Registry({ keys: 'duplicate' });
  const first = registry.subscribe('a', () => NEVER);
  registry.subscribe('a', () => first.unregister());
  const dispatch = registry.dispatch('a', 1);
  expect(dispatch.size).toBe(2);
  expect(watch(dispatch)).toEqual([true, 'dropped', 'complete']);
  expect(await dispatch.settled()).toMatchObject([{ status: 'dropped' }, { value: true }]);
});

describe('a handler that returns a promise of an observable', () => {
  it('delivers its values live, and keeps the last', async () => {
    const { registry } = make(async () => of(1, 2));
    const dispatch = registry.dispatch('a', 1);
    const seen = watch(dispatch);
    expect(await dispatch.settled()).toMatchObject([{ status: 'delivered', value: 2 }]);
    expect(seen).toEqual([1, 2, 'complete']);
  });

  it('has failed when that errors', async () => {
    const no = new Error('no');
    const { registry, failures } = make(async () => throwError(() => no));
    expect(await registry.dispatch('a', 1).settled()).toMatchObject([{ error: no }]);
    expect(failures).toHaveLength(1);
  });

  it('is dropped when its subscriber ends, before or after it was subscribed to', async () => {
    const { registry, registration } = make(async () => NEVER);
    const before = registry.dispatch('a', 1);
    await new Promise((resolve) => setImmediate(resolve));
    const after = registry.dispatch('a', 1);
    registration.unsubscribe();
    for (const dispatch of [before, after])
      expect(await dispatch.settled()).toMatchObject([{ status: 'dropped', reason: 'cancelled' }]);
    expect(registry.stats().inFlight).toBe(0);
  });

  it('does not subscribe to it when it was given up meanwhile', async () => {
    const clock = new ManualClock();
    const registry = new Registry({ keys: 'duplicate', clock });
    let subscribed = false;
    registry.subscribe('a', async () => new Observable(() => void (subscribed = true)));
    const dispatch = registry.dispatch('a', 1, { timeout: 5 });
    clock.advance(5);
    expect(await dispatch.settled()).toMatchObject([{ status: 'dropped', reason: 'timeout' }]);
    await registry.whenIdle();
    expect(subscribed).toBe(false);
  });
});
