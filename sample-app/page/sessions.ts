import { html, type TemplateResult } from 'lit-html';
import { repeat } from 'lit-html/directives/repeat.js';
import type { Rows, SessionEnd, SessionRow } from '../src/live/live-event.js';
import { ask } from './ask.js';
import { bar } from './bar.js';
import { duration } from './clock.js';
import { Form } from './form.js';
import { Log } from './log.js';
import type { Card, Page } from './page.js';
import { more } from './rows.js';

/** Sessions are entries that expire: a sliding one lives on with each touch, and logging out everywhere ends all of a user's. */
export class SessionsCard implements Card {
  readonly #page: Page;
  readonly #ended = new Log();
  #sessions: Rows<SessionRow> = { rows: [], total: 0 };

  constructor(page: Page) {
    this.#page = page;
    page.live.on('sessions', (sessions) => {
      this.#sessions = sessions;
      page.redraw();
    });
    page.live.on('session-ended', (end) => {
      this.#ended.add(page.clock.now(), sentence(end));
      page.redraw();
    });
  }

  forget(): void {
    this.#sessions = { rows: [], total: 0 };
    this.#ended.clear();
  }

  render(): TemplateResult {
    return html`<section class="card" aria-labelledby="sessions">
      <h2 id="sessions">Sessions that expire</h2>
      <p>
        An entry with a <code>ttl</code> is gone for every reader at that very moment. Touch a
        sliding session to prolong it; log out one device, or everywhere.
      </p>
      <form novalidate @submit=${this.#logIn}>
        <label>User <input class="short" name="user" value="ada" /></label>
        <label>Device <input name="device" value="laptop" /></label>
        <label>
          Kind
          <select name="kind">
            <option>sliding</option>
            <option>fixed</option>
          </select>
        </label>
        <label>Seconds <input class="short" name="seconds" type="number" value="30" /></label>
        <button class="main">Log in</button>
      </form>
      ${this.#sessions.total === 0 ? html`<p class="empty">Nobody is logged in.</p>` : this.#table()}
      ${this.#ended.render('How sessions ended')}
    </section>`;
  }

  #table(): TemplateResult {
    const users = [...new Set(this.#sessions.rows.map(({ user }) => user))];
    return html`<div class="table">
        <table>
          <caption>
            Who is logged in
          </caption>
          <thead>
            <tr>
              <th scope="col">User</th>
              <th scope="col">Device</th>
              <th scope="col">Kind</th>
              <th scope="col">Expires in</th>
              <th scope="col"><span class="unseen">Actions</span></th>
            </tr>
          </thead>
          <tbody>
            ${repeat(this.#sessions.rows, ({ id }) => id, this.#row)}
          </tbody>
        </table>
        ${more(this.#sessions)}
      </div>
      <div class="actions">${users.map((user) => this.#everywhere(user))}</div>`;
  }

  readonly #row = ({ id, user, device, kind, ttl, expiresAt }: SessionRow): TemplateResult => {
    const left = this.#page.clock.until(expiresAt);
    const path = `/sessions/${encodeURIComponent(id)}`;
    const touch = () => this.#page.attempt(() => ask('POST', `${path}/touch`));
    const logOut = () => this.#page.attempt(() => ask('DELETE', path));
    return html`<tr data-session="${user} ${device}">
      <th scope="row">${user}</th>
      <td>${device}</td>
      <td>${kind}</td>
      <td class="countdown">${duration(left)}${bar(left / ttl, 'time')}</td>
      <td>
        <div class="actions">
          ${
            kind === 'sliding'
              ? html`<button type="button" aria-label="Touch ${user}'s ${device}" @click=${touch}>
                  Touch
                </button>`
              : ''
          }
          <button type="button" aria-label="Log out ${user}'s ${device}" @click=${logOut}>
            Log out
          </button>
        </div>
      </td>
    </tr>`;
  };

  #everywhere(user: string): TemplateResult {
    const path = `/sessions?user=${encodeURIComponent(user)}`;
    const logOut = () => this.#page.attempt(() => ask('DELETE', path));
    return html`<button type="button" @click=${logOut}>Log ${user} out everywhere</button>`;
  }

  readonly #logIn = (event: SubmitEvent): void => {
    const form = new Form(event);
    const seconds = form.number('seconds');
    this.#page.attempt(() =>
      ask('POST', '/sessions', {
        user: form.text('user'),
        device: form.text('device'),
        kind: form.text('kind'),
        ttl: seconds && seconds * 1000,
      }),
    );
  };
}

function sentence({ user, device, reason, detail }: SessionEnd): string {
  return `${user}'s ${device}: ${detail ?? reason}`;
}
