import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import { Controller, Get, Module, Param, Sse } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { map, type Observable } from 'rxjs';
import { Registered, Registry, RegistryModule, Subscribe } from 'nestjs-registry';

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

@Module({ imports: [RegistryModule.forRoot({ keys: 'duplicate' })], controllers: [Greetings] })
class AppModule {}

let app: NestFastifyApplication;
let url: string;

beforeEach(async () => {
  app = await NestFactory.create<NestFastifyApplication>(AppModule, new FastifyAdapter(), {
    logger: false,
  });
  await app.listen(0, '127.0.0.1');
  url = await app.getUrl();
});

afterEach(() => app.close());

it('wires the handlers of a controller', async () => {
  const response = await fetch(`${url}/greet/ann`);
  expect(await response.json()).toEqual({ greeting: 'hello ann' });
});

it('streams messages while a client listens, and no longer', async () => {
  const registry = app.get(Registry);
  const subscribed = registry.whenRegistered('news');
  const request = get(`${url}/stream`, { agent: false });
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
