import { Injectable } from '@nestjs/common';
import { InjectRegistry, type RegistryOf } from 'nestjs-registry';
import { UserPresence } from './user-presence.js';

@Injectable()
export class UsersService {
  constructor(@InjectRegistry('users') private readonly users: RegistryOf<'users'>) {}

  /** Counts a visit of the user, who is registered at the first. */
  visit(id: number): UserPresence {
    const user = this.find(id) ?? this.register(id);
    user.visits++;
    return user;
  }

  /** Tells whether the user was there. */
  leave(id: number): boolean {
    const owner = this.users.whereis(['user', id]);
    owner?.terminate('left');
    return owner !== undefined;
  }

  private find(id: number): UserPresence | undefined {
    return this.users.get(['user', id])?.value;
  }

  private register(id: number): UserPresence {
    return this.users.register(['user', id], new UserPresence(id)).entry.value;
  }
}
