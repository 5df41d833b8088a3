import type { RoomAnswers, RoomRequests } from '../src/live/live-event.js';
import { BackOff } from './back-off.js';

type Listeners = { readonly [Event in keyof RoomAnswers]: (data: RoomAnswers[Event]) => void };
type Answer = {
  readonly [Event in keyof RoomAnswers]: {
    readonly event: Event;
    readonly data: RoomAnswers[Event];
  };
}[keyof RoomAnswers];

/** A WebSocket to the rooms that stays joined: after a lost connection it comes back and joins again. */
export class RoomSocket {
  readonly #listeners: Listeners & { readonly lost: () => void };
  readonly #backOff = new BackOff();
  #joined: RoomRequests['join'] | undefined;
  #socket: WebSocket | undefined;
  #retry: number | undefined;

  constructor(listeners: Listeners & { readonly lost: () => void }) {
    this.#listeners = listeners;
  }

  join(room: RoomRequests['join']): void {
    this.#joined = room;
    if (this.#socket?.readyState === WebSocket.OPEN) this.#send('join', room);
    else this.#connect();
  }

  say(text: string): void {
    if (this.#socket?.readyState !== WebSocket.OPEN) throw new Error('Not connected to the room');
    this.#send('say', { text });
  }

  leave(): void {
    this.#joined = undefined;
    clearTimeout(this.#retry);
    this.#socket?.close();
  }

  #connect(): void {
    clearTimeout(this.#retry);
    if (this.#socket?.readyState === WebSocket.CONNECTING) return;
    const socket = new WebSocket(new URL('/rooms', location.href.replace(/^http/, 'ws')));
    this.#socket = socket;
    socket.onopen = () => {
      this.#backOff.succeeded();
      if (this.#joined) this.#send('join', this.#joined);
    };
    socket.onmessage = ({ data }: MessageEvent<string>) => this.#tell(JSON.parse(data));
    socket.onclose = () => {
      if (this.#joined === undefined || socket !== this.#socket) return;
      this.#listeners.lost();
      this.#retry = setTimeout(() => this.#connect(), this.#backOff.failed());
    };
  }

  #send<Event extends keyof RoomRequests>(event: Event, data: RoomRequests[Event]): void {
    this.#socket?.send(JSON.stringify({ event, data }));
  }

  #tell(answer: Answer): void {
    switch (answer.event) {
      case 'presence':
        return this.#listeners.presence(answer.data);
      case 'message':
        return this.#listeners.message(answer.data);
      case 'error':
        return this.#listeners.error(answer.data);
    }
  }
}
