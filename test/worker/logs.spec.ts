import { jest } from '@jest/globals';
import { WorkerTerminatedError } from 'nestjs-registry';
import { supervise, turn } from '../support/supervise.js';

class Fragile {
  crash(): void {
    throw new Error('crash');
  }
}

afterEach(() => {
  jest.restoreAllMocks();
});

it('reports to the console what nobody awaits, unless told otherwise', async () => {
  const lines: unknown[][] = [];
  jest.spyOn(console, 'error').mockImplementation((...line: unknown[]) => {
    lines.push(line);
  });
  const { workers } = supervise(Fragile, { logErrors: true, restart: 'temporary' });
  (await workers.start('ann')).cast.crash();
  expect(lines).toEqual([
    ["Worker Fragile 'ann' crashed in crash and is not restarted", new Error('crash')],
  ]);
  const { workers: quiet } = supervise(Fragile, { logErrors: false });
  (await quiet.start('ann')).cast.crash();
  expect(lines).toHaveLength(1);
});

it('says in one line what has happened to which worker, and nothing of what is no trouble', async () => {
  class Doomed extends Fragile {
    async wait(): Promise<void> {
      await new Promise(() => undefined);
    }
    onStop(): void {
      throw new Error('cannot stop');
    }
  }
  const lines: unknown[][] = [];
  jest.spyOn(console, 'error').mockImplementation((...line: unknown[]) => {
    lines.push(line);
  });
  const { workers, clock } = supervise(Doomed, {
    logErrors: true,
    maxRestarts: 1,
    shutdownTimeout: 50,
  });
  const ann = await workers.start('ann');
  ann.cast.crash();
  await turn();
  await clock.advanceAsync(100);
  ann.cast.crash();
  await turn();
  const bob = await workers.start('bob');
  bob.cast.wait();
  bob.cast.crash();
  void workers.stop('bob');
  await clock.advanceAsync(50);
  expect(lines.map(([line]) => line)).toEqual([
    "Worker Doomed 'ann' crashed in crash and is restarted in 100 ms",
    "Worker Doomed 'ann' did not stop cleanly",
    "Worker Doomed 'ann' crashed in crash and is not restarted",
    "Worker Doomed 'ann' is given up after 1 restarts",
    "Worker Doomed 'ann' did not stop cleanly",
    "Worker Doomed 'bob' ended before it handled crash",
  ]);
  expect(lines[5]![1]).toBeInstanceOf(WorkerTerminatedError);
});

it('reports to onError instead', async () => {
  const events: string[] = [];
  const { workers } = supervise(Fragile, {
    onError: ({ type }) => events.push(type),
    maxRestarts: 0,
  });
  (await workers.start('ann')).cast.crash();
  expect(events).toEqual(['crashed', 'gaveUp']);
});

describe('an onError that fails', () => {
  class Failing {
    onStart(_name: string): void {}
    fail(): void {
      throw new Error('oops');
    }
    onStop(): void {
      throw new Error('cannot stop');
    }
  }

  it.each([
    [
      'throws',
      () => {
        throw new Error('no disk');
      },
    ],
    ['rejects', async () => Promise.reject(new Error('no disk'))],
  ])('is itself reported, and harms neither worker nor sender: it %s', async (_, onError) => {
    const log = jest.spyOn(console, 'error').mockImplementation(() => undefined);
    const { workers, clock } = supervise(Failing, { onError: onError as () => void });
    const ref = await workers.start('ann');
    ref.cast.fail();
    await turn();
    clock.advance(100);
    await turn();
    const lines = log.mock.calls.flat();
    log.mockRestore();
    expect(ref.status).toBe('running');
    expect(lines).toContain(
      "The onError sink of worker Failing 'ann' threw Error: no disk while it was told: crashed",
    );
  });
});
