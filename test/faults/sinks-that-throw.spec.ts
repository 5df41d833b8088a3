import { EventEmitter } from 'node:events';
import { inspect } from 'node:util';
import { jest } from '@jest/globals';
import { Injectable, Logger, type INestApplicationContext } from '@nestjs/common';
import {
  Owner,
  Registry,
  RegistryModule,
  RequestOwner,
  Subscribe,
  type LifetimeSource,
  type TerminationCallbackError,
} from 'nestjs-registry';
import { startApp } from '../support/start-app.js';
import { UnhandledErrors } from '../support/unhandled.js';

const unhandled = new UnhandledErrors();
const no = new Error('no');
const fail = (): never => {
  throw no;
};

/** Cannot be shown: the console throws when it is given to it. */
const unshowable = { [inspect.custom]: fail };

let logged: unknown[][];

beforeEach(() => {
  logged = [];
  jest.spyOn(console, 'error').mockImplementation((...args: unknown[]) => {
    inspect(args);
    logged.push(args);
  });
});

afterEach(() => {
  Logger.overrideLogger(false);
  jest.restoreAllMocks();
});

describe('the onError of an owner that is bound to a source', () => {
  const target = (): [LifetimeSource, () => void] => {
    const source = new EventTarget();
    return [source, () => source.dispatchEvent(new Event('close'))];
  };
  const emitter = (): [LifetimeSource, () => void] => {
    const source = new EventEmitter();
    return [source, () => source.emit('close')];
  };

  describe.each([
    ['an emitter', emitter],
    ['an EventTarget', target],
  ])('of %s', (_, make) => {
    it.each<[string, (error: TerminationCallbackError) => void]>([
      ['throws', fail],
      ['rejects', (async () => fail()) as () => void],
    ])('that %s harms nobody, and is told to the console', async (_name, onError) => {
      const [source, end] = make();
      const owner = Owner.from(source, { onError });
      owner.onTerminate(fail);
      expect(end).not.toThrow();
      expect(owner.alive).toBe(false);
      expect(await unhandled.take()).toEqual([]);
      expect(logged).toEqual([
        [expect.stringContaining('onError sink of an owner threw Error: no')],
      ]);
    });
  });

  it('that is left out harms nobody when the console cannot show the error', async () => {
    const source = new EventEmitter();
    Owner.from(source).onTerminate(() => {
      // oxlint-disable-next-line typescript/only-throw-error -- what users throw is up to them
      throw unshowable;
    });
    expect(() => source.emit('close')).not.toThrow();
    expect(await unhandled.take()).toEqual([]);
    expect(logged).toEqual([[expect.stringContaining('onError sink of an owner threw')]]);
  });
});

describe('a logger of the application that throws', () => {
  @Injectable()
  class Failing {
    constructor(owner: RequestOwner) {
      owner.onTerminate(fail);
    }

    @Subscribe('hello')
    onHello(): string {
      return 'hello';
    }
  }

  @Injectable()
  class Singleton {
    @Subscribe('hello')
    onHello(): void {
      fail();
    }
  }

  async function start(): Promise<INestApplicationContext> {
    const app = await startApp({
      imports: [RegistryModule.forRoot({ keys: 'duplicate' })],
      providers: [Failing, Singleton],
    });
    app.useLogger({ error: fail, log: fail, warn: fail });
    return app;
  }

  it('harms no publisher, and the end of a message that it is told of no other handler', async () => {
    const app = await start();
    const dispatch = app.get(Registry).dispatch('hello', 1);
    const deliveries = await dispatch.settled();
    expect(deliveries.map(({ status }) => status)).toEqual(['delivered', 'failed']);
    expect(logged).toEqual([
      [expect.stringContaining('threw Error: no')],
      [expect.stringContaining('threw Error: no')],
    ]);
  });

  it('keeps no registry from closing, nor the application', async () => {
    const app = await start();
    const registry = app.get(Registry);
    registry.register('a', 1).entry.owner.onTerminate(fail);
    await app.close();
    expect(registry.closed).toBe(true);
    expect(logged).toEqual([[expect.stringContaining('threw Error: no')]]);
  });

  it('refuses no message that is published too early', async () => {
    @Injectable()
    class Early {
      constructor(registry: Registry) {
        // Nest itself logs as well.
        const ignore = (): void => undefined;
        Logger.overrideLogger({ error: ignore, log: ignore, warn: fail });
        this.reached = registry.emit('hello', 1);
      }

      readonly reached: number;
    }
    const app = await startApp({
      imports: [RegistryModule.forRoot({ keys: 'duplicate' })],
      providers: [Early],
    });
    expect(app.get(Early).reached).toBe(0);
    expect(logged).toEqual([[expect.stringContaining('threw Error: no')]]);
  });
});
