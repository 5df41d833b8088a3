import { html, type TemplateResult } from 'lit-html';

/** A horizontal bar, `part` of its width from 0 to 1. The number stands beside it, so it is no image to a screen reader. */
export function bar(part: number, kind: 'share' | 'load' | 'time' = 'share'): TemplateResult {
  const width = 100 * Math.min(1, Math.max(0, part));
  return html`<svg
    class="bar ${kind}"
    aria-hidden="true"
    viewBox="0 0 100 8"
    preserveAspectRatio="none"
  >
    <rect class="track" width="100" height="8" />
    <rect class="fill" width=${width.toFixed(1)} height="8" />
  </svg>`;
}
