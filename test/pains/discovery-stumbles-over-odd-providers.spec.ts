// nestjs/event-emitter#457; nestjs/schedule#142; golevelup/nestjs#17, #44; nestjs/nest#12518, #17617: null, primitives, objects without a
// prototype and factories break the scan, or are skipped.
import { Registry, RegistryModule, Subscribe } from 'nestjs-registry';
import { startApp } from '../support/start-app.js';

class Handlers {
  constructor(readonly name: string) {}

  @Subscribe('news')
  on(): string {
    return this.name;
  }
}

it('finds handlers made by values and factories, and passes over what is none', async () => {
  const app = await startApp({
    imports: [RegistryModule.forRoot({ keys: 'duplicate' })],
    providers: [
      { provide: 'null', useValue: null },
      { provide: 'undefined', useFactory: () => undefined },
      { provide: 'text', useValue: 'text' },
      { provide: 'bare', useValue: Object.create(null) as object },
      { provide: 'proxy', useValue: new Proxy({}, { get: () => () => undefined }) },
      { provide: 'value', useValue: new Handlers('value') },
      { provide: 'factory', useFactory: async () => new Handlers('factory') },
    ],
  });
  const deliveries = await app.get(Registry).dispatch('news', 1).settled();
  expect(deliveries).toMatchObject([{ value: 'value' }, { value: 'factory' }]);
});
