import { Registered, Subscribe, Worker, type OnStart } from 'nestjs-registry';

/** What others are told of a user. */
export interface User {
  readonly id: number;
  readonly since: Date;
  readonly visits: number;
  readonly lastPage: string;
  readonly notifications: number;
}

/**
 * A user who is there: from the first visit until the user leaves, or does nothing for a minute. It handles one message at a
 * time, so its state needs no locks; after a crash it starts again under the same name, with fresh state.
 */
@Worker({ registry: 'users', maxChildren: 10_000, restart: 'transient', idleTimeout: 60_000 })
@Registered((id: number) => ['user', id])
export class UserWorker implements OnStart {
  readonly #since = new Date();
  #visits = 0;
  #lastPage = '';
  #notifications = 0;
  id = 0;

  onStart(id: number): void {
    this.id = id;
  }

  visit(page: string): User {
    this.#visits++;
    this.#lastPage = page;
    return {
      id: this.id,
      since: this.#since,
      visits: this.#visits,
      lastPage: this.#lastPage,
      notifications: this.#notifications,
    };
  }

  @Subscribe(({ id }: UserWorker) => ['user', id, 'notified'], { registry: 'events' })
  onNotified(): void {
    this.#notifications++;
  }

  /** An error is a crash where it has nobody to go to: see `cast`. */
  crash(): never {
    throw new Error('This is what POST /users/:id/crash asks for');
  }
}
