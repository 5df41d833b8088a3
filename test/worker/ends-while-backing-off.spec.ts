import { WorkerTerminatedError } from 'nestjs-registry';
import { rejection } from '../support/caught.js';
import { supervise, turn } from '../support/supervise.js';

class Fragile {
  crash(): void {
    throw new Error('crash');
  }
  run(): void {}
}

it('does not restart when time passes while it is told what an ending worker dropped', async () => {
  const told: unknown[] = [];
  let made = 0;
  class Counted extends Fragile {
    constructor() {
      super();
      made++;
    }
  }
  const { workers, clock, log } = supervise(Counted, {
    onError: (event) => {
      if (event.type !== 'dropped') return;
      told.push(event.error);
      clock.advance(1_000);
    },
  });
  const ref = await workers.start('ann');
  ref.cast.crash();
  ref.cast.run();
  expect(await workers.stop('ann')).toBe(true);
  await turn();
  expect(told).toEqual([expect.any(WorkerTerminatedError)]);
  expect(log()).toEqual(['started ann', 'crashed ann', 'dropped ann', 'stopped ann']);
  expect([ref.status, workers.count(), clock.pending]).toEqual(['stopped', 0, 0]);
  expect(made).toBe(1);
});

it('has been stopped, not crashed, when it is stopped before its restart', async () => {
  const { workers, events } = supervise(Fragile);
  const ref = await workers.start('ann');
  ref.cast.crash();
  const waiting = rejection<WorkerTerminatedError>(ref.call.run());
  await workers.stop('ann');
  expect((await waiting).reason).toBe('stopped');
  expect(events.at(-1)).toMatchObject({ type: 'stopped', reason: 'stopped', completed: true });
});

it('is given up as lost when it is stopped before its restart, in an onStop that does not end', async () => {
  class Sticky extends Fragile {
    onStop(): Promise<void> {
      return new Promise(() => undefined);
    }
  }
  const { workers, clock, events } = supervise(Sticky, { shutdownTimeout: 50 });
  const ref = await workers.start('ann');
  ref.cast.crash();
  const stopping = workers.stop('ann');
  clock.advance(50);
  expect(await stopping).toBe(true);
  expect(events.at(-1)).toMatchObject({ type: 'stopped', reason: 'stopped', completed: false });
  expect(clock.pending).toBe(0);
});

it('has not started before its restart when who is told of its start ends its owner', async () => {
  const { workers, registry, clock, events } = supervise(Fragile);
  workers.events.subscribe((event) => {
    if (event.type === 'started' && event.restarts === 0)
      registry.whereis('ann')?.terminate(new Error('kill'));
  });
  let started = 0;
  const starting = workers.start('ann').then(() => started++);
  await turn();
  expect(started).toBe(0);
  clock.advance(100);
  await starting;
  expect(events.at(-1)).toMatchObject({ type: 'started', restarts: 1 });
});
