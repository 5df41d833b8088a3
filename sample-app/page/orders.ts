import { html, type TemplateResult } from 'lit-html';
import { repeat } from 'lit-html/directives/repeat.js';
import type { OrderDelivery } from '../src/live/live-event.js';
import { ask } from './ask.js';
import { Form } from './form.js';
import type { Card, Page } from './page.js';

const SHOWN_ORDERS = 5;

interface Order {
  readonly id: number;
  readonly item: string;
  readonly deliveries: readonly OrderDelivery[];
}

/** An order is one message; every handler settles on its own, and one that fails harms no other. */
export class OrdersCard implements Card {
  readonly #page: Page;
  /** The newest first. */
  #orders: readonly Order[] = [];

  constructor(page: Page) {
    this.#page = page;
    page.live.on('delivery', (delivery) => {
      this.#orders = withDelivery(this.#orders, delivery);
      page.redraw();
    });
  }

  forget(): void {
    this.#orders = [];
  }

  render(): TemplateResult {
    return html`<section class="card" aria-labelledby="orders">
      <h2 id="orders">Orders, delivered to every handler</h2>
      <p>
        One dispatch, several handlers: synchronous, asynchronous, request-scoped. A
        <code>unicorn</code> is sold out: its stock handler fails, the others run all the same.
      </p>
      <form novalidate @submit=${this.#order}>
        <label class="grow"
          >Item <input class="long" name="item" value="book" list="items"
        /></label>
        <datalist id="items">
          <option value="book"></option>
          <option value="pen"></option>
          <option value="unicorn"></option>
        </datalist>
        <label>Quantity <input class="short" name="quantity" type="number" value="1" /></label>
        <label>Customer <input class="short" name="customer" type="number" value="7" /></label>
        <label>
          Payment
          <select name="payment">
            <option>card</option>
            <option>transfer</option>
          </select>
        </label>
        <button class="main">Order</button>
      </form>
      ${
        this.#orders.length === 0
          ? html`<p class="empty">No order yet.</p>`
          : html`<div>${repeat(this.#orders, ({ id }) => id, details)}</div>`
      }
    </section>`;
  }

  readonly #order = (event: SubmitEvent): void => {
    const form = new Form(event);
    this.#page.attempt(() =>
      ask('POST', '/orders', {
        item: form.text('item'),
        quantity: form.number('quantity'),
        customer: form.number('customer'),
        payment: form.text('payment'),
      }),
    );
  };
}

function withDelivery(orders: readonly Order[], delivery: OrderDelivery): readonly Order[] {
  const { order: id, item } = delivery;
  const before = orders.find((order) => order.id === id);
  const order = { id, item, deliveries: [...(before?.deliveries ?? []), delivery] };
  return [order, ...orders.filter((other) => other !== before)]
    .sort((a, b) => b.id - a.id)
    .slice(0, SHOWN_ORDERS);
}

/** The newest order is open; the ones before it fold up when it comes. */
function details({ id, item, deliveries }: Order, index: number): TemplateResult {
  const failed = deliveries.filter(({ status }) => status !== 'delivered').length;
  return html`<details data-order=${id} ?open=${index === 0}>
    <summary>
      Order ${id}: ${item}
      <span class="hint">
        ${deliveries.length - failed} delivered${failed > 0 ? `, ${failed} not` : ''}
      </span>
    </summary>
    <div class="table">
      <table>
        <caption class="unseen">
          Deliveries of order ${id}
        </caption>
        <thead>
          <tr>
            <th scope="col">Handler</th>
            <th scope="col">Delivery</th>
            <th scope="col">Result</th>
          </tr>
        </thead>
        <tbody>
          ${deliveries.map(row)}
        </tbody>
      </table>
    </div>
  </details>`;
}

function row({ handler, status, value, error, reason }: OrderDelivery): TemplateResult {
  const [provider, method] = handler.split('.');
  return html`<tr data-handler=${handler}>
    <th scope="row">
      <code>${provider}<wbr />.${method}</code>
    </th>
    <td class=${status === 'delivered' ? 'good' : 'bad'}>${status}</td>
    <td>
      ${error ?? reason ?? (value === undefined ? '' : html`<code>${JSON.stringify(value)}</code>`)}
    </td>
  </tr>`;
}
