import { show } from './results.mjs';

const [WIDTH, LABELS, ROW, TITLE] = [720, 250, 17, 28];
const ROOM = WIDTH - LABELS - 90;

/**
 * Bars of some cells: the longer, the faster (or the leaner); beside each its median. Nothing but the results decides what
 * it looks like.
 *
 * @param {string} asks @param {readonly import('./results.mjs').Cell[]} cells
 */
export function chart(asks, cells) {
  const lines = [];
  let y = 8;
  for (const { title, unit, rows } of cells) {
    y += TITLE;
    lines.push(`<text class="title" x="8" y="${y - 9}">${escape(title)}</text>`);
    const least = Math.min(...rows.map(({ median }) => median));
    for (const [at, { name, median }] of rows.entries()) {
      const width = Math.max(1, Math.round((least / median) * ROOM));
      const middle = y + ROW / 2 + 4;
      lines.push(
        `<text x="${LABELS - 8}" y="${middle}" text-anchor="end">${escape(name)}</text>`,
        `<rect class="${at === 0 ? 'first' : 'other'}" x="${LABELS}" y="${y + 2}" width="${width}" height="${ROW - 4}" rx="2"/>`,
        `<text x="${LABELS + width + 6}" y="${middle}">${escape(show(median, unit).trim())}</text>`,
      );
      y += ROW;
    }
  }
  const height = y + 12;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}" role="img">
<title>${escape(asks)} The longer a bar, the better.</title>
<style>
text { font: 12px system-ui, sans-serif; fill: #1f2328 }
.title { font-weight: 600 }
.first { fill: #0969da }
.other { fill: #8c959f }
@media (prefers-color-scheme: dark) { text { fill: #e6edf3 } .first { fill: #4493f8 } .other { fill: #6e7681 } }
</style>
${lines.join('\n')}
</svg>
`;
}

/** @param {string} text */
function escape(text) {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
