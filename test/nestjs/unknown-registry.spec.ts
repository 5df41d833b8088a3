import { Injectable } from '@nestjs/common';
import { Registered, RegistryModule, Subscribe, UnknownRegistryError } from 'nestjs-registry';
import { startApp } from '../support/start-app.js';

@Injectable()
class Handlers {
  @Subscribe('hello', { registry: 'evnts' })
  onHello(): void {}
}

@Registered('name', { registry: 'evnts' })
@Injectable()
class Named {}

const imports = [
  RegistryModule.forRoot([
    { name: 'events', keys: 'duplicate' },
    { name: 'users', keys: 'unique' },
  ]),
];

it.each([
  [Handlers, '@Subscribe on Handlers.onHello'],
  [Named, '@Registered on Named'],
])('refuses %p, which names a registry that does not exist', async (provider, where) => {
  const start = startApp({ imports, providers: [provider] });
  await expect(start).rejects.toThrow(UnknownRegistryError);
  await expect(start).rejects.toThrow(`${where} names registry 'evnts', which is not configured`);
  await expect(start).rejects.toThrow("there are 'events', 'users'");
});
