// nestjs/event-emitter#688, #994; nestjs/cqrs#409, #1154, PR#728: a handler that throws or rejects ended the process, or
// its default changed from version to version.
import { Injectable } from '@nestjs/common';
import { throwError, type Observable } from 'rxjs';
import { Registry, RegistryModule, Subscribe } from 'nestjs-registry';
import { startApp } from '../support/start-app.js';

@Injectable()
class Handlers {
  readonly heard: string[] = [];

  @Subscribe('order')
  throws(): void {
    throw new Error('thrown');
  }

  @Subscribe('order')
  async rejects(): Promise<void> {
    throw new Error('rejected');
  }

  @Subscribe('order')
  rejectsLate(): Promise<void> {
    return new Promise((_, reject) => {
      setImmediate(() => reject(new Error('rejected late')));
    });
  }

  @Subscribe('order')
  errors(): Observable<never> {
    return throwError(() => new Error('errored'));
  }

  @Subscribe('order')
  works(): void {
    this.heard.push('order');
  }
}

it.each(['emit', 'dispatch'] as const)(
  'with %s: the process, the publisher and the other handlers go on',
  async (publish) => {
    const fatal: unknown[] = [];
    const onFatal = (error: unknown): void => void fatal.push(error);
    process.on('uncaughtException', onFatal).on('unhandledRejection', onFatal);
    try {
      const app = await startApp({
        imports: [RegistryModule.forRoot({ keys: 'duplicate' })],
        providers: [Handlers],
      });
      const registry = app.get(Registry);
      registry[publish]('order', 1);
      await registry.whenIdle();
      await new Promise((resolve) => setImmediate(resolve));
      expect(app.get(Handlers).heard).toEqual(['order']);
      expect(registry.stats()).toMatchObject({ deliveries: 5, failures: 4 });
      expect(fatal).toEqual([]);
    } finally {
      process.off('uncaughtException', onFatal).off('unhandledRejection', onFatal);
    }
  },
);
