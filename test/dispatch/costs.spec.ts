import { of } from 'rxjs';
import { _, pattern, Registry, type SubscribeOptions } from 'nestjs-registry';
import { countOperations, operationsPerRound } from '../support/count-operations.js';

const SAME = 1.1;

/** A registry in which so many patterns have a subscriber each. */
const withPatterns = (size: number): Registry => {
  const registry = new Registry({ keys: 'duplicate' });
  for (let i = 0; i < size; i++) {
    registry.subscribe(pattern(`user:${i}:*`), () => 1);
    registry.subscribe(pattern(['user', i, _]), () => 1);
    registry.subscribe(pattern(`**:${i}:end`), () => 1);
  }
  registry.subscribe('plain', () => 1);
  return registry;
};

describe('with 30,000 patterns as with 30', () => {
  const few = withPatterns(10);
  const many = withPatterns(10_000);
  const both = (run: (registry: Registry) => (i: number) => unknown): [number, number] => [
    operationsPerRound(run(few)),
    operationsPerRound(run(many)),
  ];

  it('a topic that no pattern matches is published to as cheaply', () => {
    const [less, more] = both((registry) => () => registry.emit('plain', 1));
    expect(more).toBeLessThan(less * SAME);
  });

  it('a topic that one matches is published to as cheaply', () => {
    const [less, more] = both((registry) => () => registry.emit('user:7:created', 1));
    expect(more).toBeLessThan(less * SAME);
  });

  it('a topic that is new is matched as cheaply', () => {
    const [less, more] = both((registry) => (i) => registry.emit(`user:7:${i}`, 1));
    expect(more).toBeLessThan(less * SAME);
  });

  it('a structural topic that is new is matched as cheaply', () => {
    const [less, more] = both((registry) => (i) => registry.emit(['user', 7, `new ${i}`], 1));
    expect(more).toBeLessThan(less * SAME);
  });

  it('a topic of many segments that is new is matched as cheaply', () => {
    const [less, more] = both((registry) => (i) => registry.emit(`a:b:${i}:d:e:f:g:h:7:end`, 1));
    expect(more).toBeLessThan(less * SAME);
  });
});

it('a pattern is subscribed to and left as cheaply among 6,000 as among 30', () => {
  const steps = (size: number) => {
    const registry = withPatterns(size);
    return operationsPerRound((i) =>
      registry.subscribe(pattern(`new:${i}:*`), () => 1).unregister(),
    );
  };
  expect(steps(2_000)).toBeLessThan(steps(10) * SAME);
});

it('a topic that a pattern matched costs what it did when that has gone', () => {
  const registry = new Registry({ keys: 'duplicate' });
  registry.subscribe(pattern('other:*'), () => 1);
  registry.subscribe('plain', () => 1);
  registry.emit('plain', 1);
  const before = operationsPerRound(() => registry.emit('plain', 1));
  const registration = registry.subscribe(pattern('plain'), () => 1);
  registry.emit('plain', 1);
  registration.unregister();
  registry.emit('plain', 1);
  expect(operationsPerRound(() => registry.emit('plain', 1))).toBe(before);
});

it('a registry in which the last pattern has gone pays nothing for them any more', () => {
  const registry = new Registry({ keys: 'duplicate' });
  registry.subscribe('plain', () => 1);
  registry.emit('plain', 1);
  const before = operationsPerRound(() => registry.emit('plain', 1));
  const registration = registry.subscribe(pattern('**'), () => 1);
  expect(operationsPerRound(() => registry.emit('plain', 1))).toBeGreaterThan(before);
  registration.unregister();
  expect(operationsPerRound(() => registry.emit('plain', 1))).toBe(before);
});

it('a topic that a subscriber with a filter has left costs what it does when another has', () => {
  const cost = (options: SubscribeOptions): number => {
    const registry = new Registry({ keys: 'duplicate' });
    for (let i = 0; i < 2; i++) registry.subscribe('plain', () => 1);
    registry.subscribe('plain', () => 1, options).unregister();
    return operationsPerRound(() => registry.emit('plain', 1));
  };
  expect(cost({ filter: () => true })).toBe(cost({}));
});

describe('a topic of many segments and a pattern of many **', () => {
  /** Steps of the first message to a topic of so many segments, with a pattern of so many `**`. */
  const steps = (stars: number, segments: number): number => {
    const registry = new Registry({ keys: 'duplicate' });
    registry.subscribe(pattern([...Array<string>(stars).fill('**'), 'end'].join(':')), () => 1);
    return countOperations(() => registry.emit('a:'.repeat(segments), 1));
  };

  it('are matched in linear time in the segments', () => {
    expect(steps(10, 2_000)).toBeLessThan(steps(10, 200) * 10 * SAME);
  });

  it('are matched in linear time in the **', () => {
    expect(steps(200, 100)).toBeLessThan(steps(20, 100) * 10 * SAME);
  });

  it('are tested one against the other without exponential steps', () => {
    const made = pattern(`${'**:a:'.repeat(20)}**:end`);
    const topic = 'a:'.repeat(200);
    expect(countOperations(() => made.matches(topic))).toBeLessThan(200 * 200);
  });
});

it('the deliveries of a dispatch are made when somebody looks', async () => {
  const registry = new Registry({ keys: 'duplicate' });
  let read = 0;
  const handlers = [() => 1, async () => 2, () => of(3, 4)];
  for (const handler of handlers) {
    Object.defineProperty(handler, 'name', { get: () => `read ${++read}` });
    registry.subscribe('n', handler);
  }
  const dispatch = registry.dispatch('n', 0, { timeout: 1_000 });
  registry.dispatch('n', 0, { yieldEvery: 1 });
  await registry.whenIdle();
  expect(read).toBe(0);
  expect(await dispatch.settled()).toHaveLength(3);
  expect(read).toBe(3);
});

describe('a subscriber with options', () => {
  it.each([
    ['a filter', { filter: () => true }],
    ['a concurrency', { concurrency: 1 }],
  ])('such as %s costs the same among 10,000 others', (_name, options) => {
    const steps = (size: number): number => {
      const registry = new Registry({ keys: 'duplicate' });
      for (let i = 0; i < size; i++) registry.subscribe(`topic ${i}`, () => 1, options);
      return operationsPerRound(() => registry.emit('topic 7', 1));
    };
    expect(steps(10_000)).toBeLessThan(steps(10) * SAME);
  });

  it('is left by as many messages as wait in linear time', () => {
    const steps = (size: number): number => {
      const registry = new Registry({ keys: 'duplicate' });
      const options = { concurrency: 1, buffer: size };
      const registration = registry.subscribe('n', () => new Promise(() => undefined), options);
      for (let i = 0; i <= size; i++) registry.emit('n', i);
      return countOperations(() => registration.unregister()) / size;
    };
    expect(steps(10_000)).toBeLessThan(steps(500) * SAME);
  });
});
