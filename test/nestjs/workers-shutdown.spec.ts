import {
  Inject,
  Injectable,
  Module,
  type LoggerService,
  type OnApplicationShutdown,
} from '@nestjs/common';
import { LazyModuleLoader, NestFactory } from '@nestjs/core';
import {
  getRegistryToken,
  getSupervisorToken,
  provideWorkers,
  Registered,
  Registry,
  RegistryModule,
  Subscribe,
  SupervisorClosedError,
  Worker,
  WorkerTerminatedError,
  type StopReason,
  type WorkerSupervisor,
} from 'nestjs-registry';
import { ManualClock } from 'nestjs-registry/testing';
import { rejection } from '../support/caught.js';
import { startApp } from '../support/start-app.js';
import { Gate, turn } from '../support/supervise.js';

const imports = [RegistryModule.forRoot({ keys: 'unique' })];
let lines: string[] = [];
let gate = new Gate();

beforeEach(() => {
  lines = [];
  gate = new Gate();
});

@Injectable()
class Database implements OnApplicationShutdown {
  open = true;
  async save(name: string): Promise<void> {
    await turn();
    lines.push(`${name} ${this.open ? 'saved' : 'lost'}`);
  }
  onApplicationShutdown(): void {
    this.open = false;
    lines.push('database closed');
  }
}

@Module({ providers: [Database], exports: [Database] })
class DatabaseModule {}

@Worker()
@Registered((name: string) => name)
class Saver {
  #name = '';
  constructor(@Inject(Database) private readonly database: Database) {}
  onStart(name: string): void {
    this.#name = name;
  }
  async onStop(reason: StopReason): Promise<void> {
    lines.push(`${this.#name} ${reason}`);
    await this.database.save(this.#name);
  }
  async work(): Promise<string> {
    await gate.opened;
    return 'done';
  }
  ping(): void {}
  crash(): void {
    throw new Error('crash');
  }
}

@Module({
  imports: [DatabaseModule],
  providers: [...provideWorkers(Saver)],
  exports: [getSupervisorToken(Saver)],
})
class SaversModule {}

const token = getSupervisorToken(Saver);

it('stops the workers while what their module imports is still there', async () => {
  const app = await startApp({ imports: [...imports, SaversModule] });
  const savers = app.get<WorkerSupervisor<Saver>>(token);
  await savers.start('ann');
  await savers.start('bob');
  await app.close();
  expect(lines).toEqual([
    'ann shutdown',
    'bob shutdown',
    'ann saved',
    'bob saved',
    'database closed',
  ]);
  await expect(savers.start('cid')).rejects.toThrow(SupervisorClosedError);
});

it('finishes what runs, and refuses what waits in full mailboxes', async () => {
  const app = await startApp({ imports: [...imports, SaversModule] });
  const savers = app.get<WorkerSupervisor<Saver>>(token);
  const { call } = await savers.start('ann');
  const working = call.work();
  const waiting = Array.from({ length: 1_000 }, () => rejection(call.ping()));
  const closing = app.close();
  const errors = await Promise.all(waiting);
  expect(errors.every((error) => error instanceof WorkerTerminatedError)).toBe(true);
  gate.open();
  expect(await working).toBe('done');
  await closing;
  expect(lines).toContain('ann saved');
});

it('waits no longer than shutdownTimeout', async () => {
  const clock = new ManualClock();
  const registry = RegistryModule.forRoot({ keys: 'unique', clock });
  const app = await startApp({ imports: [registry, SaversModule] });
  const ann = await app.get<WorkerSupervisor<Saver>>(token).start('ann');
  const working = rejection(ann.with({ timeout: Infinity }).call.work());
  const closing = app.close();
  while (ann.status !== 'stopping') await turn();
  clock.advance(5_000);
  await closing;
  expect(await working).toBeInstanceOf(WorkerTerminatedError);
  expect(lines).toEqual(['database closed']);
});

it("leaves nothing in the registry, and lets the registry's observers hear of the ends", async () => {
  const app = await startApp({ imports: [...imports, SaversModule] });
  const registry = app.get(Registry);
  await app.get<WorkerSupervisor<Saver>>(token).start('ann');
  const owner = registry.whereis('ann');
  await app.close();
  expect([registry.size, owner?.alive, owner?.reason]).toEqual([0, false, 'shutdown']);
});

it('stops also workers of a lazily loaded module', async () => {
  const app = await startApp({ imports });
  const moduleRef = await app.get(LazyModuleLoader).load(() => SaversModule);
  const savers = moduleRef.get<WorkerSupervisor<Saver>>(token);
  await savers.start('ann');
  await app.close();
  expect(savers.count()).toBe(0);
  expect(lines).toContain('ann shutdown');
});

it("logs crashes with Nest's logger, unless told otherwise", async () => {
  @Worker({ logErrors: false })
  @Registered((name: string) => ['quiet', name])
  class Quiet extends Saver {}

  const logged: unknown[][] = [];
  const logger: LoggerService = {
    log: () => undefined,
    warn: () => undefined,
    error: (...line: unknown[]) => logged.push(line),
  };
  @Module({
    imports: [...imports, DatabaseModule],
    providers: [...provideWorkers(Saver, Quiet)],
  })
  class AppModule {}
  const app = await NestFactory.createApplicationContext(AppModule, { logger });
  (await app.get<WorkerSupervisor<Saver>>(token).start('ann')).cast.crash();
  (await app.get<WorkerSupervisor<Quiet>>(getSupervisorToken(Quiet)).start('bob')).cast.crash();
  await app.close();
  expect(logged).toEqual([
    [
      expect.stringMatching(/^Worker Saver 'ann' crashed in crash and is restarted in \d+ ms$/),
      expect.stringContaining('Error: crash'),
      'Worker',
    ],
  ]);
});

it('delivers what is published in the last hooks to workers, before they stop', async () => {
  @Worker()
  @Registered((name: string) => name)
  class Listener {
    onStart(_name: string): void {}
    @Subscribe('farewell', { registry: 'farewells' })
    onFarewell(message: string): void {
      lines.push(message);
    }
  }
  @Injectable()
  class Leaving {
    constructor(@Inject(getRegistryToken('farewells')) private readonly events: Registry) {}
    onModuleDestroy(): void {
      this.events.emit('farewell', 'onModuleDestroy');
    }
    beforeApplicationShutdown(): void {
      this.events.emit('farewell', 'beforeApplicationShutdown');
    }
  }
  const app = await startApp({
    imports: [...imports, RegistryModule.forRoot({ name: 'farewells', keys: 'duplicate' })],
    providers: [Leaving, ...provideWorkers(Listener)],
  });
  await app.get<WorkerSupervisor<Listener>>(getSupervisorToken(Listener)).start('ann');
  await app.close();
  expect(lines).toEqual(['onModuleDestroy', 'beforeApplicationShutdown']);
});

it('shares nothing between two applications', async () => {
  const apps = [
    await startApp({ imports: [...imports, SaversModule] }),
    await startApp({ imports: [...imports, SaversModule] }),
  ];
  const [one, other] = apps.map((app) => app.get<WorkerSupervisor<Saver>>(token));
  await one!.start('ann');
  expect([one!.count(), other!.count()]).toEqual([1, 0]);
  await other!.start('ann');
  await apps[0]!.close();
  expect([one!.count(), other!.count()]).toEqual([0, 1]);
});
