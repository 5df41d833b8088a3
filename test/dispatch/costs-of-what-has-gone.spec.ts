import { pattern, Registry, type Key, type Pattern } from 'nestjs-registry';
import { countOperations, operationsPerRound } from '../support/count-operations.js';

const SAME = 1.1;

it.each<[string, (i: number) => Pattern, (i: number) => Key]>([
  ['other separators', (i) => pattern('user', { separator: `/${i}` }), (i) => `user:${i}`],
  ['other structures', (i) => pattern({ user: i }), (i) => ({ id: i })],
])(
  'a topic that is new costs what it did when patterns with %s have gone',
  (_name, other, topic) => {
    const registry = new Registry({ keys: 'duplicate' });
    registry.subscribe(pattern('user:*'), () => 1);
    const before = operationsPerRound((i) => registry.emit(topic(1_000 + i), 1));
    for (let i = 0; i < 100; i++) registry.subscribe(other(i), () => 1).unregister();
    expect(operationsPerRound((i) => registry.emit(topic(2_000 + i), 1))).toBeLessThan(
      before * SAME,
    );
  },
);

it('a topic costs what it did when those who came for a message each have left', () => {
  const registry = new Registry({ keys: 'duplicate' });
  for (let i = 0; i < 2; i++) registry.subscribe('n', () => 1);
  const steps = () => countOperations(() => registry.emit('n', 1));
  steps();
  const before = steps();
  for (let i = 0; i < 5_000; i++) {
    const registration = registry.subscribe('n', () => 1);
    registry.emit('n', 1);
    registration.unregister();
  }
  // Up to 32 places of those who have left may be open.
  expect(steps()).toBeLessThan(before * 20);
});
