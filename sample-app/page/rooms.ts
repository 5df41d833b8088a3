import { html, nothing, type TemplateResult } from 'lit-html';
import type { PresenceNews, RoomRequests } from '../src/live/live-event.js';
import { Form } from './form.js';
import { Log } from './log.js';
import type { Card, Page } from './page.js';
import { Presence } from './presence.js';
import { RoomSocket } from './room-socket.js';

const LOBBY = 'lobby';

/** Chat rooms: the entries of a tab belong to its WebSocket, so a closed tab is gone from its room at once. */
export class RoomsCard implements Card {
  readonly #page: Page;
  readonly #socket: RoomSocket;
  readonly #messages = new Log();
  /** Told by the live events, to everybody. */
  readonly #lobby = new Presence();
  /** Told by the WebSocket, to whoever has joined. */
  readonly #room = new Presence();
  #joined: RoomRequests['join'] | undefined;

  constructor(page: Page) {
    this.#page = page;
    this.#socket = new RoomSocket({
      presence: (news) => this.#changed(news),
      message: ({ at, name, text }) => {
        this.#messages.add(at, `${name}: ${text}`);
        page.redraw();
      },
      error: ({ message }) => this.#refused(message),
      lost: () => {
        this.#room.clear();
        page.redraw();
      },
    });
    page.live.on('hello', () => this.#lobby.clear());
    page.live.on('presence', (news) => {
      this.#lobby.take(news);
      page.redraw();
    });
  }

  forget(): void {
    this.#messages.clear();
  }

  render(): TemplateResult {
    return html`<section class="card" aria-labelledby="rooms">
      <h2 id="rooms">Rooms, with presence</h2>
      <p>
        Open this page in a second tab and join there, too. A tab's entries belong to its WebSocket:
        close the tab, and it is gone from the room at once.
      </p>
      <form novalidate @submit=${this.#join}>
        <label>Room <input name="room" value=${LOBBY} /></label>
        <label>Your name <input name="name" value="ada" /></label>
        <button class="main">Join</button>
        ${this.#joined ? html`<button type="button" @click=${this.#leave}>Leave</button>` : nothing}
      </form>
      ${this.#joined ? this.#inside(this.#joined.room) : this.#outside()}
    </section>`;
  }

  #outside(): TemplateResult {
    return html`<h3>In the ${LOBBY}</h3>
      ${this.#lobby.render(`Who is in the ${LOBBY}`)}`;
  }

  #inside(room: string): TemplateResult {
    return html`<h3>In ${room}</h3>
      ${
        // Whoever is inside is there: where nobody is, the connection to the room is not.
        this.#room.size === 0
          ? html`<p class="empty">Connecting…</p>`
          : this.#room.render(`Who is in ${room}`)
      }
      <form novalidate @submit=${this.#say}>
        <label class="grow">Message <input class="long" name="text" autocomplete="off" /></label>
        <button class="main">Say</button>
      </form>
      ${this.#messages.render(`What is said in ${room}`)}`;
  }

  #changed(news: PresenceNews): void {
    if (news.room !== this.#joined?.room) return;
    this.#room.take(news);
    this.#page.redraw();
  }

  /** Who was not let in has not joined. */
  #refused(message: string): void {
    if (this.#room.size === 0) this.#leave();
    this.#page.attempt(() => {
      throw new Error(message);
    });
  }

  readonly #join = (event: SubmitEvent): void => {
    const form = new Form(event);
    this.#joined = { room: form.text('room'), name: form.text('name') };
    this.#room.clear();
    this.#messages.clear();
    this.#socket.join(this.#joined);
    this.#page.redraw();
  };

  readonly #leave = (): void => {
    this.#joined = undefined;
    this.#socket.leave();
    this.#page.redraw();
  };

  readonly #say = (event: SubmitEvent): void => {
    const form = new Form(event);
    this.#page.attempt(() => {
      this.#socket.say(form.text('text'));
      form.reset();
    });
  };
}
