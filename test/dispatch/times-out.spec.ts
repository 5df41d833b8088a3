import { finalize, NEVER, of, Subject } from 'rxjs';
import { Owner } from 'nestjs-registry';
import { makeEvents, heldHandler, outcome, turn, watch } from '../support/events.js';

describe('dispatch with a timeout', () => {
  it('drops a promise that is late, keeps what came in time, and completes', async () => {
    const { registry, clock, failures } = makeEvents();
    const late = heldHandler();
    registry.subscribe('n', () => 'at once');
    registry.subscribe('n', late.handler);
    registry.subscribe('n', async () => 'soon');
    const dispatch = registry.dispatch('n', 1, { timeout: 100 });
    const seen = watch(dispatch);
    await turn();
    clock.advance(99);
    expect(seen).toEqual(['at once', 'soon']);
    clock.advance(1);
    expect(seen).toEqual(['at once', 'soon', 'timeout', 'complete']);
    expect(await outcome(dispatch)).toEqual(['at once', 'timeout', 'soon']);
    expect(registry.stats()).toMatchObject({ dropped: 1, failures: 0 });
    expect(failures).toEqual([]);
  });

  it('changes nothing more when the late promise resolves', async () => {
    const { registry, clock } = makeEvents();
    const { calls, handler } = heldHandler();
    registry.subscribe('n', handler);
    const dispatch = registry.dispatch('n', 1, { timeout: 100 });
    const seen = watch(dispatch);
    clock.advance(100);
    calls[0]!.resolve('late');
    await turn();
    expect(seen).toEqual(['timeout', 'complete']);
    expect(watch(dispatch)).toEqual(['timeout', 'complete']);
    expect(registry.stats()).toMatchObject({ dropped: 1, inFlight: 0 });
  });

  it('reports a late rejection, which is not the engine’s to report', async () => {
    const { registry, clock, failures } = makeEvents();
    const { calls, handler } = heldHandler();
    registry.subscribe('n', handler);
    const dispatch = registry.dispatch('n', 'message', { timeout: 100 });
    clock.advance(100);
    calls[0]!.reject('late');
    await turn();
    expect(failures).toMatchObject([{ topic: 'n', message: 'message', error: 'late' }]);
    expect(await outcome(dispatch)).toEqual(['timeout']);
    expect(registry.stats()).toMatchObject({ dropped: 1, failures: 1 });
  });

  it('unsubscribes from an observable, of which the last value is told before', async () => {
    const { registry, clock } = makeEvents();
    let torn = 0;
    const source = new Subject<string>();
    registry.subscribe('n', () => source.pipe(finalize(() => torn++)));
    const dispatch = registry.dispatch('n', 1, { timeout: 100 });
    const seen = watch(dispatch);
    source.next('value');
    clock.advance(100);
    source.next('after');
    expect(torn).toBe(1);
    expect(seen).toEqual(['value', 'timeout', 'complete']);
    expect(await outcome(dispatch)).toEqual(['timeout']);
    expect(registry.stats().inFlight).toBe(0);
  });

  it('leaves other dispatches to the same handler alone', async () => {
    const { registry, clock } = makeEvents();
    const { calls, handler } = heldHandler();
    registry.subscribe('n', handler);
    const hurried = registry.dispatch('n', 1, { timeout: 100 });
    const patient = registry.dispatch('n', 2);
    clock.advance(100);
    calls[1]!.resolve('done');
    expect(await outcome(hurried)).toEqual(['timeout']);
    expect(await outcome(patient)).toEqual(['done']);
  });

  it('of 0 gives every handler the time until timers run', async () => {
    const { registry, clock } = makeEvents();
    registry.subscribe('n', async () => 'soon');
    registry.subscribe('n', () => NEVER);
    const dispatch = registry.dispatch('n', 1, { timeout: 0 });
    await turn();
    clock.advance(0);
    expect(await outcome(dispatch)).toEqual(['soon', 'timeout']);
  });

  it('is the only one that sets a timer', () => {
    const { registry, clock } = makeEvents();
    registry.subscribe('n', heldHandler().handler);
    registry.dispatch('n', 1, { exclude: new Owner() });
    registry.dispatch('n', 1, { timeout: undefined, yieldEvery: 1 });
    expect(clock.pending).toBe(0);
  });

  it('tells no value of an observable that a handler returns when its time is up', async () => {
    const { registry, clock } = makeEvents();
    const first = new Subject<string>();
    const handler = (message: unknown) => {
      if (message === 'first') return first;
      clock.advance(100);
      return of('value', 'another');
    };
    registry.subscribe('n', handler, { concurrency: 1 });
    registry.emit('n', 'first');
    registry.subscribe('n', () => first.complete());
    // The second handler is being called when the first gets its turn, so the dispatch is not over with the first.
    const seen = watch(registry.dispatch('n', 'second', { timeout: 100, yieldEvery: 1 }));
    await turn();
    expect(seen).toEqual(['timeout', undefined, 'complete']);
    expect(registry.stats()).toMatchObject({ dropped: 1, inFlight: 0 });
  });

  it('is counted once, though draining gives up the same promise again', async () => {
    const { registry, clock } = makeEvents();
    registry.subscribe('n', heldHandler().handler);
    const dispatch = registry.dispatch('n', 1, { timeout: 5 });
    const drained = registry.drain({ timeout: 10 });
    clock.advance(10);
    expect(await drained).toBe(1);
    expect(await outcome(dispatch)).toEqual(['timeout']);
    expect(registry.stats().dropped).toBe(1);
  });

  it('leaves no timer behind', async () => {
    const { registry, clock } = makeEvents();
    const { calls, handler } = heldHandler();
    registry.dispatch('nobody', 1, { timeout: 100 });
    registry.subscribe('n', () => 'at once');
    registry.dispatch('n', 1, { timeout: 100 });
    expect(clock.pending).toBe(0);
    const registration = registry.subscribe('n', handler);
    registry.dispatch('n', 1, { timeout: 100 });
    expect(clock.pending).toBe(1);
    calls[0]!.resolve();
    await turn();
    expect(clock.pending).toBe(0);
    registration.unregister();
    const endless = registry.subscribe('n', () => NEVER);
    registry.dispatch('n', 1, { timeout: 100 });
    endless.unregister();
    expect(clock.pending).toBe(0);
  });
});
