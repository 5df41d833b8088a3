import { supervise, turn } from '../support/supervise.js';
import { UnhandledErrors } from '../support/unhandled.js';

const unhandled = new UnhandledErrors();

class Failing {
  now(): void {
    throw new Error('now');
  }

  later(): Promise<void> {
    return Promise.reject(new Error('later'));
  }

  ok(): string {
    return 'ok';
  }
}

/** What a source of jitter may do that it must not. */
const SOURCES: [string, () => number][] = [
  [
    'throws',
    () => {
      throw new Error('no randomness');
    },
  ],
  ['gives NaN', () => NaN],
  ['gives undefined', () => undefined as unknown as number],
  ['gives a number beyond 1', () => 1e9],
  ['gives a number below 0', () => -1],
];

describe.each(SOURCES)('a source of jitter that %s', (_, random) => {
  it.each(['now', 'later'] as const)('leaves nothing out: a crash %s', async (method) => {
    const { workers, clock, log } = supervise(Failing, { random });
    const ref = await workers.start('a');
    expect(() => ref.cast[method]()).not.toThrow();
    await turn();
    expect(ref.status).toBe('restarting');
    clock.advance(99);
    await turn();
    expect(ref.status).toBe('restarting');
    clock.advance(1);
    await turn();
    expect(await ref.call.ok()).toBe('ok');
    expect(log()).toEqual(['started a', 'crashed a', 'started a']);
    expect(await unhandled.take()).toEqual([]);
  });

  it('gives up who crashes too often all the same', async () => {
    const { workers, clock, log } = supervise(Failing, { random, maxRestarts: 2 });
    const ref = await workers.start('a');
    for (let i = 0; i < 3; i++) {
      ref.cast.now();
      await clock.advanceAsync(400);
    }
    expect(ref.status).toBe('stopped');
    expect(log().slice(-2)).toEqual(['gaveUp a', 'stopped a']);
    expect(workers.count()).toBe(0);
  });
});
