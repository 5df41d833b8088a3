import { supervise, turn } from '../support/supervise.js';

it('waits 0 ms before each restart, however many there are', async () => {
  class Fragile {
    fail(): void {
      throw new Error('oops');
    }
  }
  const { workers, clock, events } = supervise(Fragile, {
    key: () => 'ann',
    maxRestarts: Infinity,
    backoff: { initial: 0, max: 0, jitter: 0 },
  });
  const ref = await workers.start();
  for (let i = 0; i < 1_100; i++) {
    ref.cast.fail();
    clock.advance(0);
    await turn();
  }
  const waits = new Set(events.map((event) => (event.type === 'crashed' ? event.restartIn : 0)));
  expect([...waits]).toEqual([0]);
});
