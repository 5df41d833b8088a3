import { html, nothing, type TemplateResult } from 'lit-html';
import { repeat } from 'lit-html/directives/repeat.js';
import type { Rows, ServiceRow } from '../src/live/live-event.js';
import { ask } from './ask.js';
import { bar } from './bar.js';
import { duration } from './clock.js';
import { Hearts } from './hearts.js';
import type { Page } from './page.js';
import { more } from './rows.js';
import { shortId } from './short-id.js';

/** The table of instances: any can be killed; those that were started here also be silenced and given load. */
export class Instances {
  readonly #page: Page;
  readonly #hearts: Hearts;
  #services: Rows<ServiceRow> = { rows: [], total: 0 };

  constructor(page: Page) {
    this.#page = page;
    this.#hearts = new Hearts((error) => page.attempt(() => Promise.reject(error)));
    page.live.on('services', (services) => {
      this.#services = services;
      page.redraw();
    });
  }

  start(id: string, load: number): void {
    this.#hearts.start(id, load);
  }

  has(id: string): boolean {
    return this.#services.rows.some((row) => row.id === id);
  }

  forget(): void {
    this.#services = { rows: [], total: 0 };
    this.#hearts.clear();
  }

  render(): TemplateResult {
    if (this.#services.total === 0) return html`<p class="empty">No instance runs.</p>`;
    return html`<div class="table">
      <table>
        <caption>
          Which instances there are
        </caption>
        <thead>
          <tr>
            <th scope="col">Instance</th>
            <th scope="col">Load</th>
            <th scope="col" class="number">Picks</th>
            <th scope="col">Expires in</th>
            <th scope="col"><span class="unseen">Actions</span></th>
          </tr>
        </thead>
        <tbody>
          ${repeat(this.#services.rows, ({ id }) => id, this.#row)}
        </tbody>
      </table>
      ${more(this.#services)}
    </div>`;
  }

  readonly #row = ({ id, type, region, load, picks, expiresAt }: ServiceRow): TemplateResult => {
    const kill = () => {
      this.#hearts.stop(id);
      this.#page.attempt(() => ask('DELETE', `/services/${encodeURIComponent(id)}`));
    };
    return html`<tr data-service=${id}>
      <th scope="row">${type} <span class="hint">${region}</span> ${shortId(id)}</th>
      <td class="load">${load} ${bar(load / 100, 'load')} ${this.#ownLoad(id)}</td>
      <td class="number">${picks}</td>
      <td class="countdown">${duration(this.#page.clock.until(expiresAt))}</td>
      <td>
        <div class="actions">
          ${this.#silence(id)}
          <button type="button" aria-label="Kill ${id}" @click=${kill}>Kill</button>
        </div>
      </td>
    </tr>`;
  };

  /** Only of an instance whose heart beats here. */
  #ownLoad(id: string): TemplateResult | typeof nothing {
    const load = this.#hearts.loadOf(id);
    if (load === undefined) return nothing;
    const change = ({ target }: Event) => {
      if (target instanceof HTMLInputElement) this.#hearts.start(id, target.valueAsNumber);
    };
    return html`<input
      type="range"
      max="100"
      .value=${String(load)}
      aria-label="Load that ${id} tells"
      @change=${change}
    />`;
  }

  #silence(id: string): TemplateResult | typeof nothing {
    if (this.#hearts.loadOf(id) === undefined) return nothing;
    const silence = () => {
      this.#hearts.stop(id);
      this.#page.redraw();
    };
    return html`<button type="button" aria-label="Silence ${id}" @click=${silence}>
      Silence
    </button>`;
  }
}
