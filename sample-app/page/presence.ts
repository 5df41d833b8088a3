import { html, type TemplateResult } from 'lit-html';
import type { PresenceNews, PresentRow } from '../src/live/live-event.js';

/** Who is present in a room, kept from its news. */
export class Presence {
  readonly #present = new Map<string, PresentRow>();

  get size(): number {
    return this.#present.size;
  }

  take({ joins, leaves }: PresenceNews): void {
    for (const { id } of leaves) this.#present.delete(id);
    for (const row of joins) this.#present.set(row.id, row);
  }

  clear(): void {
    this.#present.clear();
  }

  render(label: string): TemplateResult {
    if (this.#present.size === 0) return html`<p class="empty">Nobody is in the room.</p>`;
    return html`<ul class="present" aria-label=${label}>
      ${[...this.#present.values()].map(
        ({ id, connections }) =>
          html`<li data-present=${id}>${id}${connections > 1 ? ` (${connections} tabs)` : ''}</li>`,
      )}
    </ul>`;
  }
}
