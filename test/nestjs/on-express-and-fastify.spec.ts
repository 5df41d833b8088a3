import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import { Controller, Get, Param, Sse } from '@nestjs/common';
import { map, type Observable } from 'rxjs';
import { Registered, Registry, RegistryModule, Subscribe } from 'nestjs-registry';
import { PLATFORMS, startServer } from '../support/start-server.js';

@Registered('greetings')
@Controller()
class Greetings {
  constructor(private readonly registry: Registry) {}

  @Get('greet/:name')
  async greet(@Param('name') name: string): Promise<unknown> {
    const [delivery] = await this.registry.dispatch('greet', name).settled();
    return delivery?.status === 'delivered' ? { greeting: delivery.value } : { error: true };
  }

  @Sse('stream')
  stream(): Observable<{ data: string }> {
    return this.registry.messages('news').pipe(map((message) => ({ data: String(message) })));
  }

  @Subscribe('greet')
  onGreet(name: string): string {
    return `hello ${name}`;
  }
}

const imports = [RegistryModule.forRoot({ keys: 'duplicate' })];

describe.each(PLATFORMS)('on %s', (platform) => {
  const start = () => startServer(platform, { imports, controllers: [Greetings] });

  it('wires the handlers of a controller', async () => {
    const app = await start();
    const response = await fetch(`${await app.getUrl()}/greet/ann`);
    expect(await response.json()).toEqual({ greeting: 'hello ann' });
  });

  it('streams messages while a client listens, and no longer', async () => {
    const app = await start();
    const registry = app.get(Registry);
    const subscribed = registry.whenRegistered('news');
    const request = get(`${await app.getUrl()}/stream`, { agent: false });
    await subscribed;
    registry.emit('news', 'hello');
    const [response] = (await once(request, 'response')) as [IncomingMessage];
    let text = '';
    for await (const chunk of response.iterator({ destroyOnReturn: false })) {
      text += String(chunk);
      if (text.includes('data: hello')) break;
    }

    const gone = new Promise((resolve) => {
      registry.changes({ type: 'unregistered', key: 'news' }).subscribe(resolve);
    });
    request.destroy();
    await gone;
    expect(registry.lookup('news')).toEqual([]);
  });
});
