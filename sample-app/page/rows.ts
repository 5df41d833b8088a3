import { html, nothing, type TemplateResult } from 'lit-html';
import type { Rows } from '../src/live/live-event.js';

/** What is said under a table that shows only the first of many. */
export function more({ rows, total }: Rows<unknown>): TemplateResult | typeof nothing {
  return total > rows.length ? html`<p class="hint">and ${total - rows.length} more</p>` : nothing;
}
