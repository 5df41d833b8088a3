import { pattern, Owner, Registry } from 'nestjs-registry';
import { take } from 'rxjs';
import { growth, isCollected, NOTHING, PATIENCE } from '../support/heap.js';

const registry = new Registry<{ value: number }>({ keys: 'duplicate', logErrors: false });
const owner = new Owner();
const kept = registry.register('lobby', 1, { owner });
const topic = registry.topic('news');

const OBSERVED: [string, (n: number) => unknown][] = [
  ['all changes', () => registry.changes().subscribe().unsubscribe()],
  ['changes of one type', () => registry.changes({ type: 'updated' }).subscribe().unsubscribe()],
  ['changes of one owner', () => registry.changes({ owner }).subscribe().unsubscribe()],
  [
    'changes that a function lets through',
    () =>
      registry
        .changes(() => true)
        .subscribe()
        .unsubscribe(),
  ],
  [
    'the first change',
    (n) => {
      registry.changes().pipe(take(1)).subscribe();
      kept.update(() => n);
    },
  ],
  [
    'presence by values',
    () =>
      registry
        .presence('lobby', { by: ({ value }) => value })
        .subscribe()
        .unsubscribe(),
  ],
  [
    'presence whose ids cannot be computed',
    () => registry.presence('lobby', { by: fail }).subscribe({ error: () => undefined }),
  ],
  ['messages of a topic', () => registry.messages('news').subscribe().unsubscribe()],
  ['messages of ever new topics', (n) => registry.messages(['news', n]).subscribe().unsubscribe()],
  [
    'messages of patterns',
    (n) =>
      registry
        .messages(pattern(`news:${n}:*`))
        .subscribe()
        .unsubscribe(),
  ],
  ['messages of a handle', () => topic.messages().subscribe().unsubscribe()],
  [
    'the first message',
    (n) => {
      registry.messages('news').pipe(take(1)).subscribe();
      registry.emit('news', n);
    },
  ],
  ['errors', () => registry.errors.subscribe().unsubscribe()],
];

const failure = new Error('no');
function fail(): never {
  throw failure;
}

it.each(OBSERVED)(
  'the heap is where it was after 100,000 who observed %s',
  async (_, round) => {
    expect(await growth(round)).toBeLessThan(NOTHING);
    expect([registry.size, registry.store.changes.keys]).toEqual([1, 0]);
  },
  PATIENCE,
);

const STAYING: [string, (registry: Registry) => void][] = [
  ['changes', (observed) => observed.changes().subscribe()],
  ['presence', (observed) => observed.presence('lobby').subscribe()],
  ['messages', (observed) => observed.messages('lobby').subscribe()],
  ['failures', (observed) => observed.errors.subscribe()],
];

it.each(STAYING)('one who observes %s keeps no handler and no message', async (_, observe) => {
  const observed = new Registry({ keys: 'duplicate', logErrors: false });
  observe(observed);
  for (const make of [
    () => {
      const handler = (): void => fail();
      const registration = observed.subscribe('lobby', handler);
      observed.emit('lobby', 1);
      registration.unregister();
      return handler;
    },
    () => {
      const message = {};
      observed.emit('lobby', message);
      return message;
    },
  ]) {
    expect(await isCollected(make)).toBe(true);
  }
});

it('an observer is collected when the registry has closed, though somebody keeps that', async () => {
  const closing = new Registry({ keys: 'duplicate' });
  const collected = await isCollected(() => {
    const observer = { next: () => undefined };
    closing.changes().subscribe(observer);
    closing.presence('lobby').subscribe(observer);
    closing.messages('news').subscribe(observer);
    closing.errors.subscribe(observer);
    closing.close();
    return observer;
  });
  expect(collected).toBe(true);
  expect(closing.closed).toBe(true);
});
