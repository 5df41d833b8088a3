import { Registry } from 'nestjs-registry';
import { countOperations } from '../support/count-operations.js';

const TIMES = 200;
const SAME = 1.1;
const nothing = (): void => undefined;

/** Steps of one who comes and goes in the lobby. */
const comingAndGoing = (prepare: (registry: Registry<{ value: number }>) => void): number => {
  const registry = new Registry<{ value: number }>({ keys: 'duplicate' });
  prepare(registry);
  const run = (): void => {
    for (let i = 0; i < TIMES; i++) registry.register('lobby', -1).unregister();
  };
  run();
  return countOperations(run) / TIMES;
};

it.each(['presence', 'changes'] as const)(
  'a change costs the same however many observe the %s of other keys',
  (of) => {
    const steps = (others: number): number =>
      comingAndGoing((registry) => {
        for (let i = 0; i < others; i++) {
          const key = ['room', i % 1000];
          if (of === 'presence') registry.presence(key).subscribe(nothing);
          else registry.changes({ key }).subscribe(nothing);
        }
      });
    expect(steps(10_000)).toBeLessThan(steps(10) * SAME);
  },
);

it('a change is not even made into an object when only other keys are observed', () => {
  const registry = new Registry<{ value: number }>({ keys: 'duplicate' });
  const nobody = comingAndGoing(nothing);
  const elsewhere = comingAndGoing((rooms) => rooms.presence('kitchen').subscribe(nothing));
  registry.presence('lobby').subscribe(nothing);
  const here = comingAndGoing((rooms) => rooms.presence('lobby').subscribe(nothing));
  expect(elsewhere - nobody).toBeLessThan((here - nobody) / 5);
});

it('a change costs the same in a room of 10,000 as in one of 10', () => {
  const steps = (others: number): number =>
    comingAndGoing((registry) => {
      for (let i = 0; i < others; i++) registry.register('lobby', i);
      registry.presence('lobby', { by: ({ value }) => value }).subscribe(nothing);
    });
  // A little more, because a room that empties often has no holes to close.
  expect(steps(10_000)).toBeLessThan(steps(10) * 1.3);
});

it('a change costs in proportion to the entries of its id', () => {
  const steps = (connections: number): number =>
    comingAndGoing((registry) => {
      for (let i = 0; i < connections; i++) registry.register('lobby', -1);
      for (let i = 0; i < 1000; i++) registry.register('lobby', i);
      registry.presence('lobby', { by: ({ value }) => value }).subscribe(nothing);
    });
  const [few, more, most] = [steps(10), steps(100), steps(1000)];
  expect(more).toBeLessThan(few! * 10);
  expect(most).toBeLessThan(more! * 10 * SAME);
});

it('a change costs in proportion to the observers of its key', () => {
  const steps = (observers: number): number =>
    comingAndGoing((registry) => {
      for (let i = 0; i < observers; i++) registry.presence('lobby').subscribe(nothing);
    }) / observers;
  expect(steps(1000)).toBeLessThan(steps(100) * SAME);
});

it('who joins a room pays for the entries under its key, and not for other keys', () => {
  const steps = (here: number, elsewhere: number): number => {
    const registry = new Registry<{ value: number }>({ keys: 'duplicate' });
    for (let i = 0; i < here; i++) registry.register('lobby', i);
    for (let i = 0; i < elsewhere; i++) registry.register(['room', i], i);
    const presence = registry.presence('lobby', { by: ({ value }) => value });
    presence.subscribe(nothing).unsubscribe();
    return countOperations(() => {
      presence.subscribe(nothing).unsubscribe();
    });
  };
  expect(steps(100, 10_000)).toBeLessThan(steps(100, 0) * SAME);
  expect(steps(10_000, 0) / 10_000).toBeLessThan((steps(1000, 0) / 1000) * SAME);
});
