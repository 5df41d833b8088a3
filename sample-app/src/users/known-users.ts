import { Inject, Injectable } from '@nestjs/common';
import {
  InjectSupervisor,
  Subscribe,
  type Clock,
  type Key,
  type SupervisorEvent,
  type WorkerRef,
  type WorkerSupervisor,
} from 'nestjs-registry';
import { CLOCK } from '../clock.js';
import type { Rows, UserRow } from '../live/live-event.js';
import { take } from '../take.js';
import { IDLE_TIMEOUT, UserWorker, type User } from './user.worker.js';

interface KnownUser extends Omit<UserRow, 'status'> {
  readonly ref: WorkerRef;
}

/** What is known of the users who are there, without asking them: they and their supervisor tell. */
@Injectable()
export class KnownUsers {
  readonly #users = new Map<number, KnownUser>();

  constructor(
    @InjectSupervisor(UserWorker) supervisor: WorkerSupervisor<UserWorker>,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {
    supervisor.events.subscribe((event) => {
      this.#onEvent(event);
    });
  }

  /** The first of them. */
  rows(limit: number): Rows<UserRow> {
    const first = take(limit, this.#users.values());
    const rows = first.map(({ ref, ...known }) => ({ ...known, status: ref.status }));
    return { rows, total: this.#users.size };
  }

  @Subscribe('user:seen', { registry: 'events' })
  onSeen({ id, visits, notifications, lastPage }: User): void {
    const known = this.#users.get(id);
    if (known === undefined) return;
    this.#users.set(id, { ...known, visits, notifications, lastPage, idleAt: this.#idleAt() });
  }

  #onEvent(event: SupervisorEvent): void {
    const id = idOf(event.key);
    if (event.type === 'started') {
      const { ref, restarts } = event;
      const fresh = { visits: 0, notifications: 0, lastPage: '' };
      this.#users.set(id, { id, ref, restarts, ...fresh, idleAt: this.#idleAt() });
    } else if (event.type === 'crashed') {
      this.#onCrash(id, event.restartIn);
    } else if (event.type === 'stopped') {
      this.#users.delete(id);
    }
  }

  #onCrash(id: number, restartIn: number | undefined): void {
    const known = this.#users.get(id);
    if (known === undefined || restartIn === undefined) return;
    const { idleAt: _, ...rest } = known;
    this.#users.set(id, { ...rest, restartsAt: this.clock.now() + restartIn });
  }

  #idleAt(): number {
    return this.clock.now() + IDLE_TIMEOUT;
  }
}

/** As `UserWorker` says: `['user', id]`. */
function idOf(key: Key): number {
  return (key as readonly ['user', number])[1];
}
