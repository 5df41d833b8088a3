import { Observable, of, throwError } from 'rxjs';
import { Registry, type Failure } from 'nestjs-registry';

const no = new Error('no');
/** Long enough for the engine to report a rejection that nobody handles, which fails the test. */
const settle = () => new Promise((resolve) => setImmediate(resolve));

const ownThen = () => {
  const promise = Promise.resolve('never asked for');
  void Object.defineProperty(promise, 'then', {
    value: () => {
      throw no;
    },
  });
  return promise;
};

const FAILING: [string, () => unknown][] = [
  [
    'throws',
    () => {
      throw no;
    },
  ],
  ['rejects', () => Promise.reject(no)],
  ['rejects later', () => settle().then(() => Promise.reject(no))],
  ['returns an observable that errors', () => throwError(() => no)],
  [
    'returns an observable that errors later',
    () => new Observable((observer) => void settle().then(() => observer.error(no))),
  ],
  [
    'returns an observable that throws',
    () =>
      new Observable(() => {
        throw no;
      }),
  ],
  [
    'returns an observable of another make that throws',
    () => ({
      lift: () => undefined,
      subscribe: () => undefined,
      [Symbol.observable ?? '@@observable']: () => {
        throw no;
      },
    }),
  ],
  [
    'returns a thenable whose then throws',
    () => ({
      then() {
        throw no;
      },
    }),
  ],
  [
    'returns a thenable whose then cannot be read',
    () => ({
      get then() {
        throw no;
      },
    }),
  ],
  [
    'returns a thenable that calls back twice',
    () => ({
      then(resolve: (value: unknown) => void, reject: (error: unknown) => void) {
        reject(no);
        reject(new Error('again'));
        resolve('after all');
      },
    }),
  ],
];

describe.each(FAILING)('a handler that %s', (_, failing) => {
  const make = () => {
    const told: Failure[] = [];
    const registry = new Registry({
      name: 'events',
      keys: 'duplicate',
      onError: (failure) => told.push(failure),
    });
    const called: string[] = [];
    registry.subscribe('a', () => called.push('before'));
    const { entry } = registry.subscribe('a', function failingHandler() {
      return failing();
    });
    registry.subscribe('a', () => called.push('after'));
    return { registry, told, called, entry };
  };

  it('affects no other handler and not the publisher', async () => {
    const { registry, called } = make();
    expect(registry.emit('a', 1)).toBe(3);
    expect(called).toEqual(['before', 'after']);
    await settle();
    await settle();
    expect(registry.stats().failures).toBe(1);
  });

  it('is one failed delivery', async () => {
    const { registry, entry } = make();
    const dispatch = registry.dispatch('a', 1);
    expect(dispatch.size).toBe(3);
    const deliveries = await dispatch.settled();
    expect(deliveries.map(({ status }) => status)).toEqual(['delivered', 'failed', 'delivered']);
    expect(deliveries[1]).toEqual({
      status: 'failed',
      handler: 'failingHandler',
      entry,
      error: no,
    });
  });

  it('is told once to the sink and to who observes errors', async () => {
    const { registry, told, entry } = make();
    const observed: Failure[] = [];
    registry.errors.subscribe((failure) => observed.push(failure));
    await registry.dispatch('a', 'message').settled();
    await settle();
    const handler = 'failingHandler';
    const failure = {
      registry: 'events',
      topic: 'a',
      message: 'message',
      entry,
      handler,
      error: no,
    };
    expect(told).toEqual([failure]);
    expect(observed).toEqual([failure]);
  });
});

it('a promise with a `then` of its own that throws settles as what it is', async () => {
  const registry = new Registry({ keys: 'duplicate' });
  registry.subscribe('a', ownThen);
  const dispatch = registry.dispatch('a', 1);
  expect(dispatch.size).toBe(1);
  expect((await dispatch.settled())[0]).toMatchObject({ status: 'delivered' });
});

