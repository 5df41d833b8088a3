import { html, type TemplateResult } from 'lit-html';
import { repeat } from 'lit-html/directives/repeat.js';

const SHOWN_FOR = 8_000;
const MOST = 4;

interface Toast {
  readonly id: number;
  readonly text: string;
}

/** What went wrong, told where everybody sees it and where a screen reader reads it out. */
export class Toasts {
  readonly #redraw: () => void;
  #toasts: readonly Toast[] = [];
  #lastId = 0;

  constructor(redraw: () => void) {
    this.#redraw = redraw;
  }

  show(text: string): void {
    const id = ++this.#lastId;
    this.#set([...this.#toasts, { id, text }].slice(-MOST));
    setTimeout(() => this.#dismiss(id), SHOWN_FOR);
  }

  /** Does it, and shows the error if it fails: for the handlers of events, which have nobody to throw to. */
  readonly attempt = (action: () => unknown): void => {
    void (async () => action())().catch((error: unknown) =>
      this.show(error instanceof Error ? error.message : String(error)),
    );
  };

  render(): TemplateResult {
    return html`<div class="toasts" role="alert" aria-live="assertive">
      ${repeat(
        this.#toasts,
        ({ id }) => id,
        ({ id, text }) =>
          html`<div class="toast">
            <span>${text}</span>
            <button type="button" aria-label="Dismiss" @click=${() => this.#dismiss(id)}>×</button>
          </div>`,
      )}
    </div>`;
  }

  #dismiss(id: number): void {
    this.#set(this.#toasts.filter((toast) => toast.id !== id));
  }

  #set(toasts: readonly Toast[]): void {
    this.#toasts = toasts;
    this.#redraw();
  }
}
