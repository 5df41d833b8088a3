import { AlreadyStartedError } from 'nestjs-registry';
import { Gate, supervise } from '../support/supervise.js';

it('keeps the name of a worker that starts when one ends that was unregistered by somebody', async () => {
  const gate = new Gate();
  let starts = 0;
  class Job {
    async onStart(_name: string): Promise<void> {
      if (++starts > 1) await gate.opened;
    }
    fail(): void {
      throw new Error('oops');
    }
  }
  const { workers, registry } = supervise(Job, { restart: 'temporary' });
  const nameless = await workers.start('ann');
  registry.unregister(registry.whereis('ann')!, 'ann');
  const starting = workers.start('ann');
  nameless.cast.fail();
  expect(nameless.status).toBe('stopped');
  expect(() => registry.register('ann', 'a thief')).toThrow(AlreadyStartedError);
  gate.open();
  expect((await starting).status).toBe('running');
});
