import { Owner, pattern, type Registry } from 'nestjs-registry';
import { makeEvents } from '../support/events.js';

const all = () => true;

/** Ways that a message takes to two subscribers, the first of which is called with it. */
const WAYS: [string, (registry: Registry, first: () => void) => number][] = [
  [
    'with filters',
    (registry, first) => {
      registry.subscribe('n', first, { filter: all });
      registry.subscribe('n', () => undefined, { filter: all });
      return registry.emit('n', 1);
    },
  ],
  [
    'when somebody is excluded',
    (registry, first) => {
      registry.subscribe('n', first);
      registry.subscribe('n', () => undefined);
      return registry.dispatch('n', 1, { exclude: new Owner() }).size;
    },
  ],
  [
    'beside patterns',
    (registry, first) => {
      registry.subscribe(pattern('*'), first);
      registry.subscribe('n', () => undefined);
      return registry.emit('n', 1);
    },
  ],
];

it.each(WAYS)('who subscribes while a message is delivered is not reached by it, %s', (_, way) => {
  const { registry } = makeEvents();
  let called = 0;
  const reached = way(registry, () => registry.subscribe('n', () => called++));
  expect([reached, called]).toEqual([2, 0]);
  expect(registry.emit('n', 1)).toBe(3);
  expect(called).toBe(1);
});
