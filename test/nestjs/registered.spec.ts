import { Controller, Injectable } from '@nestjs/common';
import { Registered, Registry, RegistryModule } from 'nestjs-registry';
import { startApp } from '../support/start-app.js';

const imports = [RegistryModule.forRoot({ keys: 'unique' })];

@Registered(['payment', 'card'])
@Injectable()
class CardPayment {}

it('registers a singleton provider under its key, with the instance as the value', async () => {
  const app = await startApp({ imports, providers: [CardPayment] });
  expect(app.get(Registry).get(['payment', 'card'])?.value).toBe(app.get(CardPayment));
});

it('registers a controller', async () => {
  @Registered('orders')
  @Controller()
  class Orders {}

  const app = await startApp({ imports, controllers: [Orders] });
  expect(app.get(Registry).get('orders')?.value).toBe(app.get(Orders));
});

it('computes the key from the instance with an arrow', async () => {
  @Registered((self: Payment) => ['payment', self.kind])
  @Injectable()
  class Payment {
    readonly kind = 'cash';
  }

  const app = await startApp({ imports, providers: [Payment] });
  expect(app.get(Registry).get(['payment', 'cash'])?.value).toBe(app.get(Payment));
});

it('takes a class as the key itself', async () => {
  class Port {}

  @Registered(Port)
  @Injectable()
  class Adapter {}

  const app = await startApp({ imports, providers: [Adapter] });
  expect(app.get(Registry).get(Port)?.value).toBe(app.get(Adapter));
});

it('registers the value of the decorator, even undefined', async () => {
  @Registered('valued', { value: { weight: 2 } })
  @Injectable()
  class Valued {}

  @Registered('empty', { value: undefined })
  @Injectable()
  class Empty {}

  const app = await startApp({ imports, providers: [Valued, Empty] });
  expect(app.get(Registry).get('valued')?.value).toEqual({ weight: 2 });
  expect(app.get(Registry).get('empty')?.value).toBeUndefined();
});

it('does not register a subclass because its parent is', async () => {
  @Injectable()
  class Child extends CardPayment {}

  const app = await startApp({ imports, providers: [Child] });
  expect(app.get(Registry).size).toBe(0);
});

it('fails the start when two providers want one unique key', async () => {
  @Registered(['payment', 'card'])
  @Injectable()
  class Rival {}

  const start = startApp({ imports, providers: [CardPayment, Rival] });
  await expect(start).rejects.toMatchObject({
    code: 'WIRING_FAILED',
    cause: { code: 'ALREADY_REGISTERED' },
  });
  await expect(start).rejects.toThrow('@Registered on Rival: ');
  await expect(start).rejects.toThrow("by owner 'CardPayment'");
});

it('fails the start with what an arrow that computes the key throws', async () => {
  @Registered(() => {
    throw new Error('no key today');
  })
  @Injectable()
  class Broken {}

  await expect(startApp({ imports, providers: [Broken] })).rejects.toThrow('no key today');
});

it('owns all entries of one provider with one owner, named after its class', async () => {
  const app = await startApp({ imports, providers: [CardPayment] });
  const owner = app.get(Registry).whereis(['payment', 'card']);
  expect(owner?.label).toBe('CardPayment');
});