it('a thenable that resolves twice is delivered once', async () => {
  const registry = new Registry({ keys: 'duplicate' });
  registry.subscribe('a', () => ({
    then(resolve: (value: unknown) => void) {
      resolve(1);
      resolve(2);
    },
  }));
  const deliveries: unknown[] = [];
  const dispatch = registry.dispatch('a', 1);
  dispatch.subscribe((delivery) => deliveries.push(delivery));
  await dispatch.settled();
  await settle();
  expect(deliveries).toMatchObject([{ status: 'delivered', value: 1 }]);
});

it('an observable of another make is followed like one of RxJS', async () => {
  const registry = new Registry({ keys: 'duplicate' });
  const foreign = { lift: () => undefined, subscribe: () => undefined };
  const interop = (Symbol as { observable?: symbol }).observable ?? '@@observable';
  registry.subscribe('a', () => ({ ...foreign, [interop]: () => of(1, 2) }));
  expect(await registry.dispatch('a', 1).settled()).toMatchObject([{ value: 2 }]);
});

describe('where failures go', () => {
  const failing = (options: object) => {
    const registry = new Registry({ name: 'events', keys: 'duplicate', ...options });
    registry.subscribe(['a'], function broken() {
      throw no;
    });
    return registry;
  };

  /** What is written to the console while `run` runs. */
  const logged = (run: () => void): unknown[][] => {
    const lines: unknown[][] = [];
    const { error } = console;
    console.error = (...args: unknown[]) => lines.push(args);
    try {
      run();
    } finally {
      console.error = error;
    }
    return lines;
  };

  it('is the console when nothing else was said', () => {
    const lines = logged(() => failing({}).emit(['a'], 1));
    expect(lines).toEqual([['Handler broken of topic', ['a'], "in registry 'events' failed:", no]]);
  });

  it('is nowhere with logErrors: false, but for who observes errors', () => {
    const registry = failing({ logErrors: false });
    const errors: unknown[] = [];
    registry.errors.subscribe(({ error }) => errors.push(error));
    expect(logged(() => registry.emit(['a'], 1))).toEqual([]);
    expect(errors).toEqual([no]);
  });

  it('is the sink and not the console when there is one, also with logErrors: false', () => {
    let told = 0;
    const registry = failing({ onError: () => told++, logErrors: false });
    expect(logged(() => registry.emit(['a'], 1))).toEqual([]);
    expect(told).toBe(1);
  });

  it('is the console when the sink itself throws, and nobody is affected', () => {
    const sinkError = new Error('sink');
    const registry = failing({
      onError: () => {
        throw sinkError;
      },
    });
    let called = false;
    registry.subscribe(['a'], () => (called = true));
    const lines = logged(() => expect(registry.emit(['a'], 1)).toBe(2));
    expect(called).toBe(true);
    expect(lines).toHaveLength(1);
    expect(lines[0]).toEqual([
      expect.stringMatching(/registry 'events' threw Error: sink while it was told of Error: no$/),
    ]);
  });

  it('names a handler that has no name', () => {
    const names: string[] = [];
    const registry = new Registry({
      keys: 'duplicate',
      onError: ({ handler }) => names.push(handler),
    });
    registry.subscribe('a', () => {
      throw no;
    });
    registry.emit('a', 1);
    expect(names).toEqual(['(anonymous)']);
  });

  it('stays the same for a handler that has left since', async () => {
    const told: Failure[] = [];
    const registry = new Registry({ keys: 'duplicate', onError: (failure) => told.push(failure) });
    const registration = registry.subscribe('a', () => settle().then(() => Promise.reject(no)));
    const dispatch = registry.dispatch('a', 1);
    registration.unsubscribe();
    registry.close();
    expect(await dispatch.settled()).toMatchObject([{ status: 'failed', error: no }]);
    expect(told).toHaveLength(1);
  });
});
