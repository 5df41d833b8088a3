import { jest } from '@jest/globals';
import { Registry, type Change } from 'nestjs-registry';
import { supervise, turn } from '../support/supervise.js';
import { UnhandledErrors } from '../support/unhandled.js';
import { FaultyClock } from './faulty-clock.js';
import { fail, no } from './hostile.js';

const unhandled = new UnhandledErrors();

function timed(): { registry: Registry; clock: FaultyClock; changes: Change[] } {
  const clock = new FaultyClock();
  const registry = new Registry({ keys: 'unique', clock });
  const changes: Change[] = [];
  registry.changes().subscribe((change) => changes.push(change));
  return { registry, clock, changes };
}

const BROKEN: [string, 'readError' | 'timerError'][] = [
  ['throws when it is asked for the time', 'readError'],
  ['throws when a timer is set', 'timerError'],
];

describe.each(BROKEN)('a clock that %s', (_, broken) => {
  it('refuses an entry that expires, and leaves nothing of it', () => {
    const { registry, clock, changes } = timed();
    clock[broken] = no;
    expect(() => registry.register('a', 1, { ttl: 10 })).toThrow(no);
    clock.recover();
    expect(registry.stats()).toMatchObject({ entries: 0, keys: 0, owners: 0 });
    expect(registry.lookup('a')).toEqual([]);
    expect(clock.pending).toBe(0);
    expect(changes).toEqual([]);
    expect(registry.tryRegister('a', 2).ok).toBe(true);
  });

  it('keeps no observer of changes from hearing the end', () => {
    const { registry, clock } = timed();
    let completed = 0;
    registry.changes().subscribe({ complete: () => completed++ });
    clock[broken] = no;
    expect(() => registry.register('a', 1, { ttl: 10 })).toThrow(no);
    clock.recover();
    registry.close();
    expect(completed).toBe(1);
  });

  it('keeps no other entry from expiring in time', () => {
    const { registry, clock, changes } = timed();
    registry.register('a', 1, { ttl: 100 });
    clock[broken] = no;
    expect(() => registry.register('b', 1, { ttl: 10 })).toThrow(no);
    clock.recover();
    clock.advance(100);
    expect(changes.map(({ type, entry }) => [type, entry.key])).toEqual([
      ['registered', 'a'],
      ['unregistered', 'a'],
    ]);
    expect(clock.pending).toBe(0);
  });

  it('rejects a call, and the worker goes on', async () => {
    class Worker {
      async late(): Promise<string> {
        await turn();
        return 'late';
      }
    }
    const clock = new FaultyClock();
    const { workers } = supervise(Worker, { clock });
    const ref = await workers.start('a');
    clock[broken] = no;
    const reply = ref.call.late();
    clock.recover();
    await expect(reply).rejects.toBe(no);
    expect(await ref.call.late()).toBe('late');
    expect(await unhandled.take()).toEqual([]);
  });
});

describe('a clock that throws when a timer is set', () => {
  it('rejects who waits for a lock, which goes to the next', async () => {
    const { registry, clock } = timed();
    let release: (() => void) | undefined;
    const first = registry.lock('a', () => new Promise<void>((resolve) => (release = resolve)));
    clock.timerError = no;
    await expect(registry.lock('a', () => 'never', { timeout: 10 })).rejects.toBe(no);
    const next = registry.lock('a', () => 'next');
    release?.();
    await first;
    expect(await next).toBe('next');
  });

  it('rejects who waits for a name, for a dispatch or for idleness', async () => {
    const { registry, clock } = timed();
    let resolve: (() => void) | undefined;
    registry.subscribe('a', () => new Promise<void>((resolved) => (resolve = resolved)));
    const dispatch = registry.dispatch('a', 1);
    clock.timerError = no;
    await expect(registry.whenRegistered('b', { timeout: 10 })).rejects.toBe(no);
    await expect(dispatch.settled({ timeout: 10 })).rejects.toBe(no);
    await expect(registry.whenIdle({ timeout: 10 })).rejects.toBe(no);
    resolve?.();
    expect(await dispatch.settled()).toHaveLength(1);
    expect(registry.stats().inFlight).toBe(0);
  });
});

it('a clock that throws when it is asked for the time is told of by who reads what may have expired', () => {
  const { registry, clock } = timed();
  registry.register('a', 1, { ttl: 10 });
  clock.readError = no;
  expect(() => registry.get('a')).toThrow(no);
  expect(() => registry.size).toThrow(no);
  clock.recover();
  expect(registry.get('a')?.value).toBe(1);
  clock.advance(10);
  expect(registry.size).toBe(0);
});

it('a clock that throws when it is asked for the time loses no worker that was about to be touched', async () => {
  class Worker {
    ask(): string {
      return 'answer';
    }
  }
  const clock = new FaultyClock();
  const { workers } = supervise(Worker, { clock, idleTimeout: 10 });
  await workers.start('a');
  clock.readError = no;
  await expect(workers.getOrStart('a')).rejects.toBe(no);
  clock.recover();
  expect(workers.count()).toBe(1);
  await clock.advanceAsync(10);
  expect(workers.count()).toBe(0);
});

it.each(BROKEN)(
  'a clock that %s leaves a name free that no worker could get',
  async (_, broken) => {
    class Worker {}
    const clock = new FaultyClock();
    const { workers, registry } = supervise(Worker, { clock, idleTimeout: 10 });
    clock[broken] = no;
    await expect(workers.start('a')).rejects.toBe(no);
    clock.recover();
    expect([workers.count(), registry.stats().entries]).toEqual([0, 0]);
    expect((await workers.start('a')).status).toBe('running');
  },
);

it('a clock that throws when a timer is set keeps no worker from idling when it has been used again', async () => {
  class Worker {
    ask(): string {
      return 'answer';
    }
  }
  const clock = new FaultyClock();
  const { workers } = supervise(Worker, { clock, idleTimeout: 10 });
  const ref = await workers.start('a');
  clock.advance(5);
  await ref.call.ask();
  clock.timerError = no;
  expect(() => {
    clock.advance(5);
  }).toThrow(no);
  clock.recover();
  await ref.call.ask();
  await clock.advanceAsync(10);
  expect(workers.count()).toBe(0);
});

it('a clock that throws when a timer is cancelled harms nobody, and is told to the console', async () => {
  const logged = jest.spyOn(console, 'error').mockImplementation(() => undefined);
  try {
    const clock = { now: () => 0, setTimer: () => fail };
    const registry = new Registry({ keys: 'unique', clock });
    const waiting = registry.whenRegistered('a', { timeout: 10 });
    const registration = registry.register('a', 1, { ttl: 10 });
    expect((await waiting).value).toBe(1);
    expect(registration.unregister()).toBe(true);
    expect(registry.stats()).toMatchObject({ entries: 0, keys: 0, owners: 0 });
    const told = 'The clock threw Error: no when a timer was cancelled';
    expect(logged.mock.calls).toEqual([[told], [told]]);
  } finally {
    logged.mockRestore();
  }
});
