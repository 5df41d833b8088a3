import { pattern, type Registry } from 'nestjs-registry';
import type { Publication } from '../../lib/dispatch/publication.js';
import { heldHandler, makeEvents, turn } from '../support/events.js';

/** Two subscribers, as the handlers of request-scoped providers are: with a context of each message's own. */
function scoped(handler: (message: unknown) => unknown = () => undefined) {
  const events = makeEvents();
  const contexts: Publication[] = [];
  for (let i = 0; i < 2; i++)
    events.registry.subscribeScoped(
      'n',
      (message, context) => (contexts.push(context as Publication), handler(message)),
      {},
    );
  return { ...events, contexts };
}

const WAYS: [string, (registry: Registry, message: unknown) => unknown][] = [
  ['emit', (registry, message) => registry.emit('n', message)],
  ['dispatch', (registry, message) => registry.dispatch('n', message)],
  [
    'dispatch with options',
    (registry, message) => registry.dispatch('n', message, { timeout: 100 }),
  ],
];

describe.each(WAYS)('%s to request-scoped handlers', (_name, publish) => {
  it('gives all handlers of a message one context, and the next message another', () => {
    const { registry, contexts } = scoped();
    publish(registry, 1);
    publish(registry, 2);
    expect(contexts).toHaveLength(4);
    expect(contexts[1]).toBe(contexts[0]);
    expect(contexts[3]).toBe(contexts[2]);
    expect(contexts[2]).not.toBe(contexts[0]);
  });

  it('gives them the registry and the topic, and no request', () => {
    const { registry, contexts } = scoped();
    publish(registry, 1);
    expect(Object.keys(contexts[0]!)).toEqual(['registry', 'topic']);
    expect(contexts[0]).toMatchObject({ registry: 'events', topic: 'n' });
  });

  it('tells everyone who wants to know that the last handler of the message has settled', async () => {
    const { calls, handler } = heldHandler();
    const { registry, contexts } = scoped(handler);
    publish(registry, 1);
    const told: string[] = [];
    for (const name of ['one', 'two']) contexts[0]!.onSettled(() => told.push(name));
    calls[0]!.resolve();
    await turn();
    expect([told, contexts[0]!.settled]).toEqual([[], false]);
    calls[1]!.resolve();
    await turn();
    expect([told, contexts[0]!.settled]).toEqual([['one', 'two'], true]);
  });

  it('tells so at once who asks when it has', () => {
    const { registry, contexts } = scoped();
    publish(registry, 1);
    let told = false;
    contexts[0]!.onSettled(() => (told = true));
    expect(told).toBe(true);
  });
});

it('a handler of a pattern has a context of each message, also beside handlers that have none', () => {
  const { registry } = makeEvents();
  const [own, shared]: [unknown[], unknown[]] = [[], []];
  for (let i = 0; i < 2; i++)
    registry.subscribeScoped(pattern('n:*'), (_, context) => own.push(context), {});
  registry.subscribe('n:1', (_, context) => shared.push(context));
  for (const message of [1, 2]) registry.emit('n:1', message);
  expect([new Set(own).size, new Set(shared).size]).toEqual([2, 2]);
  expect(new Set([...own, ...shared]).size).toBe(2);
});

it('a message stays settled when a promise that was given up rejects', async () => {
  const { calls, handler } = heldHandler();
  const { registry, clock, contexts, failures } = scoped(handler);
  registry.dispatch('n', 1, { timeout: 10 });
  clock.advance(10);
  expect(contexts[0]!.settled).toBe(true);
  calls[0]!.reject('late');
  await turn();
  expect(failures).toMatchObject([{ error: 'late' }]);
  expect(contexts[0]!.settled).toBe(true);
});
