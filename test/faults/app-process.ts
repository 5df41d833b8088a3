/** An application with hooks for signals and work in flight; says on its output what happens, and goes on when its input says so. */
import { createInterface } from 'node:readline';
import { Injectable, Module, type OnModuleDestroy } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import {
  getSupervisorToken,
  provideWorkers,
  Registered,
  Registry,
  RegistryModule,
  Subscribe,
  Worker,
  type Key,
  type WorkerSupervisor,
} from 'nestjs-registry';

const say = (text: string): void => {
  process.stdout.write(`${text}\n`);
};

let finish: (() => void) | undefined;
const finished = new Promise<void>((resolve) => (finish = resolve));

@Injectable()
class Handlers implements OnModuleDestroy {
  @Subscribe('topic')
  async handle(): Promise<void> {
    say('handling');
    await finished;
    say('handled');
  }

  onModuleDestroy(): void {
    say('closing');
  }
}

@Worker({ registry: 'names' })
@Registered((key: Key) => key)
class Working {
  async onStart(_key: Key): Promise<void> {}

  async onStop(reason: string): Promise<void> {
    await new Promise((resolve) => setImmediate(resolve));
    say(`worker stopped: ${reason}`);
  }
}

@Module({
  imports: [RegistryModule.forRoot([{ keys: 'duplicate' }, { name: 'names', keys: 'unique' }])],
  providers: [Handlers, ...provideWorkers(Working)],
})
class AppModule {}

const app = await NestFactory.createApplicationContext(AppModule, { logger: false });
app.enableShutdownHooks();
await app.get<WorkerSupervisor<Working>>(getSupervisorToken(Working)).start('a');
const registry = app.get(Registry);
registry.changes().subscribe({ complete: () => say('changes completed') });
registry.emit('topic', 1);

createInterface(process.stdin).on('line', (line) => {
  if (line === 'finish') finish?.();
  if (line !== 'close') return;
  void app.close().then(() => {
    say('closed');
    // A signal that came while Nest took its hooks off may have been lost: then nothing else ends the process.
    process.stdin.destroy();
  });
});
say('ready');
