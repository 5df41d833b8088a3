import { jest } from '@jest/globals';
import { supervise } from '../support/supervise.js';

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

it('reports to onError instead', async () => {
  const events: string[] = [];
  const { workers } = supervise(Fragile, {
    onError: ({ type }) => events.push(type),
    maxRestarts: 0,
  });
  (await workers.start('ann')).cast.crash();
  expect(events).toEqual(['crashed', 'gaveUp']);
});
