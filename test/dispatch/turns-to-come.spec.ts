import { NEVER } from 'rxjs';
import { Owner, type HandlerCutError, type SettleTimeoutError } from 'nestjs-registry';
import { rejection } from '../support/caught.js';
import { heldHandler, makeEvents, outcome, watch } from '../support/events.js';

/** A topic with three handlers that return nothing. */
function three() {
  const events = makeEvents();
  const all = [function first() {}, function second() {}, function third() {}].map((handler) =>
    events.registry.subscribe('news', handler),
  );
  return { ...events, all };
}

it('are named, without their number, by a dispatch that has not settled in time', async () => {
  const { registry, clock } = three();
  const dispatch = registry.dispatch('news', 1, { yieldEvery: 1 });
  const settled = dispatch.settled({ timeout: 10 });
  clock.advance(10);
  const { pending } = await rejection<SettleTimeoutError>(settled);
  expect(pending).toEqual(['handlers whose turn is still to come']);
});

it('are named beside who is running, and only while there are any', async () => {
  const { registry, clock } = makeEvents();
  const { calls, handler } = heldHandler();
  for (let i = 0; i < 2; i++)
    registry.subscribe('news', function slow(message) {
      return handler(message);
    });
  const dispatch = registry.dispatch('news', 1, { yieldEvery: 1 });
  const pending = async () => {
    const settled = dispatch.settled({ timeout: 10 });
    clock.advance(10);
    return (await rejection<SettleTimeoutError>(settled)).pending;
  };
  const early = pending();
  expect(await early).toEqual(['slow', 'handlers whose turn is still to come']);
  while (calls.length < 2) await new Promise((resolve) => setImmediate(resolve));
  expect(await pending()).toEqual(['slow', 'slow']);
});

it('are named by a registry that is not idle in time: the next, and how many more', async () => {
  const { registry, clock } = three();
  registry.dispatch('news', 1, { yieldEvery: 1 });
  const idle = registry.whenIdle({ timeout: 10 });
  clock.advance(10);
  expect((await rejection<SettleTimeoutError>(idle)).pending).toEqual(['second and 1 more']);
});

it('are named after the last that was called when the others have left', async () => {
  const { registry, clock, all } = three();
  registry.dispatch('news', 1, { yieldEvery: 1 });
  all[1]!.unregister();
  all[2]!.unregister();
  const idle = registry.whenIdle({ timeout: 10 });
  clock.advance(10);
  expect((await rejection<SettleTimeoutError>(idle)).pending).toEqual(['first']);
});

it('are cut before what runs when draining takes too long, and reported with their message', async () => {
  const { registry, clock, failures } = three();
  registry.subscribe('other', function running() {
    return NEVER;
  });
  registry.emit('other', 'of the other');
  registry.dispatch('news', 'of the turns', { yieldEvery: 1 });
  const drained = registry.drain({ timeout: 10 });
  clock.advance(10);
  expect(await drained).toBe(3);
  expect(failures).toMatchObject([
    { topic: 'news', message: 'of the turns', handler: 'second' },
    { topic: 'other', message: 'of the other', handler: 'running' },
  ]);
  expect((failures[0]!.error as HandlerCutError).more).toBe(1);
});

it('are over as soon as the registry is closed', () => {
  const { registry } = three();
  const seen = watch(registry.dispatch('news', 1, { yieldEvery: 1 }));
  registry.close();
  expect(seen).toEqual([undefined, 'complete']);
  expect(registry.stats().inFlight).toBe(0);
});

it('leave out who is excluded, also when they are cut', async () => {
  const { registry, clock } = makeEvents();
  const me = new Owner();
  registry.subscribe('news', () => 'called');
  for (const owner of [me, undefined, me]) registry.subscribe('news', () => 'late', { owner });
  const options = { yieldEvery: 1, exclude: me, timeout: 10 };
  const dispatch = registry.dispatch('news', 1, options);
  clock.advance(10);
  expect(await outcome(dispatch)).toEqual(['called', 'timeout']);
  expect(registry.stats()).toMatchObject({ deliveries: 1, dropped: 1 });
});
