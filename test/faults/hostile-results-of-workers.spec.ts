import { supervise } from '../support/supervise.js';
import { AWAITABLE, no } from './hostile.js';

describe.each(AWAITABLE)('a worker with %s', (_, make) => {
  it('as the result of a method tells the caller, and lives on', async () => {
    class Worker {
      ask(): unknown {
        return make();
      }

      ok(): string {
        return 'ok';
      }
    }
    const { workers } = supervise(Worker);
    const ref = await workers.start('a');
    await expect(ref.call.ask()).rejects.toBe(no);
    expect(await ref.call.ok()).toBe('ok');
  });

  it('as the result of onStart does not start, and its name is free at once', async () => {
    class Worker {
      onStart(_name: string): unknown {
        return make();
      }
    }
    const { workers, registry, log } = supervise(Worker);
    await expect(workers.start('a')).rejects.toBe(no);
    expect(workers.count()).toBe(0);
    expect(registry.tryRegister('a', 1).ok).toBe(true);
    expect(log()).toEqual(['startFailed a', 'stopped a']);
  });

  it('as the result of onStop is told, and ends all the same, without waiting', async () => {
    class Worker {
      onStop(): unknown {
        return make();
      }
    }
    const { workers, clock, log } = supervise(Worker);
    await workers.start('a');
    expect(await workers.stop('a')).toBe(true);
    expect(log()).toEqual(['started a', 'stopFailed a', 'stopped a']);
    expect(clock.pending).toBe(0);
  });

  it('instead of an instance does not start, and its name is free at once', async () => {
    class Worker {}
    const { workers } = supervise(Worker, { create: make as () => Worker });
    await expect(workers.start('a')).rejects.toBe(no);
    expect(workers.count()).toBe(0);
  });
});
