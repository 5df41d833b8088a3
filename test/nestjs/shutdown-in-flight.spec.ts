import { Injectable } from '@nestjs/common';
import { NEVER, type Observable } from 'rxjs';
import {
  HandlerCutError,
  Registry,
  RegistryClosedError,
  RegistryModule,
  Subscribe,
  type Failure,
} from 'nestjs-registry';
import { ManualClock } from '../support/manual-clock.js';
import { startApp } from '../support/start-app.js';

const failures: Failure[] = [];
const clock = new ManualClock();
const imports = [
  RegistryModule.forRoot({
    keys: 'duplicate',
    clock,
    shutdownTimeout: 1_000,
    onError: (failure) => failures.push(failure),
  }),
];

afterEach(() => {
  failures.length = 0;
});

/** A handler that the test ends. */
@Injectable()
class Slow {
  readonly done: string[] = [];
  finish: (() => void) | undefined;

  constructor(private readonly registry: Registry) {}

  @Subscribe('work')
  async work(name: string): Promise<string> {
    await new Promise<void>((resolve) => {
      this.finish = resolve;
    });
    this.done.push(name);
    return name;
  }

  @Subscribe('work:then-publish')
  async publish(): Promise<number> {
    await new Promise<void>((resolve) => {
      this.finish = resolve;
    });
    return this.registry.emit('work', 'late');
  }

  @Subscribe('endless')
  endless(): Observable<never> {
    return NEVER;
  }

  @Subscribe('serial', { concurrency: 1 })
  async serial(name: string): Promise<void> {
    await this.work(name);
  }
}

/** Lets the hooks that come before the registries' own run. */
async function untilDraining(registry: Registry): Promise<void> {
  for (;;) {
    try {
      registry.emit('anybody there', 1);
    } catch (error) {
      if (error instanceof RegistryClosedError) return;
      throw error;
    }
    await new Promise((resolve) => setImmediate(resolve));
  }
}

it('waits for handlers in flight, and closes only then', async () => {
  const app = await startApp({ imports, providers: [Slow] });
  const registry = app.get(Registry);
  const dispatch = registry.dispatch('work', 'a');
  const closing = app.close();
  await untilDraining(registry);
  expect(registry.closed).toBe(false);
  expect(registry.size).toBeGreaterThan(0);
  app.get(Slow).finish?.();
  await closing;
  expect(app.get(Slow).done).toEqual(['a']);
  expect(await dispatch.settled()).toMatchObject([{ status: 'delivered', value: 'a' }]);
  expect(registry.closed).toBe(true);
  expect(failures).toEqual([]);
});

it('handles what waits in a buffer before it closes', async () => {
  const app = await startApp({ imports, providers: [Slow] });
  const registry = app.get(Registry);
  const slow = app.get(Slow);
  for (const name of ['a', 'b']) registry.emit('serial', name);
  const closing = app.close();
  await untilDraining(registry);
  slow.finish?.();
  while (slow.done.length < 1) await Promise.resolve();
  while (registry.stats().inFlight > 1) await Promise.resolve();
  slow.finish?.();
  await closing;
  expect(slow.done).toEqual(['a', 'b']);
});

it('takes no message of a handler that is in flight, which learns of it', async () => {
  const app = await startApp({ imports, providers: [Slow] });
  const registry = app.get(Registry);
  const dispatch = registry.dispatch('work:then-publish', undefined);
  const closing = app.close();
  await untilDraining(registry);
  app.get(Slow).finish?.();
  await closing;
  const [delivery] = await dispatch.settled();
  expect(delivery).toMatchObject({ status: 'failed', error: expect.any(RegistryClosedError) });
});

it('cuts and reports what has not settled within shutdownTimeout', async () => {
  const app = await startApp({ imports, providers: [Slow] });
  const registry = app.get(Registry);
  const work = registry.dispatch('work', 'a');
  const endless = registry.dispatch('endless', 'b');
  const closing = app.close();
  await untilDraining(registry);
  clock.advance(999);
  expect(registry.stats().inFlight).toBe(2);
  clock.advance(1);
  await closing;
  for (const dispatch of [work, endless]) {
    expect(await dispatch.settled()).toMatchObject([{ status: 'dropped', reason: 'cancelled' }]);
  }
  expect(failures.map(({ handler, error }) => [handler, error])).toEqual([
    ['Slow.work', expect.any(HandlerCutError)],
    ['Slow.endless', expect.any(HandlerCutError)],
  ]);
  expect(clock.pending).toBe(0);
});
