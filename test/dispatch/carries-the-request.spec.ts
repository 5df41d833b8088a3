import { pattern, type InvalidOptionError, type MessageContext } from 'nestjs-registry';
import { caught } from '../support/caught.js';
import { makeEvents } from '../support/events.js';

describe('the request of a dispatch', () => {
  const make = () => {
    const events = makeEvents();
    const contexts: MessageContext[] = [];
    const handler = (_message: unknown, context: MessageContext) => void contexts.push(context);
    events.registry.subscribe('n:1', handler);
    events.registry.subscribe(pattern('n:*'), handler);
    return { ...events, contexts };
  };

  it('is in the context of every handler of that message, which is one frozen object', () => {
    const { registry, contexts } = make();
    const request = { id: 7 };
    registry.dispatch('n:1', 1, { request });
    expect(contexts).toHaveLength(2);
    expect(contexts[0]).toEqual({ registry: 'events', topic: 'n:1', request });
    expect(contexts[0]!.request).toBe(request);
    expect(contexts[1]).toBe(contexts[0]);
    expect(Object.isFrozen(contexts[0])).toBe(true);
  });

  it('is not in that of the next message', () => {
    const { registry, contexts } = make();
    registry.dispatch('n:1', 1, { request: { id: 7 } });
    registry.dispatch('n:1', 1, {});
    registry.emit('n:1', 1);
    for (const context of contexts.slice(2))
      expect(Object.keys(context)).toEqual(['registry', 'topic']);
  });

  it.each([null, 7, 'request'])('is an object, and not %p', (request) => {
    const { registry } = make();
    const publish = () => registry.dispatch('n:1', 1, { request: request as unknown as object });
    const error = caught<InvalidOptionError>(publish);
    expect([error.code, error.option]).toEqual(['INVALID_OPTION', 'request']);
  });

  it('is what filters see', () => {
    const { registry } = makeEvents();
    const request = { id: 7 };
    const filter = (_message: unknown, context: MessageContext) => context.request === request;
    registry.subscribe('n', () => 1, { filter });
    expect(registry.dispatch('n', 1, { request }).size).toBe(1);
    expect(registry.dispatch('n', 1, { request: { id: 7 } }).size).toBe(0);
  });
});
