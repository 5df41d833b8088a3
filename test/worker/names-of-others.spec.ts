import { AlreadyRegisteredError, AlreadyStartedError, Registry } from 'nestjs-registry';
import { rejection } from '../support/caught.js';
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

it.each([
  ['is taken', 'AlreadyRegisteredError', (registry: Registry) => registry.register('ann', 1)],
  [
    'cannot be registered any more',
    'RegistryClosedError',
    (registry: Registry) => registry.close(),
  ],
])('makes no instance for a name that %s', async (_, name, take) => {
  let made = 0;
  class Job {}
  const create = (): Job => {
    made++;
    return new Job();
  };
  const { workers, registry } = supervise(Job, { create });
  take(registry);
  expect(await rejection(workers.start('ann'))).toMatchObject({ name });
  expect([made, workers.count()]).toEqual([0, 0]);
});

it('fails the start when reading its value gives the name to somebody else', async () => {
  class Job {}
  const registry = new Registry({ name: 'workers', keys: 'unique', index: ['field'] });
  const value = {
    get field(): number {
      registry.tryRegister('ann', 'quicker');
      return 1;
    },
  };
  const { workers } = supervise(Job, { registry, value });
  expect(await rejection(workers.start('ann'))).toBeInstanceOf(AlreadyRegisteredError);
  expect([workers.count(), registry.get('ann')?.value]).toEqual([0, 'quicker']);
});
