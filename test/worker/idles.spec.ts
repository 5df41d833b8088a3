import type { Clock, StopReason } from 'nestjs-registry';
import { rejection } from '../support/caught.js';
import { ManualClock } from '../support/manual-clock.js';
import { Gate, supervise, turn } from '../support/supervise.js';

const idleTimeout = 60_000;

function visitor(options: { clock?: Clock; shutdownTimeout?: number } = {}) {
  const stops: StopReason[] = [];
  const gate = new Gate();
  class Visitor {
    onStop(reason: StopReason): void {
      stops.push(reason);
    }
    visit(): void {}
    async stay(): Promise<void> {
      await gate.opened;
    }
  }
  return { ...supervise(Visitor, { idleTimeout, ...options }), stops, gate };
}

it('stops a worker that has handled no message for so long, and frees the name', async () => {
  const { workers, clock, registry, stops } = visitor();
  const ref = await workers.start('ann');
  clock.advance(59_999);
  expect(ref.status).toBe('running');
  clock.advance(1);
  await turn();
  expect([ref.status, stops, registry.size, workers.count()]).toEqual(['stopped', ['idle'], 0, 0]);
  expect(clock.pending).toBe(0);
});

it('counts from when it runs, not from when it began to start', async () => {
  const gate = new Gate();
  class Slow {
    onStart(_name: string): Promise<void> {
      return gate.opened;
    }
  }
  const { workers, clock } = supervise(Slow, { idleTimeout });
  const starting = workers.start('ann');
  clock.advance(50_000);
  gate.open();
  const ref = await starting;
  clock.advance(59_999);
  expect(ref.status).toBe('running');
  clock.advance(1);
  expect(ref.status).toBe('stopped');
});

it('counts from the end of the last message', async () => {
  const { workers, clock, gate } = visitor();
  const ref = await workers.start('ann');
  clock.advance(40_000);
  await ref.call.visit();
  clock.advance(40_000);
  const staying = ref.with({ timeout: Infinity }).call.stay();
  clock.advance(100_000);
  expect(ref.status).toBe('running');
  gate.open();
  await staying;
  clock.advance(59_999);
  expect(ref.status).toBe('running');
  clock.advance(1);
  expect(ref.status).toBe('stopped');
});

it('counts from getOrStart, so that whoever asks for a worker finds it', async () => {
  const { workers, clock } = visitor();
  await workers.start('ann');
  clock.advance(59_999);
  const ref = await workers.getOrStart('ann');
  clock.advance(59_999);
  await ref.call.visit();
  expect(ref.status).toBe('running');
});

it('handles a call that comes right before, and refuses one that comes right after', async () => {
  const { workers, clock } = visitor();
  const [ann, bob] = [await workers.start('ann'), await workers.start('bob')];
  clock.advance(59_999);
  await ann.call.visit();
  clock.advance(1);
  expect([ann.status, bob.status]).toEqual(['running', 'stopped']);
  expect(await rejection(bob.call.visit())).toMatchObject({
    name: 'WorkerTerminatedError',
    reason: 'idle',
  });
  const again = await workers.getOrStart('bob');
  expect(again).not.toBe(bob);
  await again.call.visit();
});

it('stops each worker at its own time, in whatever order they were used', async () => {
  const { workers, clock } = visitor();
  for (const name of ['a', 'b', 'c']) {
    await workers.start(name);
    clock.advance(1_000);
  }
  await workers.via('a').call.visit();
  clock.advance(58_000);
  await turn();
  expect(workers.children().map(({ key }) => key)).toEqual(['c', 'a']);
  clock.advance(1_000);
  await turn();
  expect(workers.children().map(({ key }) => key)).toEqual(['a']);
  clock.advance(1_000);
  await turn();
  expect(workers.count()).toBe(0);
});

it('stops one that is started when there has been none for a while', async () => {
  const { workers, clock } = visitor();
  await workers.start('ann');
  await workers.stop('ann');
  await turn();
  expect(clock.pending).toBe(0);
  const bob = await workers.start('bob');
  clock.advance(60_000);
  expect(bob.status).toBe('stopped');
});

it('hears nothing of what a message returns that was given up as lost', async () => {
  const { workers, registry, clock, gate } = visitor({ shutdownTimeout: 10 });
  const ref = await workers.start('ann');
  ref.cast.stay();
  registry.whereis('ann')?.terminate(new Error('kill'));
  clock.advance(10);
  clock.advance(100);
  expect(ref.status).toBe('running');
  clock.advance(30_000);
  gate.open();
  await turn();
  clock.advance(30_000);
  expect(ref.status).toBe('stopped');
});

it('loses no other worker when an onStop ends that was given up as lost', async () => {
  const gate = new Gate();
  class Sticky {
    onStop(): Promise<void> {
      return gate.opened;
    }
  }
  const { workers, clock } = supervise(Sticky, { idleTimeout, shutdownTimeout: 10 });
  for (const name of ['ann', 'bob', 'cid']) await workers.start(name);
  const stopping = workers.stop('bob');
  clock.advance(10);
  await stopping;
  gate.open();
  await turn();
  expect(workers.children().map(({ key }) => key)).toEqual(['ann', 'cid']);
});

it('needs one timer for all workers', async () => {
  const { workers, clock } = visitor();
  await Promise.all(Array.from({ length: 1_000 }, (_, i) => workers.start(`${i}`)));
  expect(clock.pending).toBe(1);
});

it('stops 10,000 workers that are idle together in turns', async () => {
  const clock = new ManualClock();
  const { workers } = visitor({
    clock: {
      now: () => clock.now(),
      // As the machine's timers, which are never due at once.
      setTimer: (run, milliseconds) => clock.setTimer(run, Math.max(1, milliseconds)),
    },
  });
  await Promise.all(Array.from({ length: 10_000 }, (_, i) => workers.start(`${i}`)));
  clock.advance(60_000);
  expect(workers.count()).toBeGreaterThan(5_000);
  for (let i = 0; i < 30 && workers.count() > 0; i++) clock.advance(1);
  expect(workers.count()).toBe(0);
});

it('does not stop a worker that is restarting', async () => {
  class Fragile {
    crash(): void {
      throw new Error('crash');
    }
    ping(): string {
      return 'pong';
    }
  }
  const { workers, clock } = supervise(Fragile, {
    idleTimeout: 50,
    backoff: { initial: 1_000 },
  });
  const ref = await workers.start('ann');
  ref.cast.crash();
  const waiting = ref.call.ping();
  clock.advance(1_000);
  expect(await waiting).toBe('pong');
});

it('is counted with the others, and not any more when it has stopped or idled', async () => {
  const { workers, clock } = visitor();
  for (const name of ['ann', 'bob', 'cid']) await workers.start(name);
  await workers.stop('bob');
  expect(workers.count()).toBe(2);
  clock.advance(59_999);
  await workers.via('cid').call.visit();
  clock.advance(1);
  await turn();
  expect(workers.count()).toBe(1);
  expect(workers.children().map(({ key }) => key)).toEqual(['cid']);
});
