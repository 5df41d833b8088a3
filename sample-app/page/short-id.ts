import { html, type TemplateResult } from 'lit-html';

/** Enough of a UUID to tell it from the others on the page; all of it where the mouse rests. */
export function shortId(id: string): TemplateResult {
  return html`<code title=${id}>${id.slice(0, 8)}</code>`;
}
