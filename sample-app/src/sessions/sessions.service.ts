import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import {
  $_,
  _,
  InjectRegistry,
  Owner,
  type Change,
  type Clock,
  type Entry,
  type Key,
  type RegistryOf,
} from 'nestjs-registry';
import type { Observable } from 'rxjs';
import { CLOCK } from '../clock.js';
import type { Rows } from '../live/live-event.js';
import { take } from '../take.js';
import type { LoginDto } from './login.dto.js';
import type { Session } from './session.js';

const TTL = 30_000;

@Injectable()
export class SessionsService {
  constructor(
    @InjectRegistry('sessions') private readonly sessions: RegistryOf<'sessions'>,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  get changes(): Observable<Change<Session>> {
    return this.sessions.changes();
  }

  login({ user, device, kind, ttl = TTL }: LoginDto): Session {
    const id = randomUUID();
    const session: Session = { id, user, device, kind, ttl, expiresAt: this.clock.now() + ttl };
    const owner = this.#entriesOf(user)[0]?.owner ?? new Owner(user);
    this.sessions.register(keyOf(id), session, { owner, ttl, sliding: kind === 'sliding' });
    return session;
  }

  /** The first of them. */
  rows(limit: number): Rows<Session> {
    const rows = take(limit, this.sessions).map(({ value }) => value);
    return { rows, total: this.sessions.size };
  }

  of(user: string): Session[] {
    return this.#entriesOf(user).map(({ value }) => value);
  }

  /** The session, if it has not ended; a sliding one begins its time anew. */
  use(id: string): Session | undefined {
    const session = this.sessions.get(keyOf(id))?.value;
    return session?.kind === 'sliding' ? this.touch(id) : session;
  }

  /** @throws NotSlidingError */
  touch(id: string): Session | undefined {
    const key = keyOf(id);
    const owner = this.sessions.whereis(key);
    if (owner === undefined || this.sessions.touch(owner, key) === 0) return undefined;
    const expiring = (session: Session): Session => ({
      ...session,
      expiresAt: this.clock.now() + session.ttl,
    });
    return this.sessions.updateValue(owner, key, expiring)?.value;
  }

  /** On one device. Tells whether the session was there. */
  logout(id: string): boolean {
    const owner = this.sessions.whereis(keyOf(id));
    return owner !== undefined && this.sessions.unregister(owner, keyOf(id)) > 0;
  }

  /** Tells how many sessions have ended: all that the user's owner has, at once. */
  logoutEverywhere(user: string): number {
    const entries = this.#entriesOf(user);
    entries[0]?.owner.terminate('logged out everywhere');
    return entries.length;
  }

  /** Found by the index of the registry. */
  #entriesOf(user: string): Entry<Session>[] {
    return this.sessions.select<Entry<Session>>([{ head: [_, _, { user }], body: [$_] }]);
  }
}

function keyOf(id: string): Key {
  return ['session', id];
}
