import { Injectable, Module, Scope, type MiddlewareConsumer } from '@nestjs/common';
import { Registered, RegistryModule, Subscribe, UnsupportedScopeError } from 'nestjs-registry';
import { startApp } from '../support/start-app.js';
import { PLATFORMS, startServer } from '../support/start-server.js';

const imports = [RegistryModule.forRoot({ keys: 'duplicate' })];

@Injectable({ scope: Scope.TRANSIENT })
class Transient {
  @Subscribe('hello')
  onHello(): void {}
}

@Registered('name')
@Injectable({ scope: Scope.TRANSIENT })
class RegisteredTransient {}

@Injectable({ scope: Scope.REQUEST })
class ComputesItsTopic {
  @Subscribe((self: ComputesItsTopic) => self.constructor.name)
  onHello(): void {}
}

it.each([
  [Transient, 'transient', '@Subscribe on Transient.onHello'],
  [RegisteredTransient, 'transient', '@Registered on RegisteredTransient'],
  [ComputesItsTopic, 'request', '@Subscribe on ComputesItsTopic.onHello'],
])('refuses %p, naming the scope and the decorator', async (provider, scope, where) => {
  const start = startApp({ imports, providers: [provider] });
  await expect(start).rejects.toThrow(UnsupportedScopeError);
  await expect(start).rejects.toMatchObject({ code: 'UNSUPPORTED_SCOPE', scope });
  await expect(start).rejects.toThrow(where);
});

it.each(PLATFORMS)('refuses a request-scoped middleware on %s', async (platform) => {
  @Injectable({ scope: Scope.REQUEST })
  class PerRequestMiddleware {
    @Subscribe('hello')
    onHello(): void {}

    use(_request: unknown, _response: unknown, next: () => void): void {
      next();
    }
  }
  class WithMiddleware {
    configure(consumer: MiddlewareConsumer): void {
      consumer.apply(PerRequestMiddleware).forRoutes('{*all}');
    }
  }
  Module({ imports })(WithMiddleware);
  const start = startServer(platform, { imports: [WithMiddleware] });
  await expect(start).rejects.toThrow('@Subscribe on PerRequestMiddleware.onHello');
});

it('accepts transient and request-scoped providers without decorators', async () => {
  @Injectable({ scope: Scope.TRANSIENT })
  class Plain {}

  @Injectable({ scope: Scope.REQUEST })
  class Other {}

  await expect(startApp({ imports, providers: [Plain, Other] })).resolves.toBeDefined();
});

it('wires a singleton that depends on a transient provider', async () => {
  @Injectable({ scope: Scope.TRANSIENT })
  class Plain {}

  @Injectable()
  class Singleton {
    constructor(readonly plain: Plain) {}

    @Subscribe('hello')
    onHello(): void {}
  }

  await expect(startApp({ imports, providers: [Plain, Singleton] })).resolves.toBeDefined();
});
