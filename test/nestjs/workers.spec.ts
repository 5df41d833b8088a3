import {
  Injectable,
  Inject,
  Module,
  Optional,
  Scope,
  type INestApplicationContext,
} from '@nestjs/common';
import { Test } from '@nestjs/testing';
import {
  DuplicateWorkerError,
  getRegistryToken,
  getSupervisorToken,
  InjectRegistry,
  InjectSupervisor,
  InvalidDecoratorError,
  NotUniqueError,
  provideWorkers,
  Registered,
  Registry,
  RegistryModule,
  Subscribe,
  UnknownRegistryError,
  UnsupportedScopeError,
  Worker,
  WorkerSupervisor,
  type OnStart,
  type OnStop,
} from 'nestjs-registry';
import { startApp } from '../support/start-app.js';

const imports = [
  RegistryModule.forRoot([
    { name: 'workers', keys: 'unique' },
    { name: 'events', keys: 'duplicate', logErrors: false },
  ]),
];

@Injectable()
class ProfilesService {
  profile(userId: number): string {
    return `profile of ${userId}`;
  }
}

@Worker({ registry: 'workers' })
@Registered((userId: number) => ['user', userId])
class UserWorker implements OnStart, OnStop {
  static stopped: unknown[] = [];
  userId = 0;
  heard: unknown[] = [];
  @Inject('SIGN') sign!: string;

  constructor(
    readonly profiles: ProfilesService,
    @InjectRegistry('events') readonly events: Registry,
    @InjectSupervisor(UserWorker) readonly users: WorkerSupervisor<UserWorker>,
    @Optional() @Inject('NOTHING') readonly nothing: unknown,
  ) {}

  async onStart(userId: number): Promise<void> {
    this.userId = userId;
  }

  onStop(reason: string): void {
    UserWorker.stopped.push([this.userId, reason]);
  }

  profile(): string {
    return this.profiles.profile(this.userId) + this.sign;
  }

  injected(): unknown[] {
    return [this.events.name, this.users.count(), this.nothing];
  }

  async leave(): Promise<string> {
    await this.users.stop(['user', this.userId]);
    return 'bye';
  }

  @Subscribe((self: UserWorker) => ['user', self.userId, 'notified'], { registry: 'events' })
  onNotified(message: unknown): number {
    return this.heard.push(message);
  }
}

const providers = [
  ProfilesService,
  { provide: 'SIGN', useValue: '!' },
  ...provideWorkers(UserWorker),
];

function supervisorOf(app: INestApplicationContext): WorkerSupervisor<UserWorker> {
  return app.get<WorkerSupervisor<UserWorker>>(getSupervisorToken(UserWorker));
}

beforeEach(() => {
  UserWorker.stopped = [];
});

it('injects a worker like any provider of its module: constructor and properties', async () => {
  const app = await startApp({ imports, providers });
  const users = supervisorOf(app);
  const [ann, bob] = [await users.start(7), await users.start(8)];
  expect(await ann.call.profile()).toBe('profile of 7!');
  expect(await bob.call.profile()).toBe('profile of 8!');
  expect(await ann.call.injected()).toEqual(['events', 2, undefined]);
  const registry = app.get<Registry>(getRegistryToken('workers'));
  expect(registry.get(['user', 7])?.value).toBe(ann);
});

it('lets a worker stop itself by the supervisor that it is injected with', async () => {
  const app = await startApp({ imports, providers });
  const users = supervisorOf(app);
  const ann = await users.start(7);
  expect(await ann.call.leave()).toBe('bye');
  expect(UserWorker.stopped).toEqual([[7, 'stopped']]);
});

it('subscribes a worker while it runs, and nobody before', async () => {
  const app = await startApp({ imports, providers });
  const events = app.get<Registry>(getRegistryToken('events'));
  const users = supervisorOf(app);
  expect(events.size).toBe(0);
  await users.start(7);
  await users.start(8);
  const [delivery] = await events.dispatch(['user', 7, 'notified'], 'hello').settled();
  expect(delivery).toMatchObject({ handler: 'UserWorker.onNotified', value: 1 });
  await users.stop(['user', 7]);
  expect(events.emit(['user', 7, 'notified'], 'late')).toBe(0);
  expect(events.emit(['user', 8, 'notified'], 'hello')).toBe(1);
});

it('can be tested without Nest', () => {
  const fake = { profile: () => 'fake' };
  const worker = new UserWorker(fake, {} as Registry, {} as WorkerSupervisor<UserWorker>, null);
  worker.sign = '?';
  expect(worker.profile()).toBe('fake?');
});

