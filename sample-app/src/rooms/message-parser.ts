import type { RoomRequests } from '../live/live-event.js';

const EVENTS: readonly unknown[] = ['join', 'say'] satisfies readonly (keyof RoomRequests)[];

/** The event that stands for whatever is none of those. */
export const UNKNOWN = 'unknown';

interface Message {
  readonly event: string;
  readonly data: unknown;
}

/** Of a frame of the WebSocket. Nest's own parser drops in silence what is no message; here the gateway can say so. */
export function parseMessage(frame: unknown): Message {
  const message = parse(String(frame));
  if (typeof message !== 'object' || message === null) return { event: UNKNOWN, data: message };
  const { event, data } = { event: UNKNOWN, data: undefined, ...message };
  return { event: EVENTS.includes(event) ? event : UNKNOWN, data };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
