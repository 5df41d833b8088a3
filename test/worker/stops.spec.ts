import {
  AlreadyStartedError,
  RegistryClosedError,
  WorkerTerminatedError,
  type StopReason,
} from 'nestjs-registry';
import { rejection } from '../support/caught.js';
import { Gate, supervise, turn } from '../support/supervise.js';

/** Writes down how it ends. */
function job() {
  const lines: string[] = [];
  const gates = { start: undefined as Gate | undefined, stop: undefined as Gate | undefined };
  const fail = { start: false, stop: false };
  class Job {
    async onStart(_name: string): Promise<void> {
      await gates.start?.opened;
      if (fail.start) throw new Error('cannot start');
      lines.push('started');
    }
    async onStop(reason: StopReason): Promise<void> {
      await gates.stop?.opened;
      lines.push(reason);
      if (fail.stop) throw new Error('cannot stop');
    }
    async work(gate: Gate): Promise<string> {
      await gate.opened;
      lines.push('worked');
      return 'done';
    }
    async stopMyself(): Promise<string> {
      await supervised.workers.stop('ann');
      lines.push('asked to stop');
      return 'reply';
    }
    async stopOther(name: string): Promise<boolean> {
      return supervised.workers.stop(name);
    }
    async askToBeStopped(by: string): Promise<boolean> {
      return supervised.workers.via(by).call.stopOther('ann');
    }
    ping(): string {
      return 'pong';
    }
  }
  const supervised = supervise(Job);
  return { ...supervised, lines, gates, fail };
}

it('finishes the running message, then runs onStop, then frees the name', async () => {
  const { workers, registry, lines, gates } = job();
  const ref = await workers.start('ann');
  const [gate, stopGate] = [new Gate(), (gates.stop = new Gate())];
  const working = ref.call.work(gate);
  const stopping = workers.stop('ann');
  expect([ref.status, registry.lookup('ann')]).toEqual(['stopping', []]);
  await expect(workers.start('ann')).rejects.toThrow(AlreadyStartedError);
  gate.open();
  expect(await working).toBe('done');
  await turn();
  expect(() => registry.register('ann', 1)).toThrow(AlreadyStartedError);
  stopGate.open();
  expect(await stopping).toBe(true);
  expect([ref.status, lines]).toEqual(['stopped', ['started', 'worked', 'stopped']]);
  expect(registry.register('ann', 1).active).toBe(true);
});

it('refuses what waits, and what comes, at once', async () => {
  const { workers, events } = job();
  const ref = await workers.start('ann');
  const gate = new Gate();
  void ref.call.work(gate);
  const waiting = rejection<WorkerTerminatedError>(ref.call.ping());
  ref.cast.ping();
  const stopping = workers.stop('ann');
  expect(await waiting).toMatchObject({ name: 'WorkerTerminatedError', reason: 'stopped' });
  await expect(ref.call.ping()).rejects.toThrow(WorkerTerminatedError);
  await expect(workers.via('ann').call.ping()).rejects.toThrow(WorkerTerminatedError);
  expect(events.at(-1)).toMatchObject({ type: 'dropped', method: 'ping' });
  gate.open();
  await stopping;
});

it('tells whether there was such a worker', async () => {
  const { workers } = job();
  await workers.start('ann');
  const both = [workers.stop('ann'), workers.stop('ann')];
  expect(await Promise.all(both)).toEqual([true, true]);
  expect(await workers.stop('ann')).toBe(false);
  expect(await workers.stop('bob')).toBe(false);
});

it('starts anew for getOrStart, when it has stopped', async () => {
  const { workers, lines, gates } = job();
  const first = await workers.start('ann');
  const gate = (gates.stop = new Gate());
  const stopping = workers.stop('ann');
  const asked = Promise.all(Array.from({ length: 100 }, () => workers.getOrStart('ann')));
  await turn();
  expect(lines).toEqual(['started']);
  gate.open();
  await stopping;
  const refs = new Set(await asked);
  expect([refs.size, refs.has(first), lines]).toEqual([
    1,
    false,
    ['started', 'stopped', 'started'],
  ]);
});

it('can stop itself inside a call, which is still answered', async () => {
  const { workers, lines } = job();
  const ref = await workers.start('ann');
  expect(await ref.call.stopMyself()).toBe('reply');
  await turn();
  expect([ref.status, lines]).toEqual(['stopped', ['started', 'asked to stop', 'stopped']]);
});

it('can be stopped by a worker that it waits for', async () => {
  const { workers } = job();
  const ref = await workers.start('ann');
  await workers.start('bob');
  expect(await ref.call.askToBeStopped('bob')).toBe(true);
  await turn();
  expect([ref.status, workers.count()]).toEqual(['stopped', 1]);
});

describe('while it starts', () => {
  it('rejects who waits for it at once, and undoes the start when that is done', async () => {
    const { workers, lines, gates, log } = job();
    const gate = (gates.start = new Gate());
    const starting = rejection<WorkerTerminatedError>(workers.start('ann'));
    const joined = rejection<WorkerTerminatedError>(workers.getOrStart('ann'));
    const waiting = rejection<WorkerTerminatedError>(workers.via('ann').call.ping());
    const stopping = workers.stop('ann');
    for (const error of await Promise.all([starting, joined, waiting]))
      expect(error).toMatchObject({ name: 'WorkerTerminatedError', reason: 'stopped' });
    expect([lines, workers.count(), workers.via('ann').status]).toEqual([[], 1, 'stopping']);
    gate.open();
    await stopping;
    expect([lines, workers.count(), log()]).toEqual([['started', 'stopped'], 0, ['stopped ann']]);
  });

  it('runs no onStop when the start fails then', async () => {
    const { workers, lines, gates, fail, log } = job();
    const gate = (gates.start = new Gate());
    fail.start = true;
    const starting = rejection<Error>(workers.start('ann'));
    const stopping = workers.stop('ann');
    gate.open();
    expect(await stopping).toBe(true);
    expect(await starting).toBeInstanceOf(WorkerTerminatedError);
    expect([lines, workers.count(), log()]).toEqual([[], 0, ['stopped ann']]);
  });

  it('is given up as lost after shutdownTimeout', async () => {
    const { workers, clock, lines, gates, events } = job();
    const gate = (gates.start = new Gate());
    void rejection(workers.start('ann'));
    const stopping = workers.stop('ann');
    clock.advance(5_000);
    expect(await stopping).toBe(true);
    expect(events.at(-1)).toMatchObject({ type: 'stopped', completed: false });
    gate.open();
    await turn();
    expect([workers.count(), workers.children(), lines]).toEqual([0, [], ['started']]);
  });
});

