import { config, finalize, map, skip, type Observable } from 'rxjs';
import { Registry } from 'nestjs-registry';
import { turn } from '../support/events.js';
import { supervise } from '../support/supervise.js';
import { UnhandledErrors } from '../support/unhandled.js';

const unhandled = new UnhandledErrors();

class Worker {
  ask(): string {
    return 'answered';
  }
}

const fail = (): never => {
  throw new Error('an operator');
};

interface Observed {
  readonly observable: Observable<unknown>;
  /** What others observe. */
  readonly healthy?: Observable<unknown>;
  /** Makes it tell something. */
  readonly act: () => unknown;
}

function events(): Registry {
  return new Registry({ keys: 'duplicate', logErrors: false });
}

/** RxJS itself loses what a finalizer throws behind an operator of its own, such as the filter of `changes`. */
const OBSERVED: [string, () => Observed, 'told' | 'lost'][] = [
  [
    'changes',
    () => {
      const registry = events();
      return { observable: registry.changes(), act: () => registry.register('a', 1) };
    },
    'lost',
  ],
  [
    'changes with a filter that throws',
    () => {
      const registry = events();
      return {
        observable: registry.changes(fail),
        healthy: registry.changes(),
        act: () => registry.register('a', 1),
      };
    },
    'told',
  ],
  [
    'presence',
    () => {
      const registry = events();
      return {
        observable: registry.presence('a').pipe(skip(1)),
        act: () => registry.register('a', 1),
      };
    },
    'lost',
  ],
  [
    'presence with a `by` that throws',
    () => {
      const registry = events();
      return {
        observable: registry.presence('a', { by: fail }).pipe(skip(1)),
        healthy: registry.presence('a').pipe(skip(1)),
        act: () => registry.register('a', 1),
      };
    },
    'told',
  ],
  [
    'messages',
    () => {
      const registry = events();
      return { observable: registry.messages('a'), act: () => registry.emit('a', 1) };
    },
    'told',
  ],
  [
    'errors',
    () => {
      const registry = events();
      registry.subscribe('a', fail);
      return { observable: registry.errors, act: () => registry.emit('a', 1) };
    },
    'told',
  ],
  [
    'a dispatch',
    () => {
      const registry = events();
      let resolve: ((value: string) => void) | undefined;
      registry.subscribe('a', () => new Promise((resolved) => (resolve = resolved)));
      return { observable: registry.dispatch('a', 1), act: () => resolve?.('done') };
    },
    'told',
  ],
  [
    'events of a supervisor',
    () => {
      const { workers } = supervise(Worker);
      return { observable: workers.events, act: () => workers.start('a') };
    },
    'told',
  ],
];

describe.each(OBSERVED)('%s, where an operator and then a finalizer throw', (_, make, rxjs) => {
  it('goes on, tells the others, and leaves what the finalizer throws to RxJS', async () => {
    const { observable, healthy = observable, act } = make();
    const teardown = new Error('a finalizer');
    const errors: unknown[] = [];
    const told: unknown[] = [];
    const ends = finalize(() => {
      throw teardown;
    });
    observable.pipe(map(fail), ends).subscribe({ error: (error) => errors.push(error) });
    healthy.subscribe((news) => told.push(news));
    await act();
    await turn();
    expect(errors).toEqual([new Error('an operator')]);
    expect(told).toHaveLength(1);
    const reported = ['rxjs', expect.objectContaining({ errors: [teardown] })];
    expect(await unhandled.take()).toEqual(rxjs === 'told' ? [reported] : []);
  });
});

it('what a finalizer throws ends the process as it is, where RxJS is not told of errors', async () => {
  config.onUnhandledError = null;
  const registry = events();
  registry
    .messages('a')
    .pipe(map(fail), finalize(fail))
    .subscribe({ error: () => undefined });
  expect(registry.emit('a', 1)).toBe(1);
  const thrown = expect.objectContaining({ errors: [new Error('an operator')] });
  expect(await unhandled.take()).toEqual([['uncaughtException', thrown]]);
});

it('a dispatch settles, and nothing is left in flight, where a finalizer of an observer throws', async () => {
  const registry = events();
  let resolve: (() => void) | undefined;
  const held = new Promise<void>((resolved) => (resolve = resolved));
  for (let i = 0; i < 3; i++) registry.subscribe('a', () => held);
  const dispatch = registry.dispatch('a', 1);
  dispatch.pipe(map(fail), finalize(fail)).subscribe({ error: () => undefined });
  resolve?.();
  const deliveries = await dispatch.settled();
  expect(deliveries.map(({ status }) => status)).toEqual(['delivered', 'delivered', 'delivered']);
  expect(registry.stats().inFlight).toBe(0);
  expect(await unhandled.take()).toHaveLength(1);
});
