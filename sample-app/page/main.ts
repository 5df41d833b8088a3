import { html, render } from 'lit-html';
import type { Card, Page } from './page.js';
import { ServerClock } from './clock.js';
import { connection } from './connection.js';
import { Live } from './live.js';
import { OrdersCard } from './orders.js';
import { RegistriesCard } from './registries.js';
import { RoomsCard } from './rooms.js';
import { ServicesCard } from './services.js';
import { SessionsCard } from './sessions.js';
import { Toasts } from './toasts.js';
import { UsersCard } from './users.js';

/** How often what counts down is drawn anew. */
const TICK = 200;

let willDraw = false;

function redraw(): void {
  if (willDraw) return;
  willDraw = true;
  requestAnimationFrame(() => {
    willDraw = false;
    draw();
  });
}

const toasts = new Toasts(redraw);
const clock = new ServerClock();
const live = new Live(redraw);
const page: Page = { live, clock, redraw, attempt: toasts.attempt };

const columns: readonly (readonly Card[])[] = [
  [new UsersCard(page), new RoomsCard(page), new ServicesCard(page)],
  [new OrdersCard(page), new SessionsCard(page)],
];
const registries = new RegistriesCard(page);

let boot: string | undefined;

live.on('hello', (hello) => {
  clock.set(hello.at);
  if (boot !== undefined && boot !== hello.boot)
    for (const card of [...columns.flat(), registries]) card.forget();
  boot = hello.boot;
  redraw();
});

function draw(): void {
  render(
    html`<header>
        <h1>nestjs-registry</h1>
        <p>The sample application, live</p>
        ${connection(live)}
      </header>
      <main>
        ${columns.map((cards) => html`<div class="column">${cards.map((card) => card.render())}</div>`)}
        ${registries.render()}
      </main>
      ${toasts.render()}`,
    document.body,
  );
}

setInterval(redraw, TICK);
live.connect();
