// nestjs/event-emitter#8, PR#544; nestjs/bull#320, #770, #415, #1413, #1942; nestjs/cqrs#60, #1685; golevelup/nestjs#243, #302, #638: handlers of
// request-scoped providers are skipped without a word, or called on an object whose dependencies are undefined.
import { Inject, Injectable, Scope } from '@nestjs/common';
import { REGISTRY_MESSAGE, Registry, RegistryModule, Subscribe } from 'nestjs-registry';
import { startApp } from '../support/start-app.js';

let made = 0;

@Injectable({ scope: Scope.REQUEST })
class Unit {
  readonly number = ++made;

  constructor(@Inject(REGISTRY_MESSAGE) readonly message: unknown) {}
}

@Injectable()
class Mailer {
  constructor(private readonly unit: Unit) {}

  @Subscribe('order')
  mail(): unknown {
    return [this.unit.number, this.unit.message];
  }
}

@Injectable()
class Biller {
  constructor(private readonly unit: Unit) {}

  @Subscribe('order')
  bill(): unknown {
    return [this.unit.number, this.unit.message];
  }
}

it('each message gets instances of its own, with all they need, shared by its handlers', async () => {
  const app = await startApp({
    imports: [RegistryModule.forRoot({ keys: 'duplicate' })],
    providers: [Unit, Mailer, Biller],
  });
  const values = async (message: string): Promise<unknown[]> => {
    const deliveries = await app.get(Registry).dispatch('order', message).settled();
    return deliveries.map((delivery) => delivery.status === 'delivered' && delivery.value);
  };
  expect(await values('first')).toEqual([
    [1, 'first'],
    [1, 'first'],
  ]);
  expect(await values('second')).toEqual([
    [2, 'second'],
    [2, 'second'],
  ]);
});
