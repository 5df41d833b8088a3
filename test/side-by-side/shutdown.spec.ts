import {
  Injectable,
  type BeforeApplicationShutdown,
  type OnApplicationShutdown,
} from '@nestjs/common';
import { startApp } from '../support/start-app.js';
import { turns } from '../support/turns.js';
import { Journal, Orders, PostOffice } from './shop.js';
import * as cqrs from './with-cqrs.js';
import * as emitter from './with-event-emitter.js';
import * as registry from './with-registry.js';

const shops = { 'event-emitter': emitter.shop, cqrs: cqrs.shop, registry: registry.shop };

it.each([
  ['event-emitter', 'does not wait for', ['application closed', 'mailed 1']],
  ['cqrs', 'does not wait for', ['application closed', 'mailed 1']],
  ['registry', 'waits for', ['mailed 1', 'application closed']],
] as const)('%s: app.close() %s a handler in flight', async (library, _, lines) => {
  const app = await startApp(shops[library]());
  const [journal, post] = [app.get(Journal), app.get(PostOffice)];
  post.close();
  app.get(Orders).create({ id: 1 });
  const closing = app.close().then(() => journal.write('application closed'));
  await turns();
  post.open();
  await closing;
  await turns();
  expect(journal.lines.slice(2)).toEqual(lines);
});

@Injectable()
class Late implements BeforeApplicationShutdown, OnApplicationShutdown {
  constructor(private readonly orders: Orders) {}

  beforeApplicationShutdown(): void {
    this.orders.create({ id: 1 });
  }

  onApplicationShutdown(): void {
    this.orders.create({ id: 2 });
  }
}

it.each([
  ['event-emitter', 'delivers', ['billed 1', 'billed 2']],
  ['cqrs', 'loses', []],
  ['registry', 'delivers', ['billed 1', 'billed 2']],
] as const)('%s %s what is published from hooks of the shutdown', async (library, _, lines) => {
  const { imports, providers = [] } = shops[library]();
  const app = await startApp({ imports, providers: [...providers, Late] });
  await app.close();
  const { lines: all } = app.get(Journal);
  expect(all.filter((line) => line.startsWith('billed'))).toEqual(lines);
});
