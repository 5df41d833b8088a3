import { html, nothing, type TemplateResult } from 'lit-html';
import { duration } from './clock.js';
import type { Live, LiveStatus } from './live.js';

const WORDS: Readonly<Record<LiveStatus['is'], string>> = {
  connecting: 'Connecting',
  live: 'Live',
  lost: 'Connection lost',
};

/** Whether the page is live. The words stay one element, so a screen reader tells when they change. */
export function connection(live: Live): TemplateResult {
  const { status } = live;
  return html`<div class="connection ${status.is}">
    <span role="status">${WORDS[status.is]}</span>
    ${status.is === 'lost' ? retry(live, status.retryAt) : nothing}
  </div>`;
}

function retry(live: Live, at: number): TemplateResult {
  return html`<span class="countdown">next try in ${duration(Math.max(0, at - Date.now()))}</span>
    <button type="button" @click=${() => live.connect()}>Try now</button>`;
}
