import { InvalidArgumentError } from 'nestjs-registry';
import { rejection } from '../support/caught.js';
import { supervise, turn } from '../support/supervise.js';

class Job {
  run(): number {
    return 1;
  }
}

class HookedJob extends Job {
  onStart(): void {}
}

const NO_WORKERS: [string, () => unknown][] = [
  ['nothing', () => undefined],
  ['null', () => null],
  ['a string', () => 'job'],
  ['a promise of nothing', () => Promise.resolve()],
];

describe.each([Job, HookedJob])('%p', (type) => {
  it.each(NO_WORKERS)(
    'a start whose factory gives %s is refused, and the name is free',
    async (_what, create) => {
      const { workers, registry, log } = supervise<Job>(type, { create: create as () => Job });
      const error = await rejection(workers.start('ann'));
      expect(error).toBeInstanceOf(InvalidArgumentError);
      expect(error.code).toBe('INVALID_ARGUMENT');
      expect(error.message).toMatch(`expected create to be a function that makes a ${type.name}`);
      expect(log()).toEqual(['startFailed ann', 'stopped ann']);
      expect(registry.register('ann', 1).active).toBe(true);
    },
  );
});

it('a restart whose factory gives nothing is a crash', async () => {
  class Fragile {
    crash(): void {
      throw new Error('crash');
    }
  }
  const made = [new Fragile()];
  const create = (): Fragile => made.pop()!;
  const { workers, clock, log } = supervise(Fragile, { create, maxRestarts: 1 });
  (await workers.start('ann')).cast.crash();
  clock.advance(100);
  await turn();
  const told = ['started ann', 'crashed ann', 'crashed ann', 'gaveUp ann', 'stopped ann'];
  expect(log()).toEqual(told);
});
