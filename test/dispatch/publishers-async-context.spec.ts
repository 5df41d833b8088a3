import { AsyncLocalStorage, createHook } from 'node:async_hooks';
import { defer, delay, of, Subject, tap } from 'rxjs';
import { pattern, type SubscribeOptions } from 'nestjs-registry';
import { makeEvents, turn } from '../support/events.js';

const user = new AsyncLocalStorage<string>();

/** Publishes once as each of three users; tells in whose context the handler was called and went on. */
async function seenBy(options: SubscribeOptions, topic: unknown = 'n') {
  const { registry } = makeEvents();
  const seen: unknown[] = [];
  const handler = async (message: unknown) => {
    seen.push([message, user.getStore()]);
    await turn();
    seen.push([message, user.getStore()]);
  };
  registry.subscribe(topic as string, handler, options);
  for (const name of ['ann', 'bob', 'cid']) user.run(name, () => registry.emit('n', name));
  await user.run('who waits', () => registry.whenIdle());
  return seen as [string, string][];
}

const OPTIONS: [string, SubscribeOptions, unknown][] = [
  ['a plain subscriber', {}, 'n'],
  ['a subscriber of a pattern', {}, pattern('*')],
  ['a serial subscriber', { concurrency: 1 }, 'n'],
  ['a subscriber with two at a time', { concurrency: 2 }, 'n'],
  ['a subscriber that drops the oldest', { buffer: 2, overflow: 'drop-oldest' }, 'n'],
];

it.each(OPTIONS)(
  '%s sees its publisher’s context, before and after it waits',
  async (_, options, topic) => {
    const seen = await seenBy(options, topic);
    expect(seen).toHaveLength(6);
    for (const [publisher, store] of seen) expect(store).toBe(publisher);
  },
);

it('a subscriber with once sees it', async () => {
  expect(await seenBy({ once: true })).toEqual([
    ['ann', 'ann'],
    ['ann', 'ann'],
  ]);
});

it('a message that waited is handled in its publisher’s context and not in that of what it waited for', () => {
  const { registry } = makeEvents();
  const seen: unknown[] = [];
  const source = new Subject();
  registry.subscribe('n', () => (seen.push(user.getStore()), source), { concurrency: 1 });
  user.run('ann', () => registry.emit('n', 1));
  user.run('bob', () => registry.emit('n', 2));
  registry.emit('n', 3);
  user.run('who ends it', () => source.complete());
  expect(seen).toEqual(['ann', 'bob', undefined]);
});

it('the filter is asked in it', () => {
  const { registry } = makeEvents();
  const filter = () => user.getStore() === 'ann';
  registry.subscribe('n', () => 1, { filter, concurrency: 1 });
  expect(user.run('ann', () => registry.emit('n', 1))).toBe(1);
  expect(user.run('bob', () => registry.emit('n', 1))).toBe(0);
});

it('the observable that a handler returns is subscribed to in it, also when the message waited', async () => {
  const { registry } = makeEvents();
  const seen: unknown[] = [];
  const handler = () =>
    defer(() => of(seen.push(user.getStore()))).pipe(
      delay(0),
      tap(() => seen.push(user.getStore())),
    );
  registry.subscribe('n', handler, { concurrency: 1 });
  for (const name of ['ann', 'bob']) user.run(name, () => registry.emit('n', 1));
  await registry.whenIdle();
  expect(seen).toEqual(['ann', 'ann', 'bob', 'bob']);
});

it('publishing leaves the publisher’s own context as it was', () => {
  const { registry } = makeEvents();
  const source = new Subject();
  registry.subscribe('n', () => source, { concurrency: 1 });
  user.run('ann', () => {
    registry.emit('n', 1);
    registry.emit('n', 2);
    source.complete();
    expect(user.getStore()).toBe('ann');
  });
  expect(user.getStore()).toBeUndefined();
});

it('every message that waits is a resource that is destroyed, called or not', async () => {
  const alive = new Set<number>();
  let made = 0;
  const hook = createHook({
    init(id, type) {
      if (type !== 'nestjs-registry:message') return;
      alive.add(id);
      made++;
    },
    destroy: (id) => void alive.delete(id),
  }).enable();
  const { registry } = makeEvents();
  const source = new Subject();
  const registration = registry.subscribe('n', () => source, {
    buffer: 2,
    overflow: 'drop-oldest',
  });
  for (let n = 0; n < 4; n++) registry.emit('n', n);
  source.complete();
  registry.subscribe('n', () => new Promise(() => undefined), { concurrency: 1 });
  for (let n = 0; n < 3; n++) registry.emit('n', n);
  registration.unregister();
  registry.close();
  await turn();
  hook.disable();
  expect([made, alive.size]).toEqual([5, 0]);
});
