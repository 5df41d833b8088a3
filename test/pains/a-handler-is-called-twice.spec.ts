// nestjs/event-emitter#578, #1186, #410, #493, PR#1411; nestjs/nest#8314, #2557; nestjs/cqrs PR#1023; golevelup/nestjs#649: aliases,
// controllers, several tokens, inheritance, two applications.
import { Controller, Injectable } from '@nestjs/common';
import { Registry, RegistryModule, Subscribe } from 'nestjs-registry';
import { startApp } from '../support/start-app.js';

@Injectable()
class Base {
  @Subscribe('news')
  on(): string {
    return 'base';
  }
}

@Injectable()
class Child extends Base {
  @Subscribe('news')
  override on(): string {
    return 'child';
  }
}

@Controller('news')
class NewsController {
  @Subscribe('news')
  on(): string {
    return 'controller';
  }
}

const metadata = {
  imports: [RegistryModule.forRoot({ keys: 'duplicate' as const })],
  controllers: [NewsController],
  providers: [
    Child,
    { provide: 'alias', useExisting: Child },
    { provide: 'same instance', useFactory: (child: Child) => child, inject: [Child] },
  ],
};

it('one instance and one method are one handler, however many ways lead to it', async () => {
  const app = await startApp(metadata);
  const deliveries = await app.get(Registry).dispatch('news', 1).settled();
  expect(deliveries.map((delivery) => delivery.status === 'delivered' && delivery.value)).toEqual([
    'child',
    'controller',
  ]);
});

it('a second application has handlers of its own', async () => {
  const [one, other] = [await startApp(metadata), await startApp(metadata)];
  expect(one.get(Registry).emit('news', 1)).toBe(2);
  expect(other.get(Registry).emit('news', 1)).toBe(2);
});
