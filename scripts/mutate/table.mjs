/** What came of it: a line for each mutant, and a row for each folder. */

/** @typedef {import('./results.mjs').Result} Result */

/** @param {readonly Result[]} results */
export function table(results) {
  const folders = [...new Set(results.map(folderOf))];
  const rows = folders.map((folder) =>
    row(
      folder,
      results.filter((each) => folderOf(each) === folder),
    ),
  );
  return [
    '| | mutants | killed | timeout | survived | not reached | score |',
    '| --- | --: | --: | --: | --: | --: | --: |',
    ...rows,
    row('all', results),
  ].join('\n');
}

/** @param {Result} result */
const folderOf = ({ file }) => file.split('/').slice(0, 2).join('/');

/**
 * @param {string} name
 * @param {readonly Result[]} results
 */
function row(name, results) {
  const count = (/** @type {(result: Result) => boolean} */ is) => results.filter(is).length;
  const killed = count(({ status }) => status === 'killed');
  const timeout = count(({ status }) => status === 'timeout');
  const reached = count((each) => each.status === 'survived' && each.reached);
  const score = ((100 * (killed + timeout)) / results.length).toFixed(1);
  const unreached = results.length - killed - timeout - reached;
  return `| ${[name, results.length, killed, timeout, reached, unreached, `${score} %`].join(' | ')} |`;
}

/** @param {string} text */
export const short = (text) => text.trim().replaceAll(/\s+/g, ' ').slice(0, 100);

/** @param {Result} result */
export function line({ id, status, reached, file, line, column, operator, from, to }) {
  const what = reached ? status : 'not reached';
  return `${what} #${id} ${file}:${line}:${column} [${operator}] ${short(from)} → ${short(to)}`;
}

/**
 * How many survivors have a reason of which kind.
 *
 * @param {readonly Result[]} survivors
 * @param {import('./reasons.mjs').Reasons} reasons
 */
export function kinds(survivors, reasons) {
  /** @type {Record<string, number>} */
  const counts = {};
  for (const each of survivors) {
    const kind = reasons.of(each)?.kind ?? 'without a reason';
    counts[kind] = (counts[kind] ?? 0) + 1;
  }
  const rows = Object.entries(counts).toSorted(([, a], [, b]) => b - a);
  return [
    '| reason | survivors |',
    '| --- | --: |',
    ...rows.map(([kind, n]) => `| ${kind} | ${n} |`),
  ].join('\n');
}
