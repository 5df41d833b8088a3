import { Gate, supervise, turn } from '../support/supervise.js';

/** More than are handled in one turn of the event loop. */
const MANY = 2_500;

function counting() {
  const handled: number[] = [];
  const gate = new Gate();
  let running = 0;
  let most = 0;
  class Counter {
    async hold(): Promise<void> {
      await gate.opened;
    }
    count(n: number): void {
      handled.push(n);
    }
    async countSlowly(n: number): Promise<void> {
      most = Math.max(most, ++running);
      await Promise.resolve();
      running--;
      handled.push(n);
    }
  }
  return { ...supervise(Counter), handled, gate, most: () => most };
}

const upTo = (count: number): number[] => Array.from({ length: count }, (_, n) => n);

it.each(['count', 'countSlowly'] as const)(
  'handles all that have waited, in order and one at a time: %s',
  async (method) => {
    const { workers, handled, gate, most } = counting();
    const { call, cast } = await workers.start('a');
    cast.hold();
    for (const n of upTo(MANY)) cast[method](n);
    const last = call[method](MANY);
    gate.open();
    await last;
    expect(handled).toEqual(upTo(MANY + 1));
    expect(most()).toBeLessThanOrEqual(1);
  },
);

it('lets nobody overtake what waits for the next turn of the event loop', async () => {
  const { workers, handled, gate } = counting();
  const { call, cast } = await workers.start('a');
  const held = call.hold();
  for (const n of upTo(MANY)) cast.count(n);
  gate.open();
  await held;
  await new Promise<void>((resolve) => setImmediate(resolve));
  const before = handled.length;
  const last = call.count(MANY);
  expect(before).toBeLessThan(MANY);
  await last;
  await turn();
  expect(handled).toEqual(upTo(MANY + 1));
});
