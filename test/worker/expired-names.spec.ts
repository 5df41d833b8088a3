import { Registry, WorkerNotFoundError } from 'nestjs-registry';
import { rejection } from '../support/caught.js';
import { LateClock } from '../support/late-clock.js';
import { supervise } from '../support/supervise.js';

class Plain {
  ping(): string {
    return 'pong';
  }
}

const make = () => {
  const clock = new LateClock();
  const registry = new Registry({ name: 'workers', keys: 'unique', clock });
  const { workers } = supervise(Plain, { registry });
  return { clock, registry, workers };
};

it.each(['start', 'getOrStart'] as const)(
  '%s has the name whose holder has just expired',
  async (start) => {
    const { clock, registry, workers } = make();
    registry.register('ann', 'a reservation', { ttl: 1000 });
    clock.time = 1000;
    const ref = await workers[start]('ann');
    expect(await ref.call.ping()).toBe('pong');
  },
);

it('a worker is not found by another name of its own that has expired', async () => {
  const { clock, registry, workers } = make();
  await workers.start('ann');
  const owner = registry.whereis('ann')!;
  registry.register('on duty', 'ann', { owner, ttl: 1000 });
  clock.time = 999;
  expect(await workers.via('on duty').call.ping()).toBe('pong');
  clock.time = 1000;
  const error = await rejection(workers.via('on duty').call.ping());
  expect(error).toBeInstanceOf(WorkerNotFoundError);
});

it('a supervisor that an observer of the expiry has stopped starts nothing', async () => {
  const { clock, registry, workers } = make();
  registry.register('ann', 'a reservation', { ttl: 1000 });
  registry.changes({ type: 'unregistered' }).subscribe(() => registry.close());
  clock.time = 1000;
  expect((await rejection(workers.start('ann'))).code).toBe('REGISTRY_CLOSED');
});
