import { finalize, NEVER, Subject } from 'rxjs';
import { Owner, pattern, type Registration, type SubscribeOptions } from 'nestjs-registry';
import { heldHandler, makeEvents, outcome, turn, watch } from '../support/events.js';

describe('a subscription with once', () => {
  it('is called with one message and is gone', () => {
    const { registry } = makeEvents();
    const heard: unknown[] = [];
    const registration = registry.subscribe('n', (message) => heard.push(message), { once: true });
    expect([registry.emit('n', 1), registry.emit('n', 2)]).toEqual([1, 0]);
    expect(heard).toEqual([1]);
    expect(registration.active).toBe(false);
    expect(registry.stats()).toMatchObject({ entries: 0, keys: 0, owners: 0 });
  });

  it('is gone before its handler is called', () => {
    const { registry } = makeEvents();
    const sizes: number[] = [];
    const registration: Registration = registry.subscribe(
      'n',
      () => sizes.push(registry.size, Number(registration.active), registry.emit('n', 2)),
      { once: true },
    );
    registry.emit('n', 1);
    expect(sizes).toEqual([0, 0, 0]);
  });

  it('tells its end as any other does', () => {
    const { registry } = makeEvents();
    const told: string[] = [];
    registry.changes().subscribe(({ type }) => told.push(type));
    registry.subscribe('n', () => told.push('called'), { once: true });
    registry.emit('n', 1);
    expect(told).toEqual(['registered', 'unregistered', 'called']);
  });

  it('takes one message when its filter publishes another: the inner one', () => {
    const { registry } = makeEvents();
    const heard: unknown[] = [];
    const filter = (message: unknown) => {
      if (message === 'outer') registry.emit('n', 'inner');
      return true;
    };
    registry.subscribe('n', (message) => heard.push(message), { once: true, filter });
    expect(registry.emit('n', 'outer')).toBe(0);
    expect(heard).toEqual(['inner']);
  });

  it('waits for the message that its filter wants', () => {
    const { registry } = makeEvents();
    const heard: unknown[] = [];
    const filter = (message: unknown) => message === 'mine';
    registry.subscribe('n', (message) => heard.push(message), { once: true, filter });
    for (const message of ['yours', 'mine', 'mine']) registry.emit('n', message);
    expect(heard).toEqual(['mine']);
  });

  it('takes one message of all the topics of a pattern', () => {
    const { registry } = makeEvents();
    const heard: unknown[] = [];
    registry.subscribe(pattern('n:*'), (_, { topic }) => heard.push(topic), { once: true });
    for (const topic of ['n:1', 'n:2']) registry.emit(topic, 1);
    expect(heard).toEqual(['n:1']);
  });

  it('leaves other subscriptions of its owner alone', () => {
    const { registry } = makeEvents();
    const owner = new Owner();
    registry.subscribe('n', () => 1, { owner, once: true });
    registry.subscribe('n', () => 2, { owner });
    expect([registry.emit('n', 1), registry.emit('n', 2)]).toEqual([2, 1]);
    expect(owner.alive).toBe(true);
  });

  it('of a dead owner is not called', () => {
    const { registry } = makeEvents();
    const owner = new Owner();
    registry.subscribe('n', () => 1, { owner, once: true });
    owner.terminate();
    expect(registry.emit('n', 1)).toBe(0);
  });

  it('is used up by a failing handler', () => {
    const { registry, failures } = makeEvents();
    const fail = () => {
      throw new Error('no');
    };
    registry.subscribe('n', fail, { once: true });
    registry.emit('n', 1);
    registry.emit('n', 2);
    expect(failures).toMatchObject([{ message: 1 }]);
  });

  it('still delivers what its promise resolves with', async () => {
    const { registry } = makeEvents();
    const { calls, handler } = heldHandler();
    registry.subscribe('n', handler, { once: true, owner: new Owner() });
    const dispatch = registry.dispatch('n', 1);
    calls[0]!.resolve('later');
    expect(await outcome(dispatch)).toEqual(['later']);
  });

  it('still delivers what its observable emits', () => {
    const { registry } = makeEvents();
    const source = new Subject<number>();
    registry.subscribe('n', () => source, { once: true });
    const seen = watch(registry.dispatch('n', 1));
    source.next(1);
    source.next(2);
    source.complete();
    expect(seen).toEqual([1, 2, 'complete']);
  });

  it('still delivers what its observable emits when its entry has been read', () => {
    const { registry } = makeEvents();
    const source = new Subject<number>();
    const registration = registry.subscribe('n', () => source, { once: true });
    expect(registration.entry.owner.alive).toBe(true);
    const seen = watch(registry.dispatch('n', 1));
    source.next(1);
    source.complete();
    expect(seen).toEqual([1, 'complete']);
  });

  it('reports a callback of its end that throws, and takes the message all the same', async () => {
    const { registry, failures } = makeEvents();
    const registration = registry.subscribe('n', () => 'taken', { once: true });
    registration.entry.owner.onTerminate(() => {
      throw new Error('no');
    });
    expect(await outcome(registry.dispatch('n', 1))).toEqual(['taken']);
    expect(failures).toMatchObject([{ error: { code: 'TERMINATION_CALLBACK' } }]);
  });
});

