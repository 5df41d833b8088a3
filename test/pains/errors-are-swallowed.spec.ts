// nestjs/event-emitter#934, nestjs/nest#15146: emitAsync resolves although a handler failed, and nobody learns of it.
import { Injectable } from '@nestjs/common';
import { Registry, RegistryModule, Subscribe, type Failure } from 'nestjs-registry';
import { startApp } from '../support/start-app.js';

@Injectable()
class Billing {
  @Subscribe('order')
  async bill(): Promise<void> {
    throw new Error('no money');
  }
}

it('the publisher, an observer and the sink of the module all learn of a failure', async () => {
  const sink: Failure[] = [];
  const app = await startApp({
    imports: [
      RegistryModule.forRoot({ keys: 'duplicate', onError: (failure) => sink.push(failure) }),
    ],
    providers: [Billing],
  });
  const registry = app.get(Registry);
  const observed: Failure[] = [];
  registry.errors.subscribe((failure) => observed.push(failure));

  const deliveries = await registry.dispatch('order', 7).settled();

  const told = { handler: 'Billing.bill', error: new Error('no money') };
  expect(deliveries).toMatchObject([{ status: 'failed', ...told }]);
  expect(observed).toMatchObject([{ topic: 'order', message: 7, ...told }]);
  expect(sink).toEqual(observed);
});
