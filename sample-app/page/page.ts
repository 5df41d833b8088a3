import type { TemplateResult } from 'lit-html';
import type { ServerClock } from './clock.js';
import type { Live } from './live.js';

/** What a card needs of the page that it is on. */
export interface Page {
  readonly live: Live;
  readonly clock: ServerClock;
  /** Draws all cards anew, once, before the browser paints. */
  redraw(): void;
  /** Does it, and shows the error if it fails. */
  attempt(action: () => unknown): void;
}

/** A part of the page: what it knows comes from live events, what it shows is a function of what it knows. */
export interface Card {
  render(): TemplateResult;
  /** The application has started anew: what it told before is history. */
  forget(): void;
}
