// golevelup/nestjs#193: hot reload and tests pile up listeners, because closing removes them only half.
import { Injectable } from '@nestjs/common';
import { Registry, RegistryModule, Subscribe } from 'nestjs-registry';
import { survivorsOf } from '../support/heap.js';
import { startApp } from '../support/start-app.js';

@Injectable()
class Handlers {
  @Subscribe('news')
  on(): void {}
}

it('a closed application and its handlers can be collected', async () => {
  async function comeAndGo(): Promise<WeakRef<object>[]> {
    const app = await startApp({
      imports: [RegistryModule.forRoot({ keys: 'duplicate' })],
      providers: [Handlers],
    });
    app.get(Registry).emit('news', 1);
    const refs = [new WeakRef<object>(app.get(Handlers)), new WeakRef<object>(app.get(Registry))];
    await app.close();
    return refs;
  }
  const refs = (await Promise.all(Array.from({ length: 20 }, comeAndGo))).flat();
  expect(await survivorsOf(refs)).toHaveLength(0);
});
