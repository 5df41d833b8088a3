// nestjs/event-emitter#379, #25; sindresorhus/emittery#80: a handler of several events, or of a wildcard, is not told which fired.
import { Injectable } from '@nestjs/common';
import { pattern, Registry, RegistryModule, Subscribe, type MessageContext } from 'nestjs-registry';
import { startApp } from '../support/start-app.js';

@Injectable()
class Audit {
  readonly heard: unknown[] = [];

  @Subscribe([pattern('order:*'), 'invoice'])
  on(_message: unknown, { registry, topic }: MessageContext): void {
    this.heard.push([registry, topic]);
  }
}

it('the context of a handler tells the topic', async () => {
  const app = await startApp({
    imports: [RegistryModule.forRoot({ keys: 'duplicate' })],
    providers: [Audit],
  });
  for (const topic of ['order:created', 'invoice', 'order:paid']) app.get(Registry).emit(topic, 1);
  expect(app.get(Audit).heard).toEqual([
    ['default', 'order:created'],
    ['default', 'invoice'],
    ['default', 'order:paid'],
  ]);
});
