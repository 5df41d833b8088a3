import { Controller, Inject, Injectable, Scope } from '@nestjs/common';
import { REQUEST } from '@nestjs/core';
import { Registered, RegistryModule, Subscribe, UnsupportedScopeError } from 'nestjs-registry';
import { startApp } from '../support/start-app.js';

const imports = [RegistryModule.forRoot({ keys: 'duplicate' })];

@Injectable({ scope: Scope.REQUEST })
class PerRequest {
  @Subscribe('hello')
  onHello(): void {}
}

@Injectable()
class DependsOnTheRequest {
  constructor(@Inject(REQUEST) readonly request: unknown) {}

  @Subscribe('hello')
  onHello(): void {}
}

@Injectable({ scope: Scope.TRANSIENT })
class Transient {
  @Subscribe('hello')
  onHello(): void {}
}

@Registered('name')
@Injectable({ scope: Scope.REQUEST })
class RegisteredPerRequest {}

@Registered('name')
@Injectable({ scope: Scope.TRANSIENT })
class RegisteredTransient {}

@Controller({ scope: Scope.REQUEST })
class PerRequestController {
  @Subscribe('hello')
  onHello(): void {}
}

it.each([
  [PerRequest, 'request', '@Subscribe on PerRequest.onHello'],
  [DependsOnTheRequest, 'request', '@Subscribe on DependsOnTheRequest.onHello'],
  [Transient, 'transient', '@Subscribe on Transient.onHello'],
  [RegisteredPerRequest, 'request', '@Registered on RegisteredPerRequest'],
  [RegisteredTransient, 'transient', '@Registered on RegisteredTransient'],
])('refuses %p, naming the scope and the decorator', async (provider, scope, where) => {
  const start = startApp({ imports, providers: [provider] });
  await expect(start).rejects.toThrow(UnsupportedScopeError);
  await expect(start).rejects.toMatchObject({ code: 'UNSUPPORTED_SCOPE', scope });
  await expect(start).rejects.toThrow(where);
});

it('refuses a request-scoped controller', async () => {
  const start = startApp({ imports, controllers: [PerRequestController] });
  await expect(start).rejects.toThrow('@Subscribe on PerRequestController.onHello');
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
