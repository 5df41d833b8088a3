import { CallTimeoutError } from 'nestjs-registry';
import { rejection } from '../support/caught.js';
import { Gate, supervise, turn } from '../support/supervise.js';

/** Workers that reply when their gate opens. */
async function waiters() {
  class Waiter {
    async wait(gate = new Gate()): Promise<void> {
      await gate.opened;
    }
  }
  const { workers, clock } = supervise(Waiter, { callTimeout: 1_000 });
  const [ann, bob] = [await workers.start('ann'), await workers.start('bob')];
  return { ann, bob, clock };
}

it('gives a call its time that is sent in the moment in which the last one is answered', async () => {
  const { ann, bob, clock } = await waiters();
  const gate = new Gate();
  const answered = ann.call.wait(gate);
  gate.open();
  await answered;
  const late = rejection(bob.call.wait());
  await turn();
  clock.advance(1_000);
  expect(await late).toBeInstanceOf(CallTimeoutError);
});

it('leaves no timer behind of a call that was sent in that moment and is answered', async () => {
  const { ann, bob, clock } = await waiters();
  const gates = [new Gate(), new Gate()] as const;
  const first = ann.call.wait(gates[0]);
  gates[0].open();
  await first;
  const second = bob.call.wait(gates[1]);
  await turn();
  gates[1].open();
  await second;
  await turn();
  expect(clock.pending).toBe(0);
});

it('gives a call its time that is sent in the moment in which that of the last one is up', async () => {
  const { ann, bob, clock } = await waiters();
  const first = rejection(ann.call.wait());
  clock.advance(1_000);
  const second = rejection(bob.call.wait());
  await turn();
  clock.advance(1_000);
  expect([await first, await second]).toEqual([
    expect.any(CallTimeoutError),
    expect.any(CallTimeoutError),
  ]);
});
