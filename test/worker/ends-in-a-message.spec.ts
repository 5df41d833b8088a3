import { rejection } from '../support/caught.js';
import { Gate, supervise, turn } from '../support/supervise.js';

/** Ends itself in the midst of a message, in several ways. */
function doomed() {
  const ended: string[] = [];
  const gate = new Gate();
  class Doomed {
    onStop(reason: string): void {
      ended.push(reason);
    }
    stopAndReply(): string {
      void supervised.workers.stop('a');
      return 'reply';
    }
    stopAndFail(): never {
      void supervised.workers.stop('a');
      throw new Error('failed');
    }
    async failLater(): Promise<never> {
      await gate.opened;
      throw new Error('failed');
    }
  }
  const supervised = supervise(Doomed);
  return { ...supervised, ended, gate };
}

it('has stopped when a message that stops it has returned at once', async () => {
  const { workers, ended, log, clock } = doomed();
  const ref = await workers.start('a');
  expect(await ref.call.stopAndReply()).toBe('reply');
  await turn();
  expect([ref.status, ended, workers.count()]).toEqual(['stopped', ['stopped'], 0]);
  expect(log()).toEqual(['started a', 'stopped a']);
  expect(clock.pending).toBe(0);
});

it('has stopped when a message that stops it has thrown at once', async () => {
  const { workers, ended, clock } = doomed();
  const ref = await workers.start('a');
  expect((await rejection(ref.call.stopAndFail())).message).toBe('failed');
  await turn();
  expect([ref.status, ended, workers.count()]).toEqual(['stopped', ['stopped'], 0]);
  expect(clock.pending).toBe(0);
});

it('tells of a cast that fails when it is about to stop, and is not restarted for it', async () => {
  const { workers, events, ended, gate } = doomed();
  const ref = await workers.start('a');
  ref.cast.failLater();
  const stopping = workers.stop('a');
  gate.open();
  await stopping;
  expect(ended).toEqual(['stopped']);
  expect(events.slice(1)).toMatchObject([
    { type: 'crashed', method: 'failLater', error: new Error('failed'), restartIn: undefined },
    { type: 'stopped', reason: 'stopped', completed: true },
  ]);
});

it('tells nothing of a call that fails when it is about to stop: its caller is told', async () => {
  const { workers, log, gate } = doomed();
  const ref = await workers.start('a');
  const failing = rejection(ref.call.failLater());
  const stopping = workers.stop('a');
  gate.open();
  expect((await failing).message).toBe('failed');
  await stopping;
  expect(log()).toEqual(['started a', 'stopped a']);
});
