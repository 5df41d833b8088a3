import { Injectable, Module, Scope } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import {
  getRegistryToken,
  getSupervisorToken,
  provideWorkers,
  Registered,
  Registry,
  RegistryModule,
  Subscribe,
  Worker,
  type WorkerSupervisor,
} from 'nestjs-registry';
import { NEVER } from 'rxjs';
import { growth, NOTHING, PATIENCE, survivorsOf } from '../support/heap.js';

@Registered('greeter', { registry: 'holders' })
@Injectable()
class Greeter {
  @Subscribe('hello', { registry: 'bulletins' })
  onHello(): void {}

  @Subscribe('hello', { registry: 'bulletins', enhancers: true, concurrency: 1 })
  async onHelloInTurn(): Promise<void> {
    await Promise.resolve();
  }
}

@Injectable({ scope: Scope.REQUEST })
class PerMessage {
  @Subscribe('hello', { registry: 'bulletins' })
  onHello(): void {}
}

@Worker({ registry: 'holders', idleTimeout: 60_000 })
@Registered((id: number) => ['counter', id])
class Counter {
  @Subscribe('hello', { registry: 'bulletins' })
  count(n: number): number {
    return n;
  }
}

@Module({
  imports: [
    RegistryModule.forRoot([
      { name: 'holders', keys: 'unique', index: ['kind'] },
      { name: 'bulletins', keys: 'duplicate', partitions: 2, shutdownTimeout: 1, logErrors: false },
    ]),
  ],
  providers: [Greeter, PerMessage, ...provideWorkers(Counter)],
})
class AppModule {}

const seen: WeakRef<object>[] = [];

/** Makes an application, uses all of it, and closes it in the middle. */
async function useAnApp(n: number): Promise<void> {
  const app = await NestFactory.createApplicationContext(AppModule, { logger: false });
  const names = app.get<Registry>(getRegistryToken('holders'));
  const events = app.get<Registry>(getRegistryToken('bulletins'));
  const counters = app.get<WorkerSupervisor<Counter>>(getSupervisorToken(Counter));
  const counter = await counters.start(1);
  await counter.call.count(1);
  events.messages('hello').subscribe();
  names.changes().subscribe();
  names.presence('lobby').subscribe();
  names.register('session', { kind: 'session' }, { ttl: 60_000, sliding: true });
  const waiting = names.whenRegistered('nobody', { timeout: 60_000 }).catch(() => undefined);
  events.subscribe('endless', () => NEVER);
  events.dispatch('endless', 1, { timeout: 60_000 });
  await events.dispatch('hello', 1).settled();
  const all = [app, names, events, counters, counter, app.get(Greeter)];
  // Not of each: what remembers them takes room as well.
  if (n % 10 === 0) for (const each of all) seen.push(new WeakRef(each));
  await app.close();
  await waiting;
}

const ROUNDS = 1_000;

it(
  'the heap is where it was after 1,000 applications were made, used and closed, and nothing of them is kept',
  async () => {
    const bytes = await growth(useAnApp, { rounds: ROUNDS, warmUp: 50 });
    expect(bytes * ROUNDS).toBeLessThan(NOTHING * 100_000);
    expect(seen.length).toBeGreaterThanOrEqual(600);
    expect(await survivorsOf(seen)).toEqual([]);
  },
  // Seconds, but minutes where others leave little of the machine.
  2 * PATIENCE,
);
