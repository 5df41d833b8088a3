import { Injectable, Module, Scope } from '@nestjs/common';
import { LazyModuleLoader } from '@nestjs/core';
import { Registry, RegistryModule, Subscribe, UnsupportedScopeError } from 'nestjs-registry';
import { startApp } from '../support/start-app.js';

@Injectable()
class Eager {
  @Subscribe('hello')
  onHello(): void {}
}

@Injectable()
class Late {
  @Subscribe('hello')
  onHello(): void {}
}

@Module({ providers: [Late] })
class LateModule {}

const imports = [RegistryModule.forRoot({ keys: 'duplicate' })];

it('wires the handlers of a module that is loaded later', async () => {
  const app = await startApp({ imports, providers: [Eager] });
  expect(app.get(Registry).emit('hello', 1)).toBe(1);
  await app.get(LazyModuleLoader).load(() => LateModule);
  expect(app.get(Registry).emit('hello', 1)).toBe(2);
});

it('wires them once, however often the module is loaded', async () => {
  const app = await startApp({ imports });
  await Promise.all([1, 2, 3].map(() => app.get(LazyModuleLoader).load(() => LateModule)));
  expect(app.get(Registry).emit('hello', 1)).toBe(1);
});

it('refuses to load a module whose handlers cannot work', async () => {
  @Injectable({ scope: Scope.TRANSIENT })
  class Transient {
    @Subscribe('hello')
    onHello(): void {}
  }

  @Module({ providers: [Transient] })
  class BrokenModule {}

  const app = await startApp({ imports });
  await expect(app.get(LazyModuleLoader).load(() => BrokenModule)).rejects.toThrow(
    UnsupportedScopeError,
  );
});
