import { Inject, Injectable, Scope } from '@nestjs/common';
import { Registry, RegistryModule, Subscribe } from 'nestjs-registry';
import { startApp } from '../support/start-app.js';

class Dependency {}

@Injectable({ scope: Scope.REQUEST })
class Handler {
  constructor(@Inject(Dependency) readonly dependency: unknown) {}

  @Subscribe('topic')
  handle(): unknown {
    return this.dependency;
  }
}

it.each([undefined, null, false, 0, ''])(
  'no handler is called without what a factory should have made that rejects with %p',
  async (nothing) => {
    const app = await startApp({
      imports: [RegistryModule.forRoot({ keys: 'duplicate', logErrors: false })],
      providers: [
        Handler,
        {
          provide: Dependency,
          scope: Scope.REQUEST,
          // oxlint-disable-next-line typescript/prefer-promise-reject-errors -- what users reject with is up to them
          useFactory: () => Promise.reject(nothing),
        },
      ],
    });
    // The first time it is not known yet that the factory takes its time.
    for (let i = 0; i < 2; i++) {
      const deliveries = await app.get(Registry).dispatch('topic', 1).settled();
      expect(deliveries.map(({ status }) => status)).toEqual(['failed']);
    }
  },
);
