// OptimalBits/bull#2069, PR#2070; golevelup/nestjs PR#697: app.close() does not wait for handlers, or closes what they need first.
import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { Registry, RegistryModule, Subscribe } from 'nestjs-registry';
import { startApp } from '../support/start-app.js';

const log: string[] = [];

@Injectable()
class Worker implements OnApplicationShutdown {
  constructor(private readonly registry: Registry) {}

  @Subscribe('work')
  async on(): Promise<void> {
    for (let turn = 0; turn < 50; turn++) await Promise.resolve();
    log.push(`done, registry ${this.registry.closed ? 'closed' : 'open'}`);
  }

  onApplicationShutdown(): void {
    this.registry.emit('work', 'published at the last moment');
    log.push('last hook');
  }
}

it('app.close() waits for the handlers in flight, with everything they need still open', async () => {
  const app = await startApp({
    imports: [RegistryModule.forRoot({ keys: 'duplicate' })],
    providers: [Worker],
  });
  await app.close();
  expect(log).toEqual(['last hook', 'done, registry open']);
  expect(app.get(Registry).closed).toBe(true);
});
