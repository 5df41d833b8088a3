// nestjs/event-emitter#538, #52, #596: the second decorator of a method replaced the first; an array was one strange topic.
import { Injectable } from '@nestjs/common';
import { Registry, RegistryModule, Subscribe } from 'nestjs-registry';
import { startApp } from '../support/start-app.js';

@Injectable()
class Handlers {
  readonly heard: unknown[] = [];

  @Subscribe('a')
  @Subscribe(['b', 'c'])
  on(message: unknown): void {
    this.heard.push(message);
  }
}

it('every decorator counts, and an array means each', async () => {
  const app = await startApp({
    imports: [RegistryModule.forRoot({ keys: 'duplicate' })],
    providers: [Handlers],
  });
  for (const topic of ['a', 'b', 'c']) app.get(Registry).emit(topic, topic);
  expect(app.get(Handlers).heard).toEqual(['a', 'b', 'c']);
});
