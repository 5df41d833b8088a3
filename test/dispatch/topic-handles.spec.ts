import { Registry } from 'nestjs-registry';
import { caught } from '../support/caught.js';
import { countOperations } from '../support/count-operations.js';

const make = () => {
  const registry = new Registry({ keys: 'duplicate', partitions: 2 });
  return { registry, topic: registry.topic(['room', 7]) };
};

describe('a topic handle', () => {
  it('publishes to its topic', async () => {
    const { registry, topic } = make();
    registry.subscribe(['room', 7], (message) => `got ${String(message)}`);
    expect(topic.emit('hi')).toBe(1);
    expect(await topic.dispatch('hi').settled()).toMatchObject([{ value: 'got hi' }]);
  });

  it('subscribes to its topic', () => {
    const { registry, topic } = make();
    const heard: unknown[] = [];
    const registration = topic.subscribe((message) => heard.push(message), { value: 1 });
    registry.emit(['room', 7], 'hi');
    expect(heard).toEqual(['hi']);
    expect(registration.entry).toMatchObject({ key: ['room', 7], value: 1 });
  });

  it('has a captured key', () => {
    const { topic } = make();
    expect(topic.key).toEqual(['room', 7]);
    expect(Object.isFrozen(topic.key)).toBe(true);
  });

  it('counts subscribers, not entries', () => {
    const { registry, topic } = make();
    expect(topic.size).toBe(0);
    registry.register(['room', 7], 1);
    expect(topic.size).toBe(0);
    const registration = topic.subscribe(() => undefined);
    expect(topic.size).toBe(1);
    registration.unsubscribe();
    expect(topic.size).toBe(0);
  });

  it('finds its topic again after that was empty', () => {
    const { registry, topic } = make();
    for (let i = 0; i < 3; i++) {
      expect(topic.emit('hi')).toBe(0);
      const registration = registry.subscribe(['room', 7], () => undefined);
      expect(topic.emit('hi')).toBe(1);
      expect(topic.size).toBe(1);
      registration.unsubscribe();
      expect(topic.size).toBe(0);
    }
  });

  it('does not reach the former topic when that was emptied and made anew meanwhile', () => {
    const { registry, topic } = make();
    const called: string[] = [];
    const first = topic.subscribe(() => called.push('old'));
    topic.emit('hi');
    first.unsubscribe();
    registry.subscribe(['room', 7], () => called.push('new'));
    topic.emit('hi');
    expect(called).toEqual(['old', 'new']);
  });

  it('says which of its calls refuses what', () => {
    const { registry, topic } = make();
    const never = () => undefined;
    const refusal = (call: () => unknown) => caught(call).message;
    expect(refusal(() => topic.dispatch(1, { timeout: -1 }))).toMatch(
      /^topic\.dispatch\(options\): expected timeout /,
    );
    expect(refusal(() => topic.subscribe(7 as never))).toMatch(
      /^topic\.subscribe\(handler\): expected handler /,
    );
    expect(refusal(() => topic.subscribe(never, { concurrency: 0 }))).toMatch(
      /^topic\.subscribe\(options\): expected concurrency /,
    );
    registry.close();
    expect(refusal(() => topic.subscribe(never))).toMatch(/^subscribe: registry /);
  });

  it('leaves nothing in the registry', () => {
    const { registry, topic } = make();
    topic.emit('hi');
    expect(registry.size).toBe(0);
    expect(registry.stats().keys).toBe(0);
  });

  it('publishes at a cost that does not depend on its key', () => {
    const registry = new Registry({ keys: 'duplicate' });
    const steps = (key: readonly number[]): number => {
      registry.subscribe(key, () => undefined);
      const topic = registry.topic(key);
      topic.emit('once');
      return countOperations(() => topic.emit('hi'));
    };
    const long = Array.from({ length: 1000 }, (_, i) => i);
    expect(steps(long)).toBe(steps([1]));
  });
});
