import { html, type TemplateResult } from 'lit-html';

const WIDTH = 120;
const HEIGHT = 24;

/** A line of the last values, the newest on the right; the highest of them touches the top. */
export function sparkline(
  label: string,
  values: readonly number[],
  capacity: number,
): TemplateResult {
  const top = Math.max(1, ...values);
  const step = WIDTH / (capacity - 1);
  const points = values.map((value, index) => {
    const x = WIDTH - (values.length - 1 - index) * step;
    const y = HEIGHT - 1 - (value / top) * (HEIGHT - 2);
    return `${x.toFixed(1)},${y.toFixed(1)}`;
  });
  return html`<svg
    class="sparkline"
    role="img"
    aria-label=${label}
    viewBox="0 0 ${WIDTH} ${HEIGHT}"
    preserveAspectRatio="none"
  >
    <polyline points=${points.join(' ')} />
  </svg>`;
}
