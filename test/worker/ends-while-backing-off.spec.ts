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
  const { workers, clock, log } = supervise(Fragile, {
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
