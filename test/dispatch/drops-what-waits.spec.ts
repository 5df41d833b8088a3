import { finalize, NEVER, Subject } from 'rxjs';
import { Owner, pattern, type Registration, type Registry } from 'nestjs-registry';
import { heldHandler, makeEvents, outcome, turn } from '../support/events.js';

interface Parts {
  readonly registry: Registry;
  readonly registration: Registration;
  readonly owner: Owner;
  readonly controller: AbortController;
}

const ENDS: [string, (parts: Parts) => unknown][] = [
  ['it is unregistered', ({ registration }) => registration.unregister()],
  ['it is unregistered by owner and key', ({ registry, owner }) => registry.unregister(owner, 'n')],
  ['its signal aborts', ({ controller }) => controller.abort()],
  ['its owner terminates', ({ owner }) => owner.terminate()],
  ['the registry closes', ({ registry }) => registry.close()],
];

describe.each(ENDS)('what waits for a subscriber when %s', (_, end) => {
  const make = () => {
    const events = makeEvents();
    const owner = new Owner();
    const controller = new AbortController();
    const { signal } = controller;
    const held = heldHandler();
    const options = { owner, signal, concurrency: 1 };
    const registration = events.registry.subscribe('n', held.handler, options);
    return { ...events, owner, controller, registration, held };
  };

  it('is dropped at once and never called', async () => {
    const parts = make();
    const dispatches = [0, 1, 2].map((n) => parts.registry.dispatch('n', n));
    end(parts);
    expect(await outcome(dispatches[1]!)).toEqual(['cancelled']);
    expect(await outcome(dispatches[2]!)).toEqual(['cancelled']);
    expect(parts.registry.stats()).toMatchObject({ dropped: 2, inFlight: 1 });
    parts.held.calls[0]!.resolve('done');
    expect(await outcome(dispatches[0]!)).toEqual(['done']);
    await turn();
    expect(parts.held.messages()).toEqual([0]);
    expect(parts.failures).toEqual([]);
  });

  it('is dropped also when nobody wants the outcome', async () => {
    const parts = make();
    for (const n of [0, 1, 2]) parts.registry.emit('n', n);
    end(parts);
    parts.held.calls[0]!.resolve();
    await turn();
    expect(parts.held.messages()).toEqual([0]);
    expect(parts.registry.stats()).toMatchObject({ dropped: 2, inFlight: 0 });
  });
});

it('a handler that ends its own subscription is not called with what waits', () => {
  const { registry } = makeEvents();
  const called: unknown[] = [];
  const handler = (n: unknown) => {
    called.push(n);
    if (n === 0) registry.emit('n', 1);
    registration.unregister();
  };
  const registration: Registration = registry.subscribe('n', handler, { concurrency: 1 });
  registry.emit('n', 0);
  expect(called).toEqual([0]);
  expect(registry.stats()).toMatchObject({ dropped: 1, inFlight: 0 });
});

it('what waits for a dying owner is not called because what it waited for ends a moment earlier', async () => {
  const { registry } = makeEvents();
  const owner = new Owner();
  const called: unknown[] = [];
  const source = new Subject();
  // Ends first, and by its end frees the other's place.
  registry.subscribe('first', () => NEVER.pipe(finalize(() => source.complete())), { owner });
  const handler = (n: unknown) => (called.push(n), source);
  registry.subscribe('n', handler, { owner, concurrency: 1 });
  registry.emit('first', 0);
  registry.emit('n', 1);
  const waiting = registry.dispatch('n', 2);
  owner.terminate();
  expect(called).toEqual([1]);
  expect(await outcome(waiting)).toEqual(['cancelled']);
});

it('what waits for a subscriber of a pattern is dropped with it', async () => {
  const { registry } = makeEvents();
  const { handler, messages } = heldHandler();
  const registration = registry.subscribe(pattern('n:*'), handler, { concurrency: 1 });
  registry.emit('n:1', 1);
  const waiting = registry.dispatch('n:2', 2);
  registration.unregister();
  expect(await outcome(waiting)).toEqual(['cancelled']);
  expect(messages()).toEqual([1]);
});

it('a message that waits is dropped with the timeout of its own dispatch, and the next is called', async () => {
  const { registry, clock } = makeEvents();
  const { calls, handler, messages } = heldHandler();
  registry.subscribe('n', handler, { concurrency: 1 });
  registry.emit('n', 0);
  const hurried = registry.dispatch('n', 1, { timeout: 10 });
  registry.emit('n', 2);
  clock.advance(10);
  expect(await outcome(hurried)).toEqual(['timeout']);
  calls[0]!.resolve();
  await turn();
  expect(messages()).toEqual([0, 2]);
});

it('a message that was dropped leaves its place to another', async () => {
  const { registry, clock } = makeEvents();
  const { calls, handler, messages } = heldHandler();
  registry.subscribe('n', handler, { buffer: 1, overflow: 'drop-newest' });
  registry.emit('n', 0);
  registry.dispatch('n', 1, { timeout: 10 });
  clock.advance(10);
  registry.emit('n', 2);
  calls[0]!.resolve();
  await turn();
  expect(messages()).toEqual([0, 2]);
});
