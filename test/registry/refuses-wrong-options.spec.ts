import {
  InvalidArgumentError,
  InvalidOptionError,
  Owner,
  Registry,
  type RegistryOptions,
} from 'nestjs-registry';
import { checkRegistryOptions } from '../../lib/registry.js';
import { caught, rejection } from '../support/caught.js';

const registry = new Registry({ keys: 'duplicate' });
const handler = () => undefined;
type Options = Record<string, unknown>;

const WRONG_REGISTRY: [string, unknown, RegExp][] = [
  ['name', '', /expected name to be a non-empty string, got ''/],
  ['name', null, /expected name to be a non-empty string, got null/],
  ['keys', 'bag', /expected keys to be 'unique' or 'duplicate', got 'bag'/],
  ['keys', undefined, /expected keys to be 'unique' or 'duplicate', got undefined/],
  ['partitions', 0, /expected partitions to be an integer from 1 to 65536, got 0/],
  ['partitions', 1.5, /expected partitions to be an integer from 1 to 65536, got 1.5/],
  ['partitions', 65_537, /expected partitions to be an integer from 1 to 65536, got 65537/],
  ['partitions', '4', /expected partitions to be an integer from 1 to 65536, got '4'/],
  ['meta', [], /expected meta to be a plain object, got \[\]/],
  ['meta', new Map([['a', 1]]), /expected meta to be a plain object, got Map/],
  ['onError', 'log', /expected onError to be a function, got 'log'/],
  ['logErrors', 'no', /expected logErrors to be a boolean, got 'no'/],
  ['clock', Date, /expected clock to be a Clock: .* got \[Function: Date\]/],
  [
    'clock',
    Object.assign(() => 0, { now: handler, setTimer: handler }),
    /expected clock to be a Clock: an object/,
  ],
  ['clock', null, /expected clock to be a Clock: .* got null/],
  ['clock', { now: handler }, /expected clock to be a Clock: an object with the functions now and/],
];

it.each(WRONG_REGISTRY)('new Registry refuses %s: %p', (option, value, message) => {
  const options = { keys: 'unique', [option]: value } as RegistryOptions;
  const error = caught<InvalidOptionError>(() => new Registry(options));
  expect(error).toBeInstanceOf(InvalidOptionError);
  expect(error.code).toBe('INVALID_OPTION');
  expect(error.option).toBe(option);
  expect(error.message).toMatch(/^new Registry\(options\): /);
  expect(error.message).toMatch(message);
});

/** Whoever takes options, and one that is known to it. */
const TAKERS: [string, (options: never) => unknown, string][] = [
  ['new Registry', (options: Options) => new Registry({ keys: 'unique', ...options }), 'keys'],
  ['register', (options: Options) => registry.register('a', 1, options), 'owner'],
  ['tryRegister', (options: Options) => registry.tryRegister('a', 1, options), 'owner'],
  ['subscribe', (options: Options) => registry.subscribe('a', handler, options), 'owner'],
  [
    'topic.subscribe',
    (options: Options) => registry.topic('a').subscribe(handler, options),
    'value',
  ],
  ['changes', (options: Options) => registry.changes(options), 'key'],
  ['Owner.from', (options: Options) => Owner.from(new AbortController().signal, options), 'label'],
];

const ASYNC: [string, (options: never) => Promise<unknown>][] = [
  ['whenRegistered', (options: Options) => registry.whenRegistered('a', options)],
  ['lock', (options: Options) => registry.lock('a', handler, options)],
  ['settled', (options: Options) => registry.dispatch('a', 1).settled(options)],
  ['whenIdle', (options: Options) => registry.whenIdle(options)],
  ['drain', (options: Options) => registry.drain(options)],
];

/** No taker knows these. */
const UNKNOWN = ['expires', 'priority', 'retries', 'Owner', '__proto__x'];

describe.each(TAKERS)('%s', (_, take, known) => {
  it.each(UNKNOWN)('refuses the unknown option %s and tells those there are', (option) => {
    const size = registry.size;
    const error = caught<InvalidOptionError>(() => take({ [option]: 1 } as never));
    expect(error.code).toBe('INVALID_OPTION');
    expect(error.option).toBe(option);
    expect(error.message).toMatch(new RegExp(`one of the options there are \\(.*${known}`));
    expect(error.message).toMatch(new RegExp(`got '${option}'`));
    expect(registry.size).toBe(size);
  });
});

describe.each(TAKERS.slice(1))('%s', (_, take) => {
  it.each([null, 1, 'a', []])('refuses %p as options', (options) => {
    expect(caught(() => take(options as never)).code).toBe('INVALID_OPTION');
  });
});

describe.each(ASYNC)('%s', (_, take) => {
  it.each(UNKNOWN)('refuses the unknown option %s', async (option) => {
    const error = await rejection<InvalidOptionError>(take({ [option]: 1 } as never));
    expect(error.code).toBe('INVALID_OPTION');
    expect(error.message).toMatch(/one of the options there are \(timeout, signal\)/);
  });

  it.each([-1, NaN, Infinity, 2 ** 31, '5', null])('refuses the timeout %p', async (timeout) => {
    const error = await rejection(take({ timeout } as never));
    expect(error.code).toBe('INVALID_OPTION');
    expect(error.message).toMatch(/timeout to be a number of milliseconds from 0 to 2147483647/);
  });

  it.each([null, {}, new AbortController()])('refuses the signal %p', async (signal) => {
    const error = await rejection(take({ signal } as never));
    expect(error.message).toMatch(/expected signal to be an AbortSignal/);
  });
});

