import {
  InjectRegistry,
  Registered,
  Subscribe,
  Worker,
  type OnStart,
  type RegistryOf,
  type WorkerRef,
} from 'nestjs-registry';

declare module 'nestjs-registry' {
  interface Registries {
    /** Who is there, under `['user', id]`. */
    users: { value: WorkerRef<UserWorker> };
  }
}

/** What others are told of a user. */
export interface User {
  readonly id: number;
  readonly since: Date;
  readonly visits: number;
  readonly lastPage: string;
  readonly notifications: number;
}

/** A user who does nothing for so many milliseconds is stopped. */
export const IDLE_TIMEOUT = 30_000;

/**
 * A user who is there: from the first visit until the user leaves, or does nothing for a while. It handles one message at a
 * time, so its state needs no locks; after a crash it starts again under the same name, with fresh state: half a second
 * after the first crash, a second after the next, and so on. A fifth crash within a minute is the last.
 */
@Worker({
  registry: 'users',
  maxChildren: 10_000,
  restart: 'transient',
  backoff: { initial: 500, max: 30_000, jitter: 0.1 },
  maxRestarts: 4,
  maxSeconds: 60,
  idleTimeout: IDLE_TIMEOUT,
})
@Registered((id: number) => ['user', id])
export class UserWorker implements OnStart {
  readonly #since = new Date();
  #visits = 0;
  #lastPage = '';
  #notifications = 0;
  id = 0;

  constructor(@InjectRegistry('events') private readonly events: RegistryOf<'events'>) {}

  onStart(id: number): void {
    this.id = id;
  }

  visit(page: string): User {
    this.#visits++;
    this.#lastPage = page;
    return this.#seen();
  }

  @Subscribe(({ id }: UserWorker) => ['user', id, 'notified'], { registry: 'events' })
  onNotified(): void {
    this.#notifications++;
    this.#seen();
  }

  /** An error is a crash where it has nobody to go to: see `cast`. */
  crash(): never {
    throw new Error('This is what POST /users/:id/crash asks for');
  }

  #seen(): User {
    const user: User = {
      id: this.id,
      since: this.#since,
      visits: this.#visits,
      lastPage: this.#lastPage,
      notifications: this.#notifications,
    };
    this.events.emit('user:seen', user);
    return user;
  }
}
