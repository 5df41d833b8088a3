import type { Said } from '../live/live-event.js';

/** What a room knows of one connection. */
export interface Member {
  readonly name: string;
}

/** What is said in a room is published to its topic. */
export type RoomMessages = { key: readonly ['room', string, 'said']; message: Said };

declare module 'nestjs-registry' {
  interface Registries {
    /** Who is in a room, under `['room', room]`, and who listens there. */
    rooms: { value: Member; topics: RoomMessages };
  }
}
