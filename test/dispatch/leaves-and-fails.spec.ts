import { of, throwError } from 'rxjs';
import { Registry, type Failure, type Registration } from 'nestjs-registry';

const error = new Error('after leaving');

/** An observable is unsubscribed when its subscription has ended, and is heard of no more. */
const WAYS: [string, () => unknown, { status: string; failures: number }][] = [
  [
    'throws',
    () => {
      throw error;
    },
    { status: 'failed', failures: 1 },
  ],
  ['rejects', () => Promise.reject(error), { status: 'failed', failures: 1 }],
  ['returns an error', () => throwError(() => error), { status: 'dropped', failures: 0 }],
  ['returns a value', () => 7, { status: 'delivered', failures: 0 }],
  ['returns a promise', () => Promise.resolve(7), { status: 'delivered', failures: 0 }],
  ['returns an observable', () => of(7), { status: 'dropped', failures: 0 }],
];

/** Three subscribers, the one in the middle of whom leaves while it is called. */
function leavingInTheMiddle(then: () => unknown) {
  const failures: Failure[] = [];
  const onError = (failure: Failure) => failures.push(failure);
  const registry = new Registry({ keys: 'duplicate', onError });
  const called: string[] = [];
  registry.subscribe('t', () => called.push('before'));
  const leaving: Registration = registry.subscribe('t', () => {
    called.push('leaving');
    leaving.unregister();
    return then();
  });
  registry.subscribe('t', () => called.push('after'));
  return { registry, leaving, called, failures };
}

it.each(WAYS)(
  'emit to a handler that ends its own subscription and then %s reaches all',
  async (_what, then, { failures: expected }) => {
    const { registry, leaving, called, failures } = leavingInTheMiddle(then);
    expect(registry.emit('t', 1)).toBe(3);
    await registry.whenIdle();
    expect(called).toEqual(['before', 'leaving', 'after']);
    expect(failures.map(({ entry }) => entry)).toEqual(Array(expected).fill(leaving.entry));
    expect(registry.stats()).toMatchObject({ entries: 2, deliveries: 3, inFlight: 0 });
  },
);

it.each(WAYS)(
  'dispatch tells of a handler that ends its own subscription and then %s',
  async (_what, then, { status, failures: expected }) => {
    const { registry, leaving, called, failures } = leavingInTheMiddle(then);
    const deliveries = await registry.dispatch('t', 1).settled();
    expect(deliveries.map((delivery) => delivery.status)).toEqual([
      'delivered',
      status,
      'delivered',
    ]);
    expect(deliveries[1]?.entry).toBe(leaving.entry);
    expect(called).toEqual(['before', 'leaving', 'after']);
    expect(failures).toHaveLength(expected);
  },
);
