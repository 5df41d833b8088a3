import {
  InjectSupervisor,
  provideWorkers,
  Registered,
  Registry,
  Subscribe,
  Worker,
  WorkerSupervisor,
  type Calls,
  type MessageName,
  type StartArgs,
  type WorkerRef,
} from 'nestjs-registry';

type Equal<A, B> =
  (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
const same = <_T extends true>(): void => undefined;

interface Profile {
  readonly name: string;
}

@Worker({ restart: 'transient', idleTimeout: 60_000 })
@Registered((userId: number) => ['user', userId])
class UserWorker {
  readonly userId = 0;
  private readonly secret = 1;
  constructor(private readonly greeting: string) {}
  async onStart(userId: number, region: string): Promise<void> {
    await Promise.resolve([userId, region, this.secret, this.greeting]);
  }
  onStop(): void {}
  visit(page: string, times?: number): number {
    return page.length + (times ?? 1);
  }
  async profile(): Promise<Profile> {
    return { name: this.#hidden() };
  }
  optional?(): void;
  _internal(): void {}
  protected guarded(): void {}
  private unseen(): void {
    this.guarded();
  }
  #hidden(): string {
    this.unseen();
    return 'ann';
  }
  override(): void {}
  override2 = 'a field';
  toString(): string {
    return 'worker';
  }
  [Symbol.iterator](): void {}
  @Subscribe((self: UserWorker) => ['user', self.userId, 'notified'])
  onNotified(_text: string): void {}
}

declare const users: WorkerSupervisor<UserWorker>;
declare const ref: WorkerRef<UserWorker>;

export function rightUses(): void {
  same<Equal<MessageName<UserWorker>, 'visit' | 'profile' | 'override' | 'onNotified'>>();
  same<Equal<StartArgs<UserWorker>, [userId: number, region: string]>>();
  same<Equal<StartArgs<object>, unknown[]>>();
  same<Equal<ReturnType<Calls<UserWorker>['visit']>, Promise<number>>>();
  same<Equal<ReturnType<Calls<UserWorker>['profile']>, Promise<Profile>>>();
  void users.start(7, 'eu');
  void users.getOrStart(7, 'eu');
  void ref.call.visit('/home');
  void ref.call.visit('/home', 2);
  ref.cast.visit('/home');
  void ref.with({ timeout: 1 }).call.profile();
  void users.via(['user', 7]).call.visit('/home');
  provideWorkers(UserWorker);
}

export class Uses {
  constructor(
    @InjectSupervisor(UserWorker) readonly users: WorkerSupervisor<UserWorker>,
    @InjectSupervisor(() => UserWorker) readonly later: WorkerSupervisor<UserWorker>,
  ) {}
}

export function wrongUses(): void {
  // @ts-expect-error -- the region is missing
  void users.start(7);
  // @ts-expect-error -- the user is a number
  void users.getOrStart('7', 'eu');
  // @ts-expect-error -- a page is a string
  void ref.call.visit(1);
  // @ts-expect-error -- there is no such message
  void ref.call.vist('/home');
  // @ts-expect-error -- a hook is no message
  void ref.call.onStart(7, 'eu');
  // @ts-expect-error -- a name with an underscore is no message
  void ref.call._internal();
  // @ts-expect-error -- a private method is no message
  void ref.call.unseen();
  // @ts-expect-error -- a protected method is no message
  void ref.call.guarded();
  // @ts-expect-error -- a field is no message
  void ref.call.override2;
  // @ts-expect-error -- a cast promises nothing
  void ref.cast.visit('/home').then;
  // @ts-expect-error -- the result is a promise
  ref.call.visit('/home').toFixed();
  // @ts-expect-error -- a ref is not the worker
  ref.visit('/home');
}

export function supervisorOptions(registry: Registry): void {
  const create = (): UserWorker => new UserWorker('hi');
  void new WorkerSupervisor(UserWorker, { registry, key: (userId) => ['user', userId], create });
  // @ts-expect-error -- the user is a number
  void new WorkerSupervisor(UserWorker, { registry, key: (userId: string) => userId, create });
  // @ts-expect-error -- there is no such option
  void new WorkerSupervisor(UserWorker, { registry, key: () => 1, create, restrat: 'transient' });
  // @ts-expect-error -- an instance is missing
  void new WorkerSupervisor(UserWorker, { registry, key: () => 1 });
}

// ── Names ────────────────────────────────────────────────────────────────────────────────────────────────────────────

@Worker()
@Registered(({ name }: Profile) => name)
export class StartedWithAnObject {
  onStart(_profile: Profile, _more: number): void {}
}

@Worker()
@Registered((a: number, b: string) => [a, b])
export class NamedByTwo {
  onStart(_a: number, _b: string): void {}
}

@Worker()
@Registered(() => 'the one')
export class NamedByNone {
  onStart(_a: number): void {}
}

@Worker()
@Registered('the one')
export class OfOneName {
  onStart(_a: number): void {}
}

@Worker()
@Registered((name: string) => name)
export class WithoutOnStart {
  ping(): void {}
}

@Registered((self: Single) => self.name)
export class Single {
  readonly name = 'single';
}

@Worker()
// @ts-expect-error -- it is started with a number
@Registered((name: string) => name)
export class StartedWithAnother {
  onStart(_id: number): void {}
}

@Worker()
// @ts-expect-error -- it is started with less
@Registered((a: number, b: string) => [a, b])
export class StartedWithLess {
  onStart(_a: { readonly not: 'a number' }): void {}
}
