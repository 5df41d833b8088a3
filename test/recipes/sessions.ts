import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { $_, _, InjectRegistry, type Entry, type Registry } from 'nestjs-registry';
import { map, type Observable } from 'rxjs';

export interface Session {
  readonly id: string;
  readonly user: string;
  readonly device: string;
  readonly sliding: boolean;
}

@Injectable()
export class Sessions {
  constructor(
    @InjectRegistry('sessions') private readonly sessions: Registry<{ value: Session }>,
  ) {}

  open(user: string, device: string, { ttl = 30 * 60_000, sliding = true } = {}): Session {
    const session = { id: randomUUID(), user, device, sliding };
    this.sessions.register(session.id, session, { ttl, sliding });
    return session;
  }

  /** The session, if it has not ended; one that slides begins its time anew. */
  use(id: string): Session | undefined {
    const entry = this.sessions.get(id);
    if (entry === undefined || !entry.value.sliding) return entry?.value;
    return this.sessions.touch(entry.owner, id) > 0 ? entry.value : undefined;
  }

  of(user: string): Session[] {
    return this.#entriesOf(user).map(({ value }) => value);
  }

  /** Tells whether the session was there. */
  logOut(id: string, why = 'logged out'): boolean {
    const owner = this.sessions.whereis(id);
    owner?.terminate(why);
    return owner !== undefined;
  }

  /** Tells how many sessions have ended. */
  logOutEverywhere(user: string, why = 'logged out everywhere'): number {
    const entries = this.#entriesOf(user);
    for (const { owner } of entries) owner.terminate(why);
    return entries.length;
  }

  /** What ended, and why: `'expired'`, or what it was logged out with. */
  get ended(): Observable<{ session: Session; why: unknown }> {
    return this.sessions
      .changes({ type: 'unregistered' })
      .pipe(map(({ entry, reason, detail }) => ({ session: entry.value, why: detail ?? reason })));
  }

  #entriesOf(user: string): Entry<Session>[] {
    return this.sessions.select<Entry<Session>>([{ head: [_, _, { user }], body: [$_] }]);
  }
}