describe('an endless observable of a once handler', () => {
  const endless = (options: SubscribeOptions = {}) => {
    const events = makeEvents();
    const ends: string[] = [];
    const handler = () => NEVER.pipe(finalize(() => ends.push('ended')));
    events.registry.subscribe('n', handler, { ...options, once: true });
    return { ...events, ends };
  };

  it('ends with its owner', () => {
    const owner = new Owner();
    const { registry, ends } = endless({ owner });
    const seen = watch(registry.dispatch('n', 1));
    owner.terminate();
    expect(ends).toEqual(['ended']);
    expect(seen).toEqual(['cancelled', 'complete']);
  });

  it('is not begun when the handler ended its owner', async () => {
    const { registry } = makeEvents();
    const owner = new Owner();
    let begun = false;
    const handler = () => {
      owner.terminate();
      return NEVER.pipe(finalize(() => (begun = true)));
    };
    registry.subscribe('n', handler, { once: true, owner });
    expect(await outcome(registry.dispatch('n', 1))).toEqual(['cancelled']);
    expect(begun).toBe(false);
  });

  it('leaves nothing on its owner when it ends by itself', async () => {
    const { registry } = makeEvents();
    const owner = new Owner();
    const source = new Subject();
    registry.subscribe('n', () => source, { once: true, owner });
    const dispatch = registry.dispatch('n', 1);
    source.next('last');
    source.complete();
    owner.terminate();
    expect(await outcome(dispatch)).toEqual(['last']);
    expect(registry.stats()).toMatchObject({ dropped: 0, inFlight: 0 });
  });

  it('ends with the timeout of its message', () => {
    const { registry, clock, ends } = endless();
    const seen = watch(registry.dispatch('n', 1, { timeout: 10 }));
    clock.advance(10);
    expect(ends).toEqual(['ended']);
    expect(seen).toEqual(['timeout', 'complete']);
  });

  it('ends when the registry has drained', async () => {
    const { registry, clock, ends, failures } = endless();
    registry.emit('n', 1);
    const drained = registry.drain({ timeout: 10 });
    clock.advance(10);
    expect(await drained).toBe(1);
    expect(ends).toEqual(['ended']);
    expect(failures).toMatchObject([{ error: { code: 'HANDLER_CUT' } }]);
  });

  it.each([
    ['of its own', {}],
    ['with an owner', { owner: new Owner() }],
  ])('%s ends when the registry closes', async (_, options) => {
    const { registry, ends, failures } = endless(options);
    const dispatch = registry.dispatch('n', 1);
    registry.close();
    expect(ends).toEqual(['ended']);
    expect(await outcome(dispatch)).toEqual(['cancelled']);
    expect(registry.stats().inFlight).toBe(0);
    expect(failures).toEqual([]);
  });
});

it('closing lets the promise of a handler go on', async () => {
  const { registry } = makeEvents();
  const { calls, handler } = heldHandler();
  registry.subscribe('n', handler, { once: true });
  const dispatch = registry.dispatch('n', 1);
  registry.close();
  calls[0]!.resolve('done');
  await turn();
  expect(await outcome(dispatch)).toEqual(['done']);
});