it('gives a message that does not end up as lost after shutdownTimeout', async () => {
  const { workers, clock, registry, lines, events } = job();
  const ref = await workers.start('ann');
  const gate = new Gate();
  const working = rejection<Error>(ref.with({ timeout: Infinity }).call.work(gate));
  const stopping = workers.stop('ann');
  clock.advance(5_000);
  expect(await stopping).toBe(true);
  expect(await working).toBeInstanceOf(WorkerTerminatedError);
  expect(events.at(-1)).toMatchObject({ type: 'stopped', reason: 'stopped', completed: false });
  registry.register('ann', 1);
  gate.open();
  await turn();
  expect(lines).toEqual(['started', 'worked']);
});

it('gives an onStop that does not end up as lost after shutdownTimeout', async () => {
  const { workers, clock, gates, events } = job();
  await workers.start('ann');
  const gate = (gates.stop = new Gate());
  const stopping = workers.stop('ann');
  await turn();
  clock.advance(5_000);
  expect(await stopping).toBe(true);
  gate.open();
  await turn();
  expect(events.map(({ type }) => type)).toEqual(['started', 'stopped']);
  expect(clock.pending).toBe(0);
});

it('tells what onStop throws, and has stopped all the same', async () => {
  const { workers, fail, events } = job();
  await workers.start('ann');
  fail.stop = true;
  expect(await workers.stop('ann')).toBe(true);
  expect(events.slice(1)).toMatchObject([
    { type: 'stopFailed', error: new Error('cannot stop') },
    { type: 'stopped', completed: true },
  ]);
});

it('tells what callbacks of its owner throw', async () => {
  const { workers, registry, events } = job();
  await workers.start('ann');
  registry.whereis('ann')?.onTerminate(() => {
    throw new Error('callback');
  });
  expect(await workers.stop('ann')).toBe(true);
  expect(events[1]).toMatchObject({ type: 'stopFailed', error: { code: 'TERMINATION_CALLBACK' } });
});

describe('close', () => {
  it('stops all workers at the same time', async () => {
    const { workers, gates, clock } = job();
    for (let i = 0; i < 100; i++) await workers.start(`job ${i}`);
    const gate = (gates.stop = new Gate());
    const closing = workers.close();
    expect(workers.children().every(({ status }) => status === 'stopping')).toBe(true);
    clock.advance(4_999);
    gate.open();
    await closing;
    expect([workers.count(), clock.pending]).toEqual([0, 0]);
  });

  it('takes no longer than shutdownTimeout, however many do not end', async () => {
    const { workers, gates, clock } = job();
    for (let i = 0; i < 100; i++) await workers.start(`job ${i}`);
    gates.stop = new Gate();
    const closing = workers.close();
    await turn();
    clock.advance(5_000);
    await closing;
    expect(workers.count()).toBe(0);
  });

  it('refuses what waits in full mailboxes', async () => {
    const { workers, lines } = job();
    const gate = new Gate();
    const refs = await Promise.all(['ann', 'bob'].map((name) => workers.start(name)));
    const working = refs.map((ref) => ref.call.work(gate));
    const waiting = refs.flatMap((ref) =>
      Array.from({ length: 1_000 }, () => rejection<Error>(ref.call.ping())),
    );
    const closing = workers.close();
    const errors = await Promise.all(waiting);
    expect(errors.every((error) => error instanceof WorkerTerminatedError)).toBe(true);
    gate.open();
    expect(await Promise.all(working)).toEqual(['done', 'done']);
    await closing;
    expect(lines.slice(-2)).toEqual(['shutdown', 'shutdown']);
  });

  it('waits for workers that are starting and that are restarting', async () => {
    const { workers, gates, lines } = job();
    const gate = (gates.start = new Gate());
    const starting = rejection(workers.start('ann'));
    const closing = workers.close();
    await starting;
    expect(workers.count()).toBe(1);
    gate.open();
    await closing;
    expect([workers.count(), lines]).toEqual([0, ['started', 'shutdown']]);
  });

  it('completes events, and can be called again', async () => {
    const { workers } = job();
    let completed = 0;
    workers.events.subscribe({ complete: () => completed++ });
    await Promise.all([workers.close(), workers.close()]);
    await workers[Symbol.asyncDispose]();
    expect(completed).toBe(1);
  });
});

it('is given up when it should restart in a registry that is closed', async () => {
  class Fragile {
    crash(): void {
      throw new Error('crash');
    }
  }
  const { workers, registry, clock, events } = supervise(Fragile);
  const ref = await workers.start('ann');
  registry.close();
  ref.cast.crash();
  for (let i = 0; i < 4; i++) {
    clock.advance(1_000);
    await turn();
  }
  expect(events.find(({ type }) => type === 'gaveUp')).toMatchObject({
    error: expect.any(RegistryClosedError),
  });
  expect(workers.count()).toBe(0);
});
