import { Owner, pattern, Registry } from 'nestjs-registry';

type Publish = (registry: Registry) => unknown;

const WAYS: [string, Publish][] = [
  ['emit', (registry) => registry.emit('news', 1)],
  ['dispatch', (registry) => registry.dispatch('news', 1)],
  ['dispatch with options', (registry) => registry.dispatch('news', 1, { exclude: new Owner() })],
  ['emit of a handle', (registry) => registry.topic('news').emit(1)],
  ['dispatch of a handle', (registry) => registry.topic('news').dispatch(1)],
];

const counted = (registry: Registry) => {
  const { messages, deliveries } = registry.stats();
  return { messages, deliveries };
};

describe.each(WAYS)('%s', (_way, publish) => {
  it('counts a message that reaches nobody', () => {
    const registry = new Registry({ keys: 'duplicate' });
    publish(registry);
    expect(counted(registry)).toEqual({ messages: 1, deliveries: 0 });
  });

  it('counts no entry that has no handler', async () => {
    const registry = new Registry({ keys: 'duplicate' });
    const handle = registry.topic('news');
    registry.subscribe('news', () => undefined).unregister();
    registry.register('news', 'no handler');
    publish(registry);
    expect(counted(registry)).toEqual({ messages: 1, deliveries: 0 });
    expect(handle.emit(1)).toBe(0);
    const dispatch = handle.dispatch(1);
    expect(dispatch.size).toBe(0);
    expect(await dispatch.settled()).toEqual([]);
  });

  it('counts none of several entries that have no handler', () => {
    const registry = new Registry({ keys: 'duplicate' });
    for (let i = 0; i < 3; i++) registry.register('news', 'no handler');
    publish(registry);
    expect(counted(registry)).toEqual({ messages: 1, deliveries: 0 });
  });

  it('counts each message, and each handler that it reaches', () => {
    const registry = new Registry({ keys: 'duplicate' });
    registry.register('news', 'no handler');
    for (let i = 0; i < 3; i++) registry.subscribe('news', () => undefined);
    registry.subscribe('weather', () => undefined);
    publish(registry);
    publish(registry);
    expect(counted(registry)).toEqual({ messages: 2, deliveries: 6 });
  });

  it('counts those of patterns', () => {
    const registry = new Registry({ keys: 'duplicate' });
    registry.subscribe(pattern('**'), () => undefined);
    registry.subscribe(pattern('*'), () => undefined);
    registry.subscribe('news', () => undefined);
    publish(registry);
    expect(counted(registry)).toEqual({ messages: 1, deliveries: 3 });
  });

  it('counts no handler whose filter refuses the message', () => {
    const registry = new Registry({ keys: 'duplicate' });
    registry.subscribe('news', () => undefined, { filter: () => false });
    for (let i = 0; i < 2; i++) registry.subscribe('news', () => undefined, { filter: () => true });
    publish(registry);
    expect(counted(registry)).toEqual({ messages: 1, deliveries: 2 });
  });
});
