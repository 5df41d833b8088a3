import { Injectable } from '@nestjs/common';
import { Registered, Registry, RegistryModule, Subscribe } from 'nestjs-registry';
import { startApp } from '../support/start-app.js';

@Registered('greeter')
@Injectable()
class Greeter {
  readonly heard: unknown[] = [];

  @Subscribe('hello')
  onHello(message: unknown): void {
    this.heard.push(message);
  }
}

const configuration = RegistryModule.forRoot({ keys: 'duplicate' });

it('gives each application registries of its own, even of one shared configuration', async () => {
  const one = await startApp({ imports: [configuration], providers: [Greeter] });
  const two = await startApp({ imports: [configuration], providers: [Greeter] });

  one.get(Registry).emit('hello', 'one');

  expect(one.get(Registry)).not.toBe(two.get(Registry));
  expect(one.get(Greeter).heard).toEqual(['one']);
  expect(two.get(Greeter).heard).toEqual([]);
});

it('leaves the other application alone when one closes', async () => {
  const one = await startApp({ imports: [configuration], providers: [Greeter] });
  const two = await startApp({ imports: [configuration], providers: [Greeter] });

  await one.close();

  expect(two.get(Registry).emit('hello', 'still here')).toBe(1);
  expect(two.get(Registry).lookup('greeter')).toHaveLength(1);
});
