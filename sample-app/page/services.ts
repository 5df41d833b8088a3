import { html, nothing, type TemplateResult } from 'lit-html';
import type { Picks } from '../src/live/live-event.js';
import { ask } from './ask.js';
import { Form } from './form.js';
import { Instances } from './instances.js';
import type { Card, Page } from './page.js';
import { picksChart } from './picks-chart.js';

/** Instances of services: they stay while their hearts beat, and `pick` balances between those that are there. */
export class ServicesCard implements Card {
  readonly #page: Page;
  readonly #instances: Instances;
  #picks: Picks | undefined;

  constructor(page: Page) {
    this.#page = page;
    this.#instances = new Instances(page);
    page.live.on('picks', (picks) => {
      this.#picks = picks;
      page.redraw();
    });
  }

  forget(): void {
    this.#instances.forget();
    this.#picks = undefined;
  }

  render(): TemplateResult {
    return html`<section class="card" aria-labelledby="services">
      <h2 id="services">Services, balanced</h2>
      <p>
        This page sends the heartbeats of the instances that it starts. Kill one: it is picked no
        more from that moment. Silence one: it expires.
      </p>
      <form novalidate @submit=${this.#start}>
        <label>Service <input class="short" name="type" value="api" /></label>
        <label>
          Region
          <select name="region">
            <option>eu</option>
            <option>us</option>
            <option>ap</option>
          </select>
        </label>
        <button class="main">Start an instance</button>
      </form>
      ${this.#instances.render()}
      <form novalidate @submit=${this.#pick}>
        <label>Service <input class="short" name="type" value="api" /></label>
        <label>
          Strategy
          <select name="strategy">
            <option>random</option>
            <option>round-robin</option>
            <option>least-loaded</option>
            <option>consistent-hash</option>
          </select>
        </label>
        <label>Picks <input class="short" name="count" type="number" value="100" /></label>
        <label>Hash of <input class="short" name="on" value="ada" /></label>
        <button class="main">Pick</button>
      </form>
      ${this.#picks ? picksChart(this.#picks, this.#instances) : nothing}
    </section>`;
  }

  readonly #start = (event: SubmitEvent): void => {
    const form = new Form(event);
    this.#page.attempt(async () => {
      const service = { type: form.text('type'), region: form.text('region'), load: 0 };
      const started = await ask<{ id: string }>('POST', '/services', service);
      if (started) this.#instances.start(started.id, service.load);
    });
  };

  readonly #pick = (event: SubmitEvent): void => {
    const form = new Form(event);
    this.#page.attempt(() => {
      const type = encodeURIComponent(form.required('type'));
      const strategy = form.text('strategy');
      return ask('POST', `/services/${type}/picks`, {
        strategy,
        count: form.number('count'),
        ...(strategy === 'consistent-hash' && { on: form.text('on') || undefined }),
      });
    });
  };
}
