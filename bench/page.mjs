import { chart } from './chart.mjs';
import { digits, missed, show } from './results.mjs';

/** @typedef {import('./results.mjs').Results} Results @typedef {import('./results.mjs').Cell} Cell @typedef {import('./results.mjs').Row} Row */

/** Which cells of a question have a chart. @type {Record<string, RegExp>} */
const CHARTED = {
  emit: /^10 handlers/,
  'nest-emit': /^10 handlers/,
  'request-scope': /^a handler/,
  get: /^get/,
  keys: /n\]|id \}/,
  subscribe: /again/,
  settled: /^10 handlers/,
  messages: /^10 observers/,
  workers: /in flight$/,
  memory: /^(an entry, each|a subscription|an idle)/,
  elixir: /lookup|dispatch|register|keys|select/,
};

const BLOCK = /<!-- bench:([\w-]+) -->[^]*?<!-- \/bench -->/g;

/** The page with the figures of `all` in its marked blocks. @param {string} page @param {readonly Results[]} all */
export function withFigures(page, all) {
  return page.replace(BLOCK, (_, name) => {
    const text = name === 'missed' ? missedGoals(all) : answer(all, name);
    return `<!-- bench:${name} -->\n\n${text}\n\n<!-- /bench -->`;
  });
}

/** The names of the page's blocks. @param {string} page */
export function blocks(page) {
  return [...page.matchAll(BLOCK)].map(([, name]) => name ?? '');
}

/** File names and contents. @param {readonly Results[]} all @returns {Map<string, string>} */
export function charts(all) {
  const charted = all.map(({ question, asks, cells }) => ({
    name: `${question}.svg`,
    asks,
    cells: cells.filter(({ title }) => CHARTED[question]?.test(title)),
  }));
  return new Map(
    charted
      .filter(({ cells }) => cells.length > 0)
      .map(({ name, asks, cells }) => [name, chart(asks, cells)]),
  );
}

/** @param {readonly Results[]} all @param {string} name */
function answer(all, name) {
  const results = all.find(({ question }) => question === name);
  if (results === undefined) return 'Not measured yet.';
  const { asks, cells, machine } = results;
  const image = charts([results]).size > 0 ? [`![${asks}](images/performance/${name}.svg)`] : [];
  const { node, cores, cpu, date } = machine;
  const where = `\`npm run bench -- ${name}\`: Node ${node}, ${cores} × ${cpu}, ${date}.`;
  return [...image, ...tablesOf(cells), where].join('\n\n');
}

/** A table for the cells that are about the same: a line for each cell, a column for each contestant. @param {readonly Cell[]} cells */
function tablesOf(cells) {
  /** @type {Map<string, Cell[]>} */
  const groups = new Map();
  for (const cell of cells) {
    const about = `${cell.rows[0]?.name} ${cell.unit}`;
    groups.set(about, [...(groups.get(about) ?? []), cell]);
  }
  return [...groups.values()].map((group) => {
    const names = [...new Set(group.flatMap(({ rows }) => rows.map(({ name }) => name)))];
    const lines = group.map(({ title, unit, rows }) => [
      title,
      ...names.map((name) =>
        figure(
          unit,
          rows.find((row) => row.name === name),
        ),
      ),
    ]);
    return table([['', ...names], ...lines]);
  });
}

/** What the row was measured to be: how many times as fast the first one is, or what it is itself. @param {string} unit @param {Row | undefined} row */
function figure(unit, row) {
  if (row === undefined) return '–';
  const { median, speed, goal, atMost, met } = row;
  const ratio = speed === undefined || unit !== 'ns' ? undefined : digits(speed);
  const text = ratio ?? show(median, unit).trim();
  const aim =
    goal !== undefined
      ? ` (≥ ${Number(goal.toFixed(2))})`
      : atMost !== undefined
        ? ` (≤ ${show(atMost, unit).trim()})`
        : '';
  return met === false ? `**${text}**${aim}` : `${text}${aim}`;
}

/** @param {readonly Results[]} all */
function missedGoals(all) {
  const lines = all.flatMap(missed).map((line) => `- ${line.trim()}`);
  return lines.length === 0 ? 'Every goal is met.' : lines.join('\n');
}

/** Aligned, as a formatter would. @param {string[][]} lines */
function table(lines) {
  const widths = (lines[0] ?? []).map((_, at) =>
    Math.max(3, ...lines.map((line) => line[at]?.length ?? 0)),
  );
  const [head = '', ...body] = lines.map(
    (line) => `| ${line.map((text, at) => text.padEnd(widths[at] ?? 0)).join(' | ')} |`,
  );
  const rule = `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`;
  return [head, rule, ...body].join('\n');
}
