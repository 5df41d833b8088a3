import { Injectable, Module } from '@nestjs/common';
import { LazyModuleLoader } from '@nestjs/core';
import { Registered, Registry, RegistryModule, Subscribe } from 'nestjs-registry';
import { startApp } from '../support/start-app.js';

it('leaves no handler behind when another one of the module cannot be wired', async () => {
  @Injectable()
  class Fine {
    @Subscribe('hello')
    onHello(): void {}
  }

  @Registered(new Map())
  @Injectable()
  class Broken {}

  @Module({ providers: [Fine, Broken] })
  class LateModule {}

  const app = await startApp({ imports: [RegistryModule.forRoot({ keys: 'duplicate' })] });
  await expect(app.get(LazyModuleLoader).load(() => LateModule)).rejects.toMatchObject({
    cause: { code: 'INVALID_KEY' },
  });
  expect(app.get(Registry).size).toBe(0);
});
