// OptimalBits/bull#395 and the mergeMap of every home-made bus: asynchronous handlers run all at once and out of order.
import { Injectable } from '@nestjs/common';
import { Registry, RegistryModule, Subscribe } from 'nestjs-registry';
import { startApp } from '../support/start-app.js';

@Injectable()
class Ledger {
  readonly book: number[] = [];
  atWork = 0;
  most = 0;

  @Subscribe('booking', { concurrency: 1 })
  async onBooking(amount: number): Promise<void> {
    this.most = Math.max(this.most, ++this.atWork);
    // The first takes longest.
    for (let turn = 0; turn < 10 - amount; turn++) await Promise.resolve();
    this.book.push(amount);
    this.atWork--;
  }
}

it('concurrency: 1 handles one message after the other, in order', async () => {
  const app = await startApp({
    imports: [RegistryModule.forRoot({ keys: 'duplicate' })],
    providers: [Ledger],
  });
  const registry = app.get(Registry);
  for (const amount of [1, 2, 3, 4]) registry.emit('booking', amount);
  await registry.whenIdle();
  expect(app.get(Ledger)).toMatchObject({ book: [1, 2, 3, 4], most: 1 });
});
