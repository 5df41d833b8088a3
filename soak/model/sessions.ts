import type { Checks } from '../checks.js';
import type { SoakClock } from '../clock.js';

export const SESSION_TTL = 300;

interface Session {
  readonly user: string;
  deadline: number;
}

/** Which sessions there are, and until when. */
export class SessionsModel {
  readonly #checks: Checks;
  readonly #clock: SoakClock;
  readonly #sessions = new Map<string, Session>();
  #opened = 0;

  constructor(checks: Checks, clock: SoakClock) {
    this.#checks = checks;
    this.#clock = clock;
  }

  /** The name of the next. */
  next(): string {
    return `s${++this.#opened}`;
  }

  opened(id: string, user: string): void {
    this.#sessions.set(id, { user, deadline: this.#clock.now() + SESSION_TTL });
  }

  /** What was found, and whether it could be renewed, at this very moment. */
  asked(id: string, user: string | undefined, renewed: boolean): void {
    const session = this.#alive(id);
    const expected = [session?.user, session !== undefined];
    this.#checks.equal('expires exactly', [user, renewed], expected, `session ${id}`);
    if (session !== undefined) session.deadline = this.#clock.now() + SESSION_TTL;
  }

  closed(id: string, ended: boolean): void {
    this.#checks.equal('expires exactly', ended, this.#alive(id) !== undefined, `session ${id}`);
    this.#sessions.delete(id);
  }

  /** The ids of those that are there. */
  get all(): string[] {
    return [...this.#sessions.keys()].filter((id) => this.#alive(id) !== undefined);
  }

  /** All of them are over. */
  forget(): void {
    this.#sessions.clear();
  }

  #alive(id: string): Session | undefined {
    const session = this.#sessions.get(id);
    if (session === undefined || session.deadline > this.#clock.now()) return session;
    this.#sessions.delete(id);
    return undefined;
  }
}
