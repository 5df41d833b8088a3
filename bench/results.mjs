import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';

/**
 * One contestant of a cell. `speed` is how many times as fast as it the cell's first contestant was; `goal` is how many
 * times it should at least be, or for a row of its own `atMost` is what its median may be.
 *
 * @typedef {{ name: string, median: number, low: number, high: number, speed?: number, goal?: number, atMost?: number, met?: boolean }} Row
 * @typedef {{ title: string, unit: string, rows: Row[] }} Cell
 * @typedef {{ question: string, asks: string, machine: Record<string, string | number>, cells: Cell[] }} Results
 */

const folder = new URL('results/', import.meta.url);

/** @param {Results} results */
export function save(results) {
  mkdirSync(folder, { recursive: true });
  const file = new URL(`${results.question}.json`, folder);
  writeFileSync(file, JSON.stringify(results, null, 2) + '\n');
}

/** @returns {Results[]} All that are stored, in alphabetical order. */
export function stored() {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((file) => file.endsWith('.json'))
    .sort()
    .map((file) => JSON.parse(readFileSync(new URL(file, folder), 'utf8')));
}

/**
 * @param {string} title @param {string} unit
 * @param {readonly { name: string, values: readonly number[] }[]} measured
 * @param {Record<string, number>} goals
 * @param {Record<string, number>} limits
 * @returns {Cell}
 */
export function cellOf(title, unit, measured, goals, limits) {
  const first = median(measured[0]?.values ?? []);
  const rows = measured.map(({ name, values }, at) => {
    const middle = median(values);
    /** @type {Row} */
    const row = {
      name,
      median: rounded(middle),
      low: rounded(Math.min(...values)),
      high: rounded(Math.max(...values)),
    };
    if (at > 0 && first > 0) row.speed = rounded(middle / first);
    const [goal, atMost] = [goals[name], limits[name]];
    if (goal !== undefined) Object.assign(row, { goal, met: middle / first >= goal });
    if (atMost !== undefined) Object.assign(row, { atMost, met: middle <= atMost });
    return row;
  });
  for (const name of [...Object.keys(goals), ...Object.keys(limits)]) {
    if (!rows.some((row) => row.name === name))
      throw new Error(`${title}: no row is called ${name}`);
  }
  return { title, unit, rows };
}

/** @param {Cell} cell */
export function print({ title, unit, rows }) {
  const width = Math.max(...rows.map(({ name }) => name.length), title.length - 2);
  console.log(
    `\n${title.padEnd(width + 2)}      median  ${'from – to'.padStart(21)}   ratio   goal`,
  );
  for (const { name, median: middle, low, high, speed, goal, atMost, met } of rows) {
    const range = `${show(low, unit)} – ${show(high, unit)}`;
    const aim = goal
      ? `≥ ${Number(goal.toFixed(2))}`
      : atMost
        ? `≤ ${show(atMost, unit).trim()}`
        : '';
    const ratio = speed === undefined ? '' : digits(speed);
    const verdict = met === undefined ? '' : met ? 'met' : 'MISSED';
    const line = `  ${name.padEnd(width)}  ${show(middle, unit)}  ${range.padStart(21)}  ${ratio.padStart(6)}   ${aim} ${verdict}`;
    console.log(line.trimEnd());
  }
}

/** @param {number} ratio */
export function digits(ratio) {
  return ratio >= 100 ? ratio.toFixed(0) : ratio >= 10 ? ratio.toFixed(1) : ratio.toFixed(2);
}

/** @param {number} value @param {string} unit */
export function show(value, unit) {
  if (unit !== 'ns') return `${value.toFixed(value < 10 ? 1 : 0)} ${unit}`.padStart(10);
  const [scaled, of] =
    value < 1e3 ? [value, 'ns'] : value < 1e6 ? [value / 1e3, 'µs'] : [value / 1e6, 'ms'];
  return `${scaled.toFixed(1)} ${of}`.padStart(10);
}

/** @param {readonly number[]} numbers */
export function median(numbers) {
  const sorted = [...numbers].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? NaN) + upper) / 2;
}

/** To four significant digits: more are noise. @param {number} value */
function rounded(value) {
  return Number(value.toPrecision(4));
}

/** A line for each goal that is not met. @param {Results} results */
export function missed({ question, cells }) {
  return cells.flatMap(({ title, unit, rows }) =>
    rows
      .filter(({ met }) => met === false)
      .map(({ name, median: middle, speed, goal, atMost }) => {
        const found =
          goal === undefined
            ? `${show(middle, unit).trim()}, not ≤ ${show(atMost ?? NaN, unit).trim()}`
            : `${digits(speed ?? NaN)}, not ≥ ${Number(goal.toFixed(2))}`;
        return `  ${question}, ${title}, ${name}: ${found}`;
      }),
  );
}