it('takes overridden providers of a testing module, the supervisor included', async () => {
  const module = await Test.createTestingModule({ imports, providers })
    .overrideProvider(ProfilesService)
    .useValue({ profile: () => 'overridden' })
    .compile();
  await module.init();
  const users = supervisorOf(module);
  expect(await (await users.start(7)).call.profile()).toBe('overridden!');
  await module.close();

  const fake = { count: () => 42 };
  const other = await Test.createTestingModule({ imports, providers })
    .overrideProvider(getSupervisorToken(UserWorker))
    .useValue(fake)
    .compile();
  await other.init();
  expect(supervisorOf(other).count()).toBe(42);
  await other.close();
});

it('gives each worker transient dependencies of its own', async () => {
  let made = 0;
  @Injectable({ scope: Scope.TRANSIENT })
  class Counter {
    readonly id = ++made;
  }

  @Worker({ registry: 'workers' })
  @Registered((name: string) => name)
  class Counting {
    constructor(
      private readonly counter: Counter,
      @Inject(Counter) private readonly other: Counter,
    ) {}
    onStart(_name: string): void {}
    ids(): number[] {
      return [this.counter.id, this.other.id];
    }
  }

  const app = await startApp({ imports, providers: [Counter, ...provideWorkers(Counting)] });
  const supervisor = app.get<WorkerSupervisor<Counting>>(getSupervisorToken(Counting));
  const ids = [
    await (await supervisor.start('a')).call.ids(),
    await (await supervisor.start('b')).call.ids(),
  ];
  expect(new Set([ids[0]![0], ids[1]![0]]).size).toBe(2);
});

it('keeps classes of one name apart', async () => {
  const make = (answer: number) => {
    @Worker({ registry: 'workers' })
    @Registered((id: number) => [answer, id])
    class Same {
      onStart(_id: number): void {}
      answer(): number {
        return answer;
      }
    }
    return Same;
  };
  const [One, Two] = [make(1), make(2)];
  const app = await startApp({ imports, providers: [...provideWorkers(One, Two)] });
  for (const [type, answer] of [
    [One, 1],
    [Two, 2],
  ] as const) {
    const supervisor = app.get<WorkerSupervisor<InstanceType<typeof One>>>(
      getSupervisorToken(type),
    );
    expect(await (await supervisor.start(1)).call.answer()).toBe(answer);
  }
});

it('can be injected where its module exports it', async () => {
  @Module({ providers, exports: [getSupervisorToken(UserWorker)] })
  class UsersModule {}

  @Injectable()
  class Visits {
    constructor(
      @InjectSupervisor(UserWorker) readonly users: WorkerSupervisor<UserWorker>,
      @InjectSupervisor(() => UserWorker) readonly later: WorkerSupervisor<UserWorker>,
    ) {}
  }

  const app = await startApp({ imports: [...imports, UsersModule], providers: [Visits] });
  const { users, later } = app.get(Visits);
  expect(users).toBe(later);
  expect(users).toBeInstanceOf(WorkerSupervisor);
});

it('lets workers of two classes call each other', async () => {
  @Worker({ registry: 'workers' })
  @Registered((name: string) => ['ping', name])
  class Ping {
    constructor(@InjectSupervisor(() => Pong) private readonly pongs: WorkerSupervisor<Pong>) {}
    onStart(_name: string): void {}
    async ping(): Promise<string> {
      return (await this.pongs.getOrStart('pong')).call.pong();
    }
    pinged(): string {
      return 'pinged';
    }
  }

  @Worker({ registry: 'workers' })
  @Registered((name: string) => ['pong', name])
  class Pong {
    constructor(@InjectSupervisor(Ping) private readonly pings: WorkerSupervisor<Ping>) {}
    onStart(_name: string): void {}
    async pong(): Promise<string> {
      return (await this.pings.getOrStart('other')).call.pinged();
    }
  }

  const app = await startApp({ imports, providers: provideWorkers(Ping, Pong) });
  const pings = app.get<WorkerSupervisor<Ping>>(getSupervisorToken(Ping));
  expect(await (await pings.start('ping')).call.ping()).toBe('pinged');
});

