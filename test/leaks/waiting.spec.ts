import { getEventListeners } from 'node:events';
import { Registry } from 'nestjs-registry';
import { ManualClock } from 'nestjs-registry/testing';
import {
  growth,
  growthOfAll,
  isCollected,
  NOTHING,
  PATIENCE,
  survivorsOf,
} from '../support/heap.js';

const clock = new ManualClock();
const registry = new Registry({ keys: 'unique', clock });
const events = new Registry({ keys: 'duplicate', clock });
registry.register('here', 1);
events.subscribe('stuck', () => new Promise(() => undefined));
const stuck = events.dispatch('stuck', 1);
const idle = new Registry({ keys: 'duplicate', clock });
idle.subscribe('news', () => Promise.resolve());
const staying = new AbortController();

const ignore = (): undefined => undefined;

const WAITS: [string, (options: { timeout?: number; signal?: AbortSignal }) => Promise<unknown>][] =
  [
    ['a name', (options) => registry.whenRegistered('nobody', options)],
    ['ever new names', (options) => registry.whenRegistered(['nobody', ++made], options)],
    ['handlers to settle', (options) => stuck.settled(options)],
    ['a registry to be idle', (options) => events.whenIdle(options)],
    ['a lock', (options) => registry.lock('held', ignore, options)],
  ];
let made = 0;

beforeAll(() => {
  void registry.lock('held', () => new Promise(ignore));
});

describe.each(WAITS)('waiting for %s', (_name, wait) => {
  const ENDS: [string, () => Promise<unknown>][] = [
    [
      'that timed out',
      () => {
        const waiting = wait({ timeout: 1, signal: staying.signal });
        clock.advance(1);
        return waiting.catch(ignore);
      },
    ],
    [
      'that were aborted',
      () => {
        const controller = new AbortController();
        const waiting = wait({ timeout: 1_000, signal: controller.signal });
        controller.abort('enough');
        return waiting.catch(ignore);
      },
    ],
  ];

  it.each(ENDS)(
    'the heap is where it was after 20,000 %s, each of which takes an error with its stack',
    async (_end, round) => {
      expect(await growthOfAll(round, 20_000)).toBeLessThan(NOTHING);
      expect([clock.pending, getEventListeners(staying.signal, 'abort').length]).toEqual([0, 0]);
    },
    PATIENCE,
  );

  it('whoever gave up is collected', async () => {
    const collected = await isCollected(() => {
      const controller = new AbortController();
      wait({ signal: controller.signal }).catch(ignore);
      controller.abort();
      return controller.signal;
    });
    expect(collected).toBe(true);
  });
});

const MET: [string, () => Promise<unknown>][] = [
  ['a name that was there', () => registry.whenRegistered('here', { timeout: 1_000 })],
  [
    'a name that came',
    async () => {
      const waiting = registry.whenRegistered('comes', { timeout: 1_000, signal: staying.signal });
      registry.register('comes', 1).unregister();
      await waiting;
    },
  ],
  [
    'ever new names that came',
    async () => {
      const name = ['comes', ++made];
      const waiting = registry.whenRegistered(name, { timeout: 1_000 });
      registry.register(name, 1).unregister();
      await waiting;
    },
  ],
  ['a lock that was free', () => registry.lock('free', ignore)],
  ['ever new locks', () => registry.lock(['lock', ++made], ignore)],
  [
    'a lock that was held',
    async () => {
      const first = registry.lock('wanted', () => Promise.resolve());
      await registry.lock('wanted', ignore, { timeout: 1_000, signal: staying.signal });
      await first;
    },
  ],
  [
    'handlers that settled',
    async () => {
      await idle.dispatch('news', 1).settled({ timeout: 1_000, signal: staying.signal });
      await idle.whenIdle({ timeout: 1_000 });
    },
  ],
];

it.each(MET)(
  'the heap is where it was after 100,000 who waited for %s',
  async (_name, round) => {
    expect(await growth(round)).toBeLessThan(NOTHING);
    expect([clock.pending, getEventListeners(staying.signal, 'abort').length]).toEqual([0, 0]);
  },
  PATIENCE,
);

it('whoever was told that a registry is idle is collected', async () => {
  const waits = Array.from({ length: 3 }, () => {
    const { signal } = new AbortController();
    void idle.whenIdle({ signal });
    return new WeakRef<object>(signal);
  });
  await idle.whenIdle();
  expect(await survivorsOf(waits)).toEqual([]);
});