it.each(['register', 'subscribe'] as const)('%s refuses an owner that is none', (operation) => {
  const owner = { alive: true } as Owner;
  const error = caught(() => registry[operation]('a', handler, { owner }));
  expect(error.code).toBe('INVALID_OPTION');
  expect(error.message).toMatch(/expected owner to be an Owner, got { alive: true }/);
});

const WRONG_SUBSCRIBING: [string, unknown, string][] = [
  ['once', 1, 'a boolean'],
  ['signal', { aborted: false }, 'an AbortSignal'],
  ['filter', true, 'a function'],
  ...[0, -1, 1.5, NaN, Infinity, '1', null].flatMap((value): [string, unknown, string][] => [
    ['concurrency', value, 'a positive integer'],
    ['buffer', value, 'a positive integer'],
  ]),
  ['overflow', 'drop', "'error' or 'drop-newest' or 'drop-oldest' or 'latest'"],
];

it.each(WRONG_SUBSCRIBING)('subscribe refuses %s: %p', (option, value, expected) => {
  for (const { subscribe } of [
    { subscribe: () => registry.subscribe('a', handler, { [option]: value }) },
    { subscribe: () => registry.topic('a').subscribe(handler, { [option]: value }) },
  ]) {
    const size = registry.size;
    const error = caught<InvalidOptionError>(subscribe);
    expect([error.code, error.option]).toEqual(['INVALID_OPTION', option]);
    expect(error.message).toContain(`expected ${option} to be ${expected}`);
    expect(registry.size).toBe(size);
  }
});

it('subscribe refuses a buffer with overflow latest, unless it is 1', () => {
  const subscribe = (buffer: number) => () =>
    new Registry({ keys: 'duplicate' }).subscribe('a', handler, { buffer, overflow: 'latest' });
  const error = caught<InvalidOptionError>(subscribe(2));
  expect([error.code, error.option]).toEqual(['INVALID_OPTION', 'buffer']);
  expect(subscribe(1)).not.toThrow();
});

const WRONG_DISPATCHING: [string, unknown, string][] = [
  ['exclude', { alive: true }, 'an Owner'],
  ['timeout', -1, 'a number of milliseconds'],
  ['timeout', 2 ** 31, 'a number of milliseconds'],
  ['yieldEvery', 0, 'a positive integer'],
  ['yieldEvery', 1.5, 'a positive integer'],
  ['request', 'GET /', 'an object'],
  ['priority', 1, 'one of the options there are'],
];

it.each(WRONG_DISPATCHING)(
  'dispatch refuses %s: %p, and publishes nothing',
  (option, value, expected) => {
    const { messages } = registry.stats();
    for (const dispatch of [
      () => registry.dispatch('a', 1, { [option]: value }),
      () => registry.topic('a').dispatch(1, { [option]: value }),
    ]) {
      const error = caught<InvalidOptionError>(dispatch);
      expect([error.code, error.option]).toEqual(['INVALID_OPTION', option]);
      expect(error.message).toContain(expected);
    }
    expect(registry.stats().messages).toBe(messages);
  },
);

it('takes as many partitions as there may be', () => {
  const options: RegistryOptions = { keys: 'unique', partitions: 65_536 };
  expect(() => checkRegistryOptions('options', options)).not.toThrow();
});

it('takes an option that is undefined as one not given', () => {
  const made = new Registry({ keys: 'unique', name: undefined, partitions: undefined });
  expect(made.name).toBe('default');
  expect(() => made.register('a', 1, { owner: undefined })).not.toThrow();
});

it('changes() refuses a type that there is not', () => {
  const error = caught(() => registry.changes({ type: 'expired' as 'updated' }));
  expect(error.code).toBe('INVALID_OPTION');
  expect(error.message).toMatch(/'registered', 'updated' or 'unregistered', got 'expired'/);
});

const WRONG_ARGUMENTS: [string, () => unknown, RegExp][] = [
  [
    'a handler',
    () => registry.subscribe('a', 1 as never),
    /subscribe\(handler\).*a function, got 1/,
  ],
  ['a handler', () => registry.topic('a').subscribe({} as never), /topic\.subscribe\(handler\)/],
  ['a callback', () => registry.dispatchEntries('a', null as never), /callback to be a function/],
  ['a label', () => new Owner(7 as never), /new Owner\(label\): expected label to be a string/],
  ['a callback', () => new Owner().onTerminate(1 as never), /owner\.onTerminate\(callback\)/],
  ['a source', () => Owner.from({} as never), /Owner\.from\(source\): .*'close', got {}/],
  ['a source', () => Owner.from(null as never), /got null/],
  ['half a source', () => Owner.from({ once: handler } as never), /got {/],
  ['the other half', () => Owner.from({ off: handler } as never), /got {/],
];

it.each(WRONG_ARGUMENTS)('refuses what cannot be %s', (_, use, message) => {
  const error = caught(use);
  expect(error).toBeInstanceOf(InvalidArgumentError);
  expect(error.code).toBe('INVALID_ARGUMENT');
  expect(error.message).toMatch(message);
});

it('lock refuses a task that is no function', async () => {
  const error = await rejection(registry.lock('a', 1 as never));
  expect(error.code).toBe('INVALID_ARGUMENT');
  expect(error.message).toMatch(/expected task to be a function, got 1/);
});
