import { Injectable } from '@nestjs/common';
import {
  InjectRegistry,
  InjectSupervisor,
  type RegistryOf,
  type SupervisorEvent,
  type WorkerRef,
  type WorkerSupervisor,
} from 'nestjs-registry';
import type { Observable } from 'rxjs';
import { UserWorker, type User } from './user.worker.js';

@Injectable()
export class UsersService {
  constructor(
    @InjectSupervisor(UserWorker) private readonly users: WorkerSupervisor<UserWorker>,
    @InjectRegistry('events') private readonly events: RegistryOf<'events'>,
  ) {}

  /** What happens to the users. */
  get changes(): Observable<SupervisorEvent> {
    return this.users.events;
  }

  list(): readonly WorkerRef<UserWorker>[] {
    return this.users.children();
  }

  /** The first visit starts the user: once, however many come at the same time. */
  async visit(id: number, page: string): Promise<User> {
    const user = await this.users.getOrStart(id);
    return user.call.visit(page);
  }

  /** Tells how many heard it. */
  notify(id: number, text: string): number {
    return this.events.emit(['user', id, 'notified'], { text });
  }

  /** @throws WorkerNotFoundError */
  crash(id: number): void {
    this.users.via(['user', id]).cast.crash();
  }

  /** Tells whether the user was there. */
  leave(id: number): Promise<boolean> {
    return this.users.stop(['user', id]);
  }
}
