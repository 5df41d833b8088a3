// golevelup/nestjs#409, #204, #729, #422, #336, #293: global guards and interceptors, written for HTTP, run around message handlers and break
// them. And the other way round nestjs/event-emitter#1175, golevelup/nestjs#23: a handler cannot have any.
import { Injectable, UseGuards, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { Registry, RegistryModule, Subscribe } from 'nestjs-registry';
import { startApp } from '../support/start-app.js';

const asked: string[] = [];

class ForHttp implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    asked.push('global');
    // Not there for a message: this would throw.
    return (context.switchToHttp().getRequest<{ headers: object }>().headers as object) !== null;
  }
}

class ForMessages implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    asked.push(context.getType<string>());
    return true;
  }
}

@Injectable()
class Handlers {
  @Subscribe('plain')
  plain(): string {
    return 'handled';
  }

  @UseGuards(ForMessages)
  @Subscribe('guarded', { enhancers: true })
  guarded(): string {
    return 'handled';
  }
}

it('only the guards of the handler run, and only if it says so', async () => {
  const app = await startApp({
    imports: [RegistryModule.forRoot({ keys: 'duplicate' })],
    providers: [Handlers, { provide: APP_GUARD, useClass: ForHttp }],
  });
  for (const topic of ['plain', 'guarded']) {
    const deliveries = await app.get(Registry).dispatch(topic, 1).settled();
    expect(deliveries).toMatchObject([{ status: 'delivered', value: 'handled' }]);
  }
  expect(asked).toEqual(['registry']);
});
