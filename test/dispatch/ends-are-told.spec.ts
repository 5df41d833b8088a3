import { Owner, pattern, type Change, type Registry } from 'nestjs-registry';
import { makeEvents } from '../support/events.js';

const ENDS: [string, (registry: Registry) => void, string][] = [
  ['unregister()', (registry) => registry.subscribe('n', () => 1).unregister(), 'unregistered'],
  [
    'a signal',
    (registry) => {
      const controller = new AbortController();
      registry.subscribe('n', () => 1, { signal: controller.signal });
      controller.abort();
    },
    'unregistered',
  ],
  [
    'once',
    (registry) => {
      registry.subscribe('n', () => 1, { once: true });
      registry.emit('n', 1);
    },
    'unregistered',
  ],
  ['a stream', (registry) => registry.messages('n').subscribe().unsubscribe(), 'unregistered'],
  [
    'its owner',
    (registry) => {
      const owner = new Owner();
      registry.subscribe('n', () => 1, { owner });
      owner.terminate();
    },
    'terminated',
  ],
];

it.each(ENDS)('a subscription that %s ends is told with its reason', (_what, end, reason) => {
  const { registry } = makeEvents();
  const told: (Change | string)[] = [];
  registry.changes({ type: 'unregistered' }).subscribe((change) => {
    told.push('reason' in change ? String(change.reason) : change);
  });
  end(registry);
  expect(told).toEqual([reason]);
});

it('whoever is told of the end of a pattern’s only subscriber may publish to its topics', () => {
  const { registry } = makeEvents();
  const reached: number[] = [];
  registry.changes({ type: 'unregistered' }).subscribe(() => {
    reached.push(registry.emit('a:b', 1));
  });
  registry.subscribe(pattern('a:*'), () => 1).unregister();
  expect(reached).toEqual([0]);
});
