// golevelup/nestjs#631, #989, #729: static flags let only the first application, or the first module, be wired.
import { Injectable } from '@nestjs/common';
import { Registry, RegistryModule, Subscribe } from 'nestjs-registry';
import { startApp } from '../support/start-app.js';

@Injectable()
class Handlers {
  heard = 0;

  @Subscribe('news')
  on(): void {
    this.heard++;
  }
}

it('each application hears its own messages, also after another was closed', async () => {
  const start = () =>
    startApp({ imports: [RegistryModule.forRoot({ keys: 'duplicate' })], providers: [Handlers] });
  const first = await start();
  await first.close();
  const [second, third] = [await start(), await start()];
  second.get(Registry).emit('news', 1);
  expect([second.get(Handlers).heard, third.get(Handlers).heard]).toEqual([1, 0]);
});
