import { AsyncLocalStorage } from 'node:async_hooks';
import { Observable, of, Subject, throwError } from 'rxjs';
import { Owner, pattern, Registry, type Handler } from 'nestjs-registry';
import { ManualClock } from 'nestjs-registry/testing';
import type { Publication } from '../../lib/dispatch/publication.js';
import { growth, isCollected, NOTHING, PATIENCE, survivorsOf } from '../support/heap.js';
import { Gate } from '../support/supervise.js';

const failure = new Error('no');
const fail = (): never => {
  throw failure;
};
const subject = new Subject<number>();

const HANDLERS: [string, Handler][] = [
  ['return a value', (n) => n],
  ['throw', fail],
  ['promise a value', (n) => Promise.resolve(n)],
  ['reject', () => Promise.reject(failure)],
  ['return a thenable', (n) => ({ then: (tell: (value: unknown) => void) => tell(n) })],
  ['return an observable', (n) => of(n, n)],
  ['return an observable that errors', () => throwError(() => failure)],
];

describe.each(HANDLERS)('by handlers that %s', (_name, handler) => {
  const registry = new Registry({ keys: 'duplicate', logErrors: false });
  registry.subscribe('news', handler);
  registry.subscribe('serial', handler, { concurrency: 1, buffer: 10 });

  it(
    'the heap is where it was after 100,000 messages',
    async () => {
      const round = async (n: number): Promise<void> => {
        registry.emit('news', n);
        if (n % 10 === 0) await registry.dispatch('news', { n }).settled();
      };
      expect(await growth(round)).toBeLessThan(NOTHING);
      expect(registry.stats().inFlight).toBe(0);
    },
    PATIENCE,
  );

  it('messages that were handled, one by one too, are collected', async () => {
    const publish = (n: number): WeakRef<object>[] =>
      ['news', 'serial'].map((topic) => {
        const message = { n };
        registry.dispatch(topic, message).subscribe();
        return new WeakRef(message);
      });
    const messages = Array.from({ length: 10 }, (_, n) => publish(n)).flat();
    await registry.whenIdle();
    expect(await survivorsOf(messages)).toEqual([]);
  });
});

const clock = new ManualClock();
const registry = new Registry({ keys: 'duplicate', logErrors: false, clock });
const owner = new Owner();
registry.subscribe('plain', () => 1);
registry.subscribe('plain', () => 2, { owner });
registry.subscribe('endless', () => subject);
const plain = registry.topic('plain');
const stuck = new Registry({ keys: 'duplicate' });
stuck.subscribe('news', () => new Promise(() => undefined));
const toCome = stuck.dispatch('news', 1);
const patterns = new Registry({ keys: 'duplicate' });
patterns.subscribe(pattern('n:*'), () => 1);
patterns.subscribe('n:1', () => 2);

const PUBLISHED: [string, (n: number) => unknown][] = [
  ['emitted', (n) => registry.emit('plain', n)],
  ['emitted to nobody', (n) => registry.emit(['nobody', n], n)],
  ['dispatched and not looked at', (n) => registry.dispatch('plain', n)],
  ['dispatched and observed', (n) => registry.dispatch('plain', n).subscribe()],
  ['dispatched without their publisher', (n) => registry.dispatch('plain', n, { exclude: owner })],
  ['emitted by a handle', (n) => plain.emit(n)],
  ['dispatched by ever new handles', (n) => registry.topic(['news', n]).dispatch(n)],
  ['emitted to patterns', (n) => patterns.emit('n:1', n)],
  [
    'left by those who observed the outcome',
    (n) => {
      const dispatch = registry.dispatch('endless', n, { timeout: 1 });
      dispatch.subscribe().unsubscribe();
      clock.advance(1);
    },
  ],
  [
    'left by those who observed an outcome that is still to come',
    () => toCome.subscribe().unsubscribe(),
  ],
  [
    'dispatched in turns',
    (n) => {
      const dispatch = registry.dispatch('plain', n, { yieldEvery: 1, timeout: 1 });
      clock.advance(1);
      return dispatch.settled();
    },
  ],
  [
    'followed by endless observables until who subscribed had gone',
    (n) => {
      const registration = registry.subscribe('left', () => subject);
      registry.emit('left', n);
      registration.unregister();
    },
  ],
];

it.each(PUBLISHED)(
  'the heap is where it was after 100,000 messages that were %s',
  async (_name, round) => {
    expect(await growth(round)).toBeLessThan(NOTHING);
    const { inFlight, entries } = registry.stats();
    expect([inFlight, entries, clock.pending, subject.observed]).toEqual([0, 3, 0, false]);
  },
  PATIENCE,
);

it('an outcome that is kept keeps nothing of the request that has published', async () => {
  const requests = new AsyncLocalStorage<object>();
  const kept: unknown[] = [];
  const collected = await isCollected(() => {
    const request = {};
    requests.run(request, () => {
      kept.push(registry.dispatch('plain', 1), registry.dispatch('plain', 1, { timeout: 1 }));
    });
    return request;
  });
  expect(collected).toBe(true);
  expect(kept).toHaveLength(2);
});

it('an outcome that is kept keeps nobody who waited for it or observed it', async () => {
  const gate = new Gate();
  const events = new Registry({ keys: 'duplicate' });
  events.subscribe('news', () => gate.opened);
  const kept = events.dispatch('news', 1);
  const wait = (): WeakRef<object>[] => {
    const { signal } = new AbortController();
    const observer = { next: () => undefined };
    void kept.settled({ signal });
    kept.subscribe(observer);
    return [new WeakRef(signal), new WeakRef(observer)];
  };
  const waiting = wait();
  gate.open();
  await kept.settled();
  expect(await survivorsOf(waiting)).toEqual([]);
  expect(kept.size).toBe(1);
});

it('the context of a message that is kept keeps nothing of what waited for its end', async () => {
  const kept: Publication[] = [];
  const events = new Registry({ keys: 'duplicate' });
  events.subscribeScoped('news', (_, context) => kept.push(context as Publication), {});
  const collected = await isCollected(() => {
    const waiting = { ended: false };
    events.subscribeScoped(
      'news',
      (_, context) => (context as Publication).onSettled(() => (waiting.ended = true)),
      { once: true },
    );
    events.emit('news', 1);
    return waiting;
  });
  expect([collected, kept[0]!.settled]).toEqual([true, true]);
});

it('the request that has published is collected when its message had to wait, and was handled or dropped', async () => {
  const requests = new AsyncLocalStorage<object>();
  const gate = new Gate();
  const waiting = new Registry({ keys: 'duplicate' });
  waiting.subscribe('news', () => gate.opened, { buffer: 1, overflow: 'drop-oldest' });
  waiting.emit('news', 'stuck');
  const contexts = [1, 2, 3].map((n) => {
    const request = { n };
    requests.run(request, () => waiting.emit('news', n));
    return new WeakRef(request);
  });
  expect(await survivorsOf(contexts.slice(0, 2))).toEqual([]);
  gate.open();
  await waiting.whenIdle();
  expect(await survivorsOf(contexts)).toEqual([]);
});

it('an observable of a handler is collected when nobody wants its values any more', async () => {
  let torn = 0;
  const collected = await isCollected(() => {
    const endless = new Observable<number>(() => () => torn++);
    const registration = registry.subscribe('once', () => endless);
    registry.emit('once', 1);
    registration.unregister();
    return endless;
  });
  expect([collected, torn]).toEqual([true, 1]);
});
