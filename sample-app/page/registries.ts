import { html, nothing, type TemplateResult } from 'lit-html';
import type { EntryOverview, RegistryOverview } from '../src/live/live-event.js';
import type { Card, Page } from './page.js';
import { Rates } from './rates.js';
import { sparkline } from './sparkline.js';

/** All registries of the application: what is in them, and how much goes through. */
export class RegistriesCard implements Card {
  readonly #rates = new Map<string, Rates>();
  #registries: readonly RegistryOverview[] = [];

  constructor(page: Page) {
    page.live.on('registries', (registries) => {
      this.#registries = registries;
      for (const { name, stats } of registries)
        this.#ratesOf(name).count(stats.deliveries, performance.now());
      page.redraw();
    });
  }

  forget(): void {
    this.#registries = [];
    this.#rates.clear();
  }

  render(): TemplateResult {
    return html`<section class="card wide" aria-labelledby="registries">
      <h2 id="registries">The registries themselves</h2>
      <div class="registries">${this.#registries.map((registry) => this.#registry(registry))}</div>
    </section>`;
  }

  #registry({ name, keys, stats, entries }: RegistryOverview): TemplateResult {
    const rates = this.#ratesOf(name);
    return html`<section aria-label="Registry ${name}" data-registry=${name}>
      <h3>${name} <span class="hint">${keys} keys</span></h3>
      <dl>
        ${count('entries', stats.entries)} ${count('keys', stats.keys)}
        ${count('owners', stats.owners)} ${count('messages', stats.messages)}
        ${count('deliveries', stats.deliveries)}
        ${stats.failures ? count('failed', stats.failures) : nothing}
        ${stats.dropped ? count('dropped', stats.dropped) : nothing}
      </dl>
      <div class="rate">
        ${sparkline(`Deliveries of ${name} per second, the last minute`, rates.perSecond, Rates.CAPACITY)}
        <span class="hint">${rates.last.toFixed(0)} deliveries/s</span>
      </div>
      ${entries.length === 0 ? html`<p class="empty">No entries.</p>` : table(name, entries, stats.entries)}
    </section>`;
  }

  #ratesOf(name: string): Rates {
    let rates = this.#rates.get(name);
    if (rates === undefined) this.#rates.set(name, (rates = new Rates()));
    return rates;
  }
}

function count(what: string, number: number): TemplateResult {
  return html`<div>
    <dt>${what}</dt>
    <dd data-count=${what}>${number.toLocaleString('en')}</dd>
  </div>`;
}

function table(name: string, entries: readonly EntryOverview[], total: number): TemplateResult {
  return html`<div class="table entries" tabindex="0" role="group" aria-label="Entries of ${name}">
    <table>
      <caption>
        ${entries.length < total ? `The first ${entries.length} entries` : 'Entries'}
      </caption>
      <thead>
        <tr>
          <th scope="col">Key</th>
          <th scope="col">Owner</th>
          <th scope="col">Value</th>
        </tr>
      </thead>
      <tbody>
        ${entries.map(
          ({ key, owner, value }) =>
            html`<tr>
              <td><code>${JSON.stringify(key)}</code></td>
              <td>${owner}</td>
              <td><code class="value" title=${value ?? nothing}>${value}</code></td>
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}
