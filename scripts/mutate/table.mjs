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

/** @param {Result} result */
export function line({ id, status, reached, file, line, column, operator, from, to }) {
  const short = (/** @type {string} */ text) => text.replaceAll(/\s+/g, ' ').slice(0, 100);
  const what = reached ? status : 'not reached';
  return `${what} #${id} ${file}:${line}:${column} [${operator}] ${short(from)} → ${short(to)}`;
}
