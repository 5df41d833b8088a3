import { html, nothing, type TemplateResult } from 'lit-html';
import { timeOfDay } from './clock.js';

const CAPACITY = 50;

/** The last things that happened, the newest first. */
export class Log {
  #lines: readonly { readonly at: number; readonly text: string }[] = [];

  add(at: number, text: string): void {
    this.#lines = [{ at, text }, ...this.#lines].slice(0, CAPACITY);
  }

  clear(): void {
    this.#lines = [];
  }

  render(label: string): TemplateResult {
    return html`<div
      class="log"
      role="log"
      aria-label=${label}
      tabindex=${this.#lines.length > 0 ? 0 : nothing}
    >
      <ol>
        ${this.#lines.map(
          ({ at, text }) =>
            html`<li>
              <time datetime=${new Date(at).toISOString()}>${timeOfDay(at)}</time>${text}
            </li>`,
        )}
      </ol>
    </div>`;
  }
}
