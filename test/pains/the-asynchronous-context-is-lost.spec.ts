// getsentry/sentry-javascript#13167, #15218, #19765; golevelup/nestjs#990; nodejs/node#33723: request ids and traces are lost, or mixed
// up, on the way from the publisher to the handler.
import { AsyncLocalStorage } from 'node:async_hooks';
import { defer } from 'rxjs';
import { Registry } from 'nestjs-registry';

const requests = new AsyncLocalStorage<string>();

it.each([
  ['a plain one', {}],
  ['one that waits in a buffer', { concurrency: 1 }],
  ['one that is called once', { once: true }],
])('each handler sees the context of its publisher: %s', async (_, options) => {
  const events = new Registry({ name: 'events', keys: 'duplicate' });
  const seen: unknown[] = [];
  events.subscribe(
    'order',
    async (order) => {
      await Promise.resolve();
      seen.push([order, requests.getStore()]);
    },
    options,
  );
  for (const id of ['a', 'b', 'c']) requests.run(id, () => events.emit('order', id));
  await events.whenIdle();
  expect(seen.every((each) => Array.isArray(each) && each[0] === each[1])).toBe(true);
  expect(seen).toHaveLength('once' in options ? 1 : 3);
});

it('also one that is called in a later turn, and one that returns an observable', async () => {
  const events = new Registry({ name: 'events', keys: 'duplicate' });
  const seen: unknown[] = [];
  for (let i = 0; i < 4; i++)
    events.subscribe('order', () => defer(async () => seen.push(requests.getStore())));
  const settled = requests.run('a', () => events.dispatch('order', 1, { yieldEvery: 1 }).settled());
  await requests.run('b', () => settled);
  expect(seen).toEqual(['a', 'a', 'a', 'a']);
});
