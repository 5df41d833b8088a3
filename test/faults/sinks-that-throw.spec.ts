import { EventEmitter } from 'node:events';
import { inspect } from 'node:util';
import { jest } from '@jest/globals';
import { Owner, type LifetimeSource, type TerminationCallbackError } from 'nestjs-registry';
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
