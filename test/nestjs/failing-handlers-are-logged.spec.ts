import { Injectable, Module, type LoggerService } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import {
  Registry,
  RegistryModule,
  Subscribe,
  type Failure,
  type RegistryModuleOptions,
} from 'nestjs-registry';

@Injectable()
class Handlers {
  @Subscribe('sync')
  onSync(): void {
    throw new Error('sync failure');
  }

  @Subscribe('async')
  async onAsync(): Promise<void> {
    throw new Error('async failure');
  }

  @Subscribe('odd')
  onOdd(): void {
    // oxlint-disable-next-line typescript/only-throw-error -- what users throw is up to them
    throw 'just a string';
  }
}

class RecordingLogger implements LoggerService {
  readonly errors: unknown[][] = [];
  log(): void {}
  warn(): void {}
  error(...args: unknown[]): void {
    this.errors.push(args);
  }
}

async function errorsAfter(
  topic: string,
  options: Partial<RegistryModuleOptions> = {},
): Promise<unknown[][]> {
  @Module({
    imports: [RegistryModule.forRoot({ keys: 'duplicate', ...options })],
    providers: [Handlers],
  })
  class AppModule {}

  const logger = new RecordingLogger();
  const app = await NestFactory.createApplicationContext(AppModule, { logger });
  await app.get(Registry).dispatch(topic, 1).settled();
  await app.close();
  return logger.errors;
}

it("logs a throwing handler through Nest's logger, with its name, topic and stack", async () => {
  const [[message, stack, context]] = (await errorsAfter('sync')) as [[string, string, string]];
  expect(message).toBe("Handler Handlers.onSync of topic 'sync' in registry 'default' failed");
  expect(stack).toMatch(/^Error: sync failure\n.*failing-handlers-are-logged/s);
  expect(context).toBe('Registry');
});

it('logs a rejecting handler', async () => {
  const [[, stack]] = (await errorsAfter('async')) as [[string, string]];
  expect(stack).toMatch(/^Error: async failure/);
});

it('logs what is thrown and is no error', async () => {
  const [[, stack]] = (await errorsAfter('odd')) as [[string, string]];
  expect(stack).toBe("'just a string'");
});

it('leaves logging to the onError of the options', async () => {
  const failures: Failure[] = [];
  expect(await errorsAfter('sync', { onError: (failure) => failures.push(failure) })).toEqual([]);
  expect(failures).toMatchObject([
    { handler: 'Handlers.onSync', topic: 'sync', registry: 'default' },
  ]);
});

it('logs nothing with logErrors: false', async () => {
  expect(await errorsAfter('sync', { logErrors: false })).toEqual([]);
});
