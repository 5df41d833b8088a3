import { jest } from '@jest/globals';
import { inspect } from 'node:util';
import { config, Subject, finalize } from 'rxjs';
import { Registry, type DispatchOptions } from 'nestjs-registry';

/** Long enough for the engine to report a rejection or an exception that nobody handles, which fails the test. */
const settle = () => new Promise((resolve) => setImmediate(resolve));

/** Cannot be shown: the console throws when it is given to it. */
const unshowable = {
  [inspect.custom]() {
    throw new Error('do not show me');
  },
};

function quiet(): Registry {
  return new Registry({ keys: 'duplicate', logErrors: false });
}

let logged: unknown[][];

beforeEach(() => {
  logged = [];
  jest.spyOn(console, 'error').mockImplementation((...args: unknown[]) => {
    logged.push(args.map((arg) => (arg === unshowable ? inspect(arg) : arg)));
  });
});

afterEach(() => {
  jest.restoreAllMocks();
});

it('survives an error that throws when it is logged', () => {
  const registry = new Registry({ keys: 'duplicate' });
  let reached = false;
  registry.subscribe('t', () => {
    // oxlint-disable-next-line typescript/only-throw-error -- what users throw is up to them
    throw unshowable;
  });
  registry.subscribe('t', () => (reached = true));
  expect(registry.emit('t', 1)).toBe(2);
  expect(reached).toBe(true);
  expect(logged).toEqual([
    [expect.stringContaining("The onError sink of registry 'default' threw")],
  ]);
});

it('settles a rejection that throws when it is logged', async () => {
  const registry = new Registry({ keys: 'duplicate' });
  // oxlint-disable-next-line typescript/prefer-promise-reject-errors -- what users reject with is up to them
  registry.subscribe('t', () => Promise.reject(unshowable));
  const [delivery] = await registry.dispatch('t', 1).settled();
  expect(delivery?.status).toBe('failed');
  await settle();
});

it('reports an asynchronous sink that rejects', async () => {
  const registry = new Registry({
    keys: 'duplicate',
    onError: (async () => {
      throw new Error('the database is down');
    }) as () => void,
  });
  registry.subscribe('t', () => {
    throw new Error('handler');
  });
  registry.emit('t', 1);
  await settle();
  expect(logged).toEqual([[expect.stringContaining('threw Error: the database is down')]]);
});

it('survives a handler that throws a rejected promise', async () => {
  const registry = quiet();
  registry.subscribe('t', () => {
    // oxlint-disable-next-line typescript/only-throw-error -- a forgotten await
    throw Promise.reject(new Error('forgotten await'));
  });
  registry.emit('t', 1);
  await settle();
  expect(registry.stats().failures).toBe(1);
});

it('survives a handler whose name cannot be read', () => {
  const registry = quiet();
  const handler = Object.defineProperty(
    () => {
      throw new Error('handler');
    },
    'name',
    {
      get: () => {
        throw new Error('no name');
      },
    },
  );
  const names: string[] = [];
  registry.errors.subscribe(({ handler: name }) => names.push(name));
  registry.subscribe('t', handler);
  expect(registry.emit('t', 1)).toBe(1);
  expect(names).toEqual(['(anonymous)']);
});

it.each([7, Symbol('name'), '', undefined])(
  'calls a handler whose name is %p anonymous, in deliveries and failures',
  async (name) => {
    const registry = quiet();
    const names: string[] = [];
    registry.errors.subscribe(({ handler }) => names.push(handler));
    const fail = () => {
      throw new Error('handler');
    };
    registry.subscribe('t', Object.defineProperty(fail, 'name', { value: name }));
    const [delivery] = await registry.dispatch('t', 1).settled();
    expect([delivery?.handler, ...names]).toEqual(['(anonymous)', '(anonymous)']);
  },
);

it.each<[string, (source: Subject<number>) => void]>([
  ['completes', (source) => source.complete()],
  ['errors', (source) => source.error(new Error('source'))],
])('turns a teardown that throws when an observable %s into a failed delivery', async (_, end) => {
  const registry = quiet();
  const source = new Subject<number>();
  registry.subscribe('t', () =>
    source.pipe(
      finalize(() => {
        throw new Error('teardown');
      }),
    ),
  );
  const dispatch = registry.dispatch('t', 1);
  end(source);
  const [delivery] = await dispatch.settled();
  expect(delivery?.status).toBe('failed');
  await settle();
});

it.each<[string, DispatchOptions]>([
  ['a promise', {}],
  ['a turn', { yieldEvery: 1 }],
])('a finalizer of an observer that throws at the end of %s harms nobody', async (_, options) => {
  const reported: unknown[] = [];
  config.onUnhandledError = (error) => reported.push(error);
  try {
    const registry = quiet();
    const handled: unknown[] = [];
    const handler = async (message: unknown) => handled.push(message);
    registry.subscribe('t', handler, { concurrency: 1 });
    registry.subscribe('t', handler, { concurrency: 1 });
    const dispatch = registry.dispatch('t', 1, options);
    dispatch.subscribe().add(() => {
      throw new Error('teardown');
    });
    let completed = false;
    dispatch.subscribe({ complete: () => (completed = true) });
    const settled = dispatch.settled();
    registry.emit('t', 2);
    expect(await settled).toHaveLength(2);
    await registry.whenIdle();
    expect(completed).toBe(true);
    expect(handled).toEqual(expect.arrayContaining([1, 1, 2, 2]));
    expect(reported).toHaveLength(1);
  } finally {
    config.onUnhandledError = null;
  }
});

describe('a promise that somebody has tampered with settles once, and what it throws is a failure', () => {
  const tampered = (change: (promise: Promise<number>) => unknown) => (): unknown => {
    const promise = Promise.resolve(7);
    return change(promise) ?? promise;
  };
  const throwing = (): never => {
    throw new Error('no');
  };
  const PROMISES: [string, () => unknown, outcome: object][] = [
    ['nothing was done to', tampered(() => undefined), { status: 'delivered', value: 7 }],
    [
      'a `then` was put on that throws, which `await` does not call',
      tampered((promise) => {
        promise.then = throwing;
      }),
      { status: 'delivered', value: 7 },
    ],
    [
      'is another thenable, which calls back twice',
      () => ({
        then(resolve: (n: number) => void, reject: (error: unknown) => void) {
          resolve(8);
          resolve(9);
          reject(new Error('no'));
        },
      }),
      { status: 'delivered', value: 8 },
    ],
    [
      'a constructor was put on that throws',
      tampered((promise) => {
        void Object.defineProperty(promise, 'constructor', { get: throwing });
      }),
      { status: 'failed' },
    ],
    [
      'is of a subclass whose `then` throws',
      () => {
        class Odd extends Promise<number> {
          override then = throwing;
        }
        return Odd.resolve(1);
      },
      { status: 'failed' },
    ],
    [
      'is none, and only looks like one',
      () => Object.create(Promise.prototype) as unknown,
      { status: 'failed' },
    ],
  ];

  it.each(PROMISES)('that %s', async (_, handler, outcome) => {
    const registry = quiet();
    registry.subscribe('t', handler);
    registry.subscribe('t', () => 'fine');
    const deliveries = await registry.dispatch('t', 1).settled();
    expect(deliveries).toMatchObject([outcome, { status: 'delivered', value: 'fine' }]);
    await settle();
    expect(registry.stats().inFlight).toBe(0);
  });
});
