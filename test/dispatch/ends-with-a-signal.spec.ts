import { getEventListeners } from 'node:events';
import { NEVER } from 'rxjs';
import { Owner, pattern, type Registration, type Registry } from 'nestjs-registry';
import { caught } from '../support/caught.js';
import { makeEvents, turn, watch } from '../support/events.js';

const listeners = (signal: AbortSignal): number => getEventListeners(signal, 'abort').length;

describe('subscribing with a signal', () => {
  it('that has aborted throws its reason, and registers nothing', () => {
    const { registry } = makeEvents();
    const changes: unknown[] = [];
    registry.changes().subscribe((change) => changes.push(change));
    const subscribe = (topic: unknown) => () =>
      registry.subscribe(topic as string, () => 1, { signal: AbortSignal.abort('too late') });
    expect(caught(subscribe('n'))).toBe('too late');
    expect(caught(subscribe(pattern('n:*')))).toBe('too late');
    expect([changes, registry.size]).toEqual([[], 0]);
  });

  it('ends when that aborts', () => {
    const { registry } = makeEvents();
    const controller = new AbortController();
    const { signal } = controller;
    const exact = registry.subscribe('n:1', () => 1, { signal });
    const wide = registry.subscribe(pattern('n:*'), () => 1, { signal });
    controller.abort();
    expect([exact.active, wide.active]).toEqual([false, false]);
    expect(registry.emit('n:1', 1)).toBe(0);
  });

  it('ends when that aborts, also where all who were bound to it before have left', () => {
    const { registry } = makeEvents();
    const controller = new AbortController();
    const { signal } = controller;
    registry.subscribe('n', () => 1, { signal }).unregister();
    expect(listeners(signal)).toBe(0);
    const registration = registry.subscribe('n', () => 1, { signal });
    controller.abort();
    expect(registration.active).toBe(false);
  });

  it('ends when that aborts while its registration is being told', () => {
    const { registry } = makeEvents();
    const controller = new AbortController();
    registry.changes({ type: 'registered' }).subscribe(() => controller.abort());
    const { signal } = controller;
    expect(registry.subscribe('n', () => 1, { signal }).active).toBe(false);
    expect(registry.size).toBe(0);
    expect(listeners(signal)).toBe(0);
  });

  it('is not called by the rest of a dispatch in which that aborts', () => {
    const { registry } = makeEvents();
    const controller = new AbortController();
    let called = false;
    registry.subscribe('n', () => controller.abort());
    registry.subscribe('n', () => (called = true), { signal: controller.signal });
    registry.emit('n', 1);
    expect(called).toBe(false);
  });

  it('cancels its endless observable and what waits when that aborts', () => {
    const { registry } = makeEvents();
    const controller = new AbortController();
    registry.subscribe('n', () => NEVER, { signal: controller.signal, concurrency: 1 });
    const seen = [1, 2].map((message) => watch(registry.dispatch('n', message)));
    controller.abort();
    expect(seen).toEqual(Array(2).fill(['cancelled', 'complete']));
  });

  it('contains what a callback of its end throws, for it would end the process', async () => {
    const { registry, failures } = makeEvents();
    const controller = new AbortController();
    const registration = registry.subscribe('n', () => 1, { signal: controller.signal });
    registration.entry.owner.onTerminate(() => {
      throw new Error('no');
    });
    controller.abort();
    await turn();
    expect(registration.active).toBe(false);
    expect(failures).toMatchObject([{ topic: 'n', error: { code: 'TERMINATION_CALLBACK' } }]);
  });
});

const ENDS: [string, (registry: Registry, registration: Registration, owner: Owner) => unknown][] =
  [
    ['is unregistered', (_, registration) => registration.unregister()],
    ['takes its one message', (registry) => registry.emit('n', 1)],
    ['is unregistered by owner and key', (registry, _, owner) => registry.unregister(owner, 'n')],
    ['loses its owner', (_registry, _registration, owner) => owner.terminate()],
    ['is closed with its registry', (registry) => registry.close()],
  ];

it.each(ENDS)('a subscription that %s leaves no listener on its signal', (_, end) => {
  const { registry } = makeEvents();
  const { signal } = new AbortController();
  const owner = new Owner();
  const others = registry.subscribe('other', () => 1, { signal });
  const registration = registry.subscribe('n', () => 1, { signal, once: true, owner });
  others.unregister();
  expect(listeners(signal)).toBe(1);
  end(registry, registration, owner);
  expect(registration.active).toBe(false);
  expect(listeners(signal)).toBe(0);
});

it('a subscription that is refused leaves no listener on its signal', () => {
  const { registry } = makeEvents();
  const { signal } = new AbortController();
  const owner = new Owner();
  owner.terminate();
  expect(() => registry.subscribe('n', () => 1, { signal, owner })).toThrow('has terminated');
  registry.close();
  expect(() => registry.subscribe('n', () => 1, { signal })).toThrow('is closed');
  expect(listeners(signal)).toBe(0);
});

it('many subscriptions share one listener of a signal, which Node would warn of otherwise', () => {
  const { registry } = makeEvents();
  const controller = new AbortController();
  const { signal } = controller;
  const order: number[] = [];
  registry
    .changes({ type: 'unregistered' })
    .subscribe(({ entry }) => order.push(entry.value as number));
  const all = Array.from({ length: 20 }, (_, value) =>
    registry.subscribe('n', () => 1, { signal, value }),
  );
  expect(listeners(signal)).toBe(1);
  all[7]!.unregister();
  controller.abort();
  expect(registry.size).toBe(0);
  expect(order).toEqual([7, ...Array.from({ length: 20 }, (_, i) => i).filter((i) => i !== 7)]);
  expect(listeners(signal)).toBe(0);
});
