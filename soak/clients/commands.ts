import type { RoomState } from '../model/rooms.js';

/** What the process of the clients is told to do. */
export type Command =
  | { readonly type: 'load'; readonly port: number; readonly seed: number; readonly phase: number }
  /** Ask no more, and stay in the rooms. */
  | { readonly type: 'pause' }
  | { readonly type: 'catch up'; readonly rooms: Readonly<Record<string, RoomState>> }
  /** The application is about to close: its streams will end. */
  | { readonly type: 'expect the end' }
  | { readonly type: 'leave' };

/** What it says. */
export type Reply =
  | {
      readonly type: 'done';
      /** Who is in a room, or about to be. */
      readonly members: readonly string[];
      readonly tally: readonly (readonly [string, number])[];
      readonly checked: readonly (readonly [string, number])[];
    }
  | {
      readonly type: 'violation';
      readonly invariant: string;
      readonly expected: string;
      readonly seen: string;
      readonly where: string;
    };

/** So many listen at the same time, and so many ask. */
export const LISTENERS = 20;
export const VISITORS = 8;
