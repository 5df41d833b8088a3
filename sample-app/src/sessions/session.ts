import type { SessionRow } from '../live/live-event.js';

export type Session = SessionRow;

declare module 'nestjs-registry' {
  interface Registries {
    /** Who is logged in, under `['session', id]`. All the sessions of a user have one owner. */
    sessions: { value: Session };
  }
}
