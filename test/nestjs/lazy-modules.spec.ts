import { Inject, Injectable, Module, Scope } from '@nestjs/common';
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

it('wires a slow module only when it is complete, however fast another one is', async () => {
  const dependency = new Promise<string>((resolve) => {
    setImmediate(resolve, 'ready');
  });

  @Injectable()
  class Slow {
    constructor(@Inject('dependency') readonly dependency: string) {}

    @Subscribe('hello')
    onHello(): string {
      return this.dependency;
    }
  }

  @Module({ providers: [Slow, { provide: 'dependency', useFactory: () => dependency }] })
  class SlowModule {}

  const app = await startApp({ imports });
  const loader = app.get(LazyModuleLoader);
  await Promise.all([loader.load(() => SlowModule), loader.load(() => LateModule)]);
  const deliveries = await app.get(Registry).dispatch('hello', 1).settled();
  expect(deliveries).toHaveLength(2);
  expect(deliveries).toContainEqual(
    expect.objectContaining({ handler: 'Slow.onHello', value: 'ready' }),
  );
});

it('loads a good module after a bad one', async () => {
  @Injectable()
  class Bad {
    @Subscribe('hello', { registry: 'unknown' })
    onHello(): void {}
  }

  @Module({ providers: [Bad] })
  class BadModule {}

  const app = await startApp({ imports });
  const loader = app.get(LazyModuleLoader);
  await expect(loader.load(() => BadModule)).rejects.toMatchObject({ code: 'UNKNOWN_REGISTRY' });
  await loader.load(() => LateModule);
  expect(app.get(Registry).emit('hello', 1)).toBe(1);
});

it('wires what a lazy module imports', async () => {
  @Module({ imports: [LateModule] })
  class OuterModule {}

  const app = await startApp({ imports });
  await app.get(LazyModuleLoader).load(() => OuterModule);
  expect(app.get(Registry).emit('hello', 1)).toBe(1);
});