it('can be started from onModuleInit, and from a constructor', async () => {
  @Injectable()
  class Eager {
    readonly early: Promise<unknown>;
    constructor(
      @InjectSupervisor(UserWorker) private readonly users: WorkerSupervisor<UserWorker>,
    ) {
      this.early = users.start(1);
    }
    async onModuleInit(): Promise<void> {
      await this.early;
      await this.users.start(2);
    }
  }
  const app = await startApp({ imports, providers: [Eager, ...providers] });
  const refs = supervisorOf(app).children();
  expect(await Promise.all(refs.map((ref) => ref.call.profile()))).toEqual([
    'profile of 1!',
    'profile of 2!',
  ]);
});

describe('refuses', () => {
  it('request-scoped dependencies, also deep ones', async () => {
    @Injectable({ scope: Scope.REQUEST })
    class PerRequest {}
    @Injectable()
    class Between {
      constructor(readonly scoped: PerRequest) {}
    }
    @Worker({ registry: 'workers' })
    @Registered((name: string) => name)
    class Scoped {
      constructor(readonly between: Between) {}
      onStart(_name: string): void {}
    }
    const start = startApp({
      imports,
      providers: [PerRequest, Between, ...provideWorkers(Scoped)],
    });
    await expect(start).rejects.toThrow(UnsupportedScopeError);
    await expect(start).rejects.toThrow(
      '@Worker on Scoped is on a provider that is request-scoped',
    );
  });

  it("a missing dependency, with Nest's own error", async () => {
    const start = startApp({ imports, providers: provideWorkers(UserWorker) });
    await expect(start).rejects.toThrow("Nest can't resolve dependencies of the UserWorker (?");
  });

  it('a class that is provided in two modules, and tells where', async () => {
    @Module({ providers })
    class UsersModule {}
    const start = startApp({
      imports: [...imports, UsersModule],
      providers: [
        ProfilesService,
        { provide: 'SIGN', useValue: '!' },
        ...provideWorkers(UserWorker),
      ],
    });
    await expect(start).rejects.toThrow(DuplicateWorkerError);
    await expect(start).rejects.toThrow(/workers\.spec\.ts:\d+.* and at .*workers\.spec\.ts:\d+/);
  });

  it('a registry that is not there, or has duplicate keys', async () => {
    @Worker({ registry: 'wrkers' })
    @Registered((name: string) => name)
    class Misspelt {
      onStart(_name: string): void {}
    }
    @Worker({ registry: 'events' })
    @Registered((name: string) => name)
    class Duplicate {
      onStart(_name: string): void {}
    }
    await expect(startApp({ imports, providers: provideWorkers(Misspelt) })).rejects.toThrow(
      UnknownRegistryError,
    );
    await expect(startApp({ imports, providers: provideWorkers(Duplicate) })).rejects.toThrow(
      NotUniqueError,
    );
  });

  it('a subscription to a registry that is not there, before any worker is started', async () => {
    @Worker({ registry: 'workers' })
    @Registered((name: string) => name)
    class Deaf {
      onStart(_name: string): void {}
      @Subscribe('hello', { registry: 'evnts' })
      onHello(): void {}
    }
    const start = startApp({ imports, providers: provideWorkers(Deaf) });
    await expect(start).rejects.toThrow("@Subscribe on Deaf.onHello names registry 'evnts'");
  });

  it('a worker that is listed as a provider', async () => {
    const start = startApp({
      imports,
      providers: [
        ProfilesService,
        { provide: 'SIGN', useValue: '!' },
        ...provideWorkers(UserWorker),
        UserWorker,
      ],
    });
    await expect(start).rejects.toThrow('List ...provideWorkers(UserWorker) instead');
  });

  it('what is no worker, has no name, two registries, a hook of Nest, or a symbol for a handler', () => {
    class Plain {}
    @Worker()
    class Nameless {}
    @Worker({ registry: 'workers' })
    @Registered((name: string) => name, { registry: 'events' })
    class OfTwoRegistries {}
    @Worker()
    @Registered('hooked')
    class Hooked {
      onModuleInit(): void {}
    }
    @Worker()
    @Registered('symbolic')
    class Symbolic {
      @Subscribe('x')
      [Symbol.for('x')](): void {}
    }
    @Worker()
    @Registered('enhanced')
    class Enhanced {
      @Subscribe('x', { enhancers: true })
      on(): void {}
    }
    for (const type of [Plain, Nameless, OfTwoRegistries, Hooked, Symbolic, Enhanced])
      expect(() => provideWorkers(type)).toThrow(InvalidDecoratorError);
    expect(() => Worker()(Nameless)).toThrow(InvalidDecoratorError);
    expect(() => provideWorkers(undefined as never)).toThrow('worker classes');
    expect(() => InjectSupervisor(undefined as never)).toThrow('say () => UserWorker');
  });
});
