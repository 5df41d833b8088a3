import { html, nothing, type TemplateResult } from 'lit-html';
import { repeat } from 'lit-html/directives/repeat.js';
import type { Rows, UserHappening, UserRow } from '../src/live/live-event.js';
import { ask } from './ask.js';
import { duration } from './clock.js';
import { Form } from './form.js';
import { Log } from './log.js';
import type { Card, Page } from './page.js';
import { more } from './rows.js';

/** Users as workers: a visit starts one, a crash restarts it under its name, and who does nothing is stopped. */
export class UsersCard implements Card {
  readonly #page: Page;
  readonly #log = new Log();
  #users: Rows<UserRow> = { rows: [], total: 0 };

  constructor(page: Page) {
    this.#page = page;
    page.live.on('users', (users) => {
      this.#users = users;
      page.redraw();
    });
    page.live.on('user', (happening) => {
      this.#log.add(page.clock.now(), sentence(happening));
      page.redraw();
    });
  }

  forget(): void {
    this.#users = { rows: [], total: 0 };
    this.#log.clear();
  }

  render(): TemplateResult {
    return html`<section class="card" aria-labelledby="users">
      <h2 id="users">Users, a worker each</h2>
      <p>
        The first visit starts a worker under <code>['user', id]</code>. Crash it: it comes back
        under its name with fresh state, and after each crash it waits longer. Left alone, it is
        stopped.
      </p>
      <form novalidate @submit=${this.#visit}>
        <label>User <input class="short" name="id" type="number" value="7" min="1" /></label>
        <label class="grow">Page <input class="long" name="page" value="/home" /></label>
        <button class="main">Visit</button>
      </form>
      ${this.#users.total === 0 ? html`<p class="empty">Nobody is there.</p>` : this.#table()}
      ${this.#log.render('What happens to the users')}
    </section>`;
  }

  #table(): TemplateResult {
    return html`<div class="table">
      <table>
        <caption>
          Who is there
        </caption>
        <thead>
          <tr>
            <th scope="col">User</th>
            <th scope="col">Status</th>
            <th scope="col" class="number">Visits</th>
            <th scope="col"><span class="unseen">Actions</span></th>
          </tr>
        </thead>
        <tbody>
          ${repeat(this.#users.rows, ({ id }) => id, this.#row)}
        </tbody>
      </table>
      ${more(this.#users)}
    </div>`;
  }

  readonly #row = (user: UserRow): TemplateResult => {
    const { id, status, visits, notifications, restarts, lastPage } = user;
    const act =
      (method: 'POST' | 'DELETE', path = '', body?: object) =>
      () =>
        this.#page.attempt(() => ask(method, `/users/${id}${path}`, body));
    return html`<tr data-user=${id}>
      <th scope="row">${id}</th>
      <td>
        <span class=${status === 'running' ? 'good' : 'warn'}>${status}</span>
        ${this.#next(user)}
        ${restarts > 0 ? html`<br /><span class="hint">${plural(restarts, 'restart')}</span>` : nothing}
      </td>
      <td class="number" title=${lastPage === '' ? nothing : `last: ${lastPage}`}>${visits}</td>
      <td>
        <div class="actions">
          <button type="button" aria-label="Visit as user ${id}" @click=${act('POST', '/visits')}>
            Visit
          </button>
          <button
            type="button"
            aria-label="Notify (${notifications}) user ${id}"
            @click=${act('POST', '/notifications', { text: 'Hello from the page' })}
          >
            Notify (${notifications})
          </button>
          <button type="button" aria-label="Crash user ${id}" @click=${act('POST', '/crash')}>
            Crash
          </button>
          <button type="button" aria-label="Let user ${id} leave" @click=${act('DELETE')}>
            Leave
          </button>
        </div>
      </td>
    </tr>`;
  };

  #next({ restartsAt, idleAt }: UserRow): TemplateResult | typeof nothing {
    const { clock } = this.#page;
    if (restartsAt !== undefined)
      return html`<span class="countdown">back in ${duration(clock.until(restartsAt))}</span>`;
    if (idleAt !== undefined)
      return html`<span class="countdown hint">idle in ${duration(clock.until(idleAt))}</span>`;
    return nothing;
  }

  readonly #visit = (event: SubmitEvent): void => {
    const form = new Form(event);
    this.#page.attempt(() => {
      const id = encodeURIComponent(form.required('id'));
      return ask('POST', `/users/${id}/visits`, { page: form.text('page') });
    });
  };
}

function sentence(happening: UserHappening): string {
  const { key, type, method, error, restartIn, restarts, reason } = happening;
  const user = Array.isArray(key) ? key.join(' ') : String(key);
  switch (type) {
    case 'started':
      return restarts ? `${user} is back after ${plural(restarts, 'restart')}` : `${user} started`;
    case 'startFailed':
      return `${user} could not start: ${error}`;
    case 'crashed':
      return `${user} crashed in ${method}(): ${error}${restartIn === undefined ? '' : `; back in ${duration(restartIn)}`}`;
    case 'gaveUp':
      return `${user} crashed too often and stays away after ${plural(restarts ?? 0, 'restart')}`;
    case 'stopped':
      return `${user} stopped: ${reason}`;
    case 'stopFailed':
      return `${user} stopped with an error: ${error}`;
    case 'dropped':
      return `${user} lost the message ${method}: ${error}`;
  }
}

function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
