import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import {
  pattern,
  Registry,
  type DispatchEvent,
  type Failure,
  type RegistrationEvent,
  type SubscribeOptions,
} from 'nestjs-registry';
import { countOperations } from '../support/count-operations.js';
import { heldHandler, makeEvents, turn } from '../support/events.js';

const stops: (() => void)[] = [];

afterEach(() => {
  for (const stop of stops.splice(0)) stop();
});

function listen<T>(name: string, hear: (event: T) => void): void {
  const listener = (event: unknown): void => hear(event as T);
  subscribe(`nestjs-registry:${name}`, listener);
  stops.push(() => unsubscribe(`nestjs-registry:${name}`, listener));
}

function collect<T>(name: string): T[] {
  const events: T[] = [];
  listen<T>(name, (event) => events.push(event));
  return events;
}

describe('nestjs-registry:dispatch', () => {
  it('tells each message with registry and topic, however it is published, also when nobody is reached', () => {
    const events = collect<DispatchEvent>('dispatch');
    const { registry } = makeEvents();
    const topic = registry.topic(['n', 4]);
    registry.emit('n:1', 'a');
    registry.dispatch('n:2', 'b');
    registry.dispatch('n:3', 'c', { yieldEvery: 1 });
    topic.emit('d');
    topic.dispatch('e');
    expect(events.map(({ topic, message }) => [topic, message])).toEqual([
      ['n:1', 'a'],
      ['n:2', 'b'],
      ['n:3', 'c'],
      [['n', 4], 'd'],
      [['n', 4], 'e'],
    ]);
    for (const event of events) expect(event.registry).toBe(registry);
  });

  it.each<[string, SubscribeOptions[]]>([
    ['one handler', [{}]],
    ['several', [{}, {}]],
    ['one with a filter', [{ filter: () => true }]],
  ])('tells each message of a topic that has %s', (_name, all) => {
    const events = collect<DispatchEvent>('dispatch');
    const { registry } = makeEvents();
    for (const options of all) registry.subscribe('n', () => 1, options);
    registry.emit('n', 'a');
    registry.dispatch('n', 'b');
    registry.dispatch('n', 'c', { timeout: 1 });
    expect(events.map(({ message }) => message)).toEqual(['a', 'b', 'c']);
  });

  it('tells a message once, before its handlers are called', () => {
    const log: string[] = [];
    listen('dispatch', () => log.push('told'));
    const { registry } = makeEvents();
    for (let i = 0; i < 2; i++) registry.subscribe(pattern('n:*'), () => log.push('called'));
    registry.emit('n:1', 1);
    expect(log).toEqual(['told', 'called', 'called']);
  });

  it.each(['n:1', 'm:1'])('lets its listeners end the only subscription to %s', (topic) => {
    const { registry } = makeEvents();
    registry.subscribe(pattern('m:*'), () => 'by a pattern');
    const registration = registry.subscribe(topic, () => 'gone');
    listen('dispatch', () => registration.unregister());
    expect(registry.emit(topic, 1)).toBe(topic === 'n:1' ? 0 : 1);
  });

  it('tells nothing of what is refused', () => {
    const events = collect<DispatchEvent>('dispatch');
    const { registry } = makeEvents();
    expect(() => registry.emit(undefined as unknown as string, 1)).toThrow('undefined');
    expect(() => registry.emit(pattern('a:*') as unknown as string, 1)).toThrow('pattern');
    registry.close();
    expect(() => registry.emit('n', 1)).toThrow('closed');
    expect(events).toEqual([]);
  });

  it('tells two registries of one name apart', () => {
    const events = collect<DispatchEvent>('dispatch');
    const registries = [0, 1].map(() => new Registry({ name: 'same', keys: 'duplicate' }));
    for (const registry of registries) registry.emit('n', 1);
    expect(events.map(({ registry }) => registry)).toEqual(registries);
  });
});

describe('nestjs-registry:registration', () => {
  it('tells each new entry: of registering and of subscribing, to topics and to patterns', () => {
    const events = collect<RegistrationEvent>('registration');
    const { registry } = makeEvents();
    const { entry } = registry.register('k', 1);
    const made = pattern('n:*');
    registry.subscribe('n', () => 1, { value: 2 });
    registry.subscribe(made, () => 1, { value: 3 });
    expect(events.map(({ registry }) => registry)).toEqual(['events', 'events', 'events']);
    expect(events.map(({ entry }) => [entry.key, entry.value])).toEqual([
      ['k', 1],
      ['n', 2],
      [made, 3],
    ]);
    expect(events[0]!.entry).toBe(entry);
  });

  it('tells nothing of what is refused', () => {
    const registry = new Registry({ keys: 'unique' });
    registry.register('k', 1);
    const events = collect<RegistrationEvent>('registration');
    registry.tryRegister('k', 2);
    expect(() => registry.subscribe('k', () => 1)).toThrow('k');
    expect(events).toEqual([]);
  });
});

describe('nestjs-registry:failure', () => {
  it('tells each failure as errors does: of handlers, filters, buffers, late and at once', async () => {
    const events = collect<Failure>('failure');
    const { registry, failures } = makeEvents();
    const fail = (): never => {
      throw new Error('no');
    };
    registry.subscribe('n', fail);
    registry.subscribe('n', async () => fail());
    registry.subscribe('n', () => 1, { filter: fail });
    registry.subscribe('n', heldHandler().handler, { buffer: 1 });
    for (const n of [1, 2, 3]) registry.emit('n', n);
    await turn();
    expect(events).toHaveLength(10);
    expect(events).toEqual(failures);
    expect(events[0]).toBe(failures[0]);
  });

  it('tells them also where nobody else listens', () => {
    const events = collect<Failure>('failure');
    const registry = new Registry({ name: 'quiet', keys: 'duplicate', logErrors: false });
    registry.subscribe('n', function failing() {
      throw 'no';
    });
    registry.emit('n', 1);
    expect(events).toMatchObject([{ registry: 'quiet', handler: 'failing', error: 'no' }]);
  });
});

it('unobserved, the channels cost what they cost before anybody observed them', () => {
  const { registry } = makeEvents();
  registry.subscribe('n', () => 1);
  const steps = () =>
    countOperations(() => {
      registry.subscribe('other', () => 1).unregister();
      registry.emit('n', 1);
    });
  steps();
  const before = steps();
  const names = ['dispatch', 'registration', 'failure'];
  for (const name of names) collect(name);
  expect(steps()).toBeGreaterThan(before);
  for (const stop of stops.splice(0)) stop();
  expect(steps()).toBe(before);
});
