/**
 * What the command line of the fuzzers says.
 *
 * @typedef {object} Options
 * @property {string[]} names of the targets, all when there are none
 * @property {number} seed
 * @property {string | undefined} path of the one case to be replayed
 * @property {number | undefined} runs of each target
 * @property {number} minutes for all targets together, when there are no `runs`
 * @property {boolean} quick each target runs as often as it says itself
 * @property {number} patience seconds after which a case counts as hanging
 * @property {boolean} coverage
 */

/** A check before a merge must not fail by chance. */
const QUICK_SEED = 1;

export const USAGE = `npm run fuzz [-- <targets> <options>]
  --minutes <n>   for all targets together (default 5)
  --runs <n>      so many cases of each target instead
  --quick         some seconds in all, and the same cases each time
  --seed <n>      where the cases come from (default: random, and printed; ${QUICK_SEED} with --quick)
  --path <path>   with --seed and one target: only this case, as a failure printed it
  --patience <n>  seconds after which a case counts as hanging (default 60)
  --coverage      tell at the end what of lib/ was never reached`;

const flags = ['quick', 'coverage'];
const values = ['minutes', 'runs', 'seed', 'path', 'patience'];

/**
 * @param {readonly string[]} args
 * @returns {Options}
 */
export function readOptions(args) {
  /** @type {Map<string, string>} */
  const given = new Map();
  const names = [];
  for (let i = 0; i < args.length; i++) {
    const arg = args[i] ?? '';
    const [name = '', inline] = arg.replace(/^--/, '').split('=');
    if (!arg.startsWith('--')) names.push(arg);
    else if (flags.includes(name)) given.set(name, 'yes');
    else if (values.includes(name)) given.set(name, inline ?? args[++i] ?? '');
    else throw new Error(`There is no option ${arg}.\n${USAGE}`);
  }
  /** @param {string} name */
  const number = (name) => {
    const text = given.get(name);
    if (text === undefined) return undefined;
    if (text === '' || !Number.isFinite(Number(text)))
      throw new Error(`--${name} is a number.\n${USAGE}`);
    return Number(text);
  };
  const path = given.get('path');
  if (path !== undefined && (names.length !== 1 || !given.has('seed')))
    throw new Error(`--path goes with --seed and one target.\n${USAGE}`);
  const quick = given.has('quick');
  return {
    names,
    seed: (number('seed') ?? (quick ? QUICK_SEED : Math.floor(Math.random() * 2 ** 31))) | 0,
    path,
    runs: path === undefined ? number('runs') : 1,
    minutes: number('minutes') ?? 5,
    quick,
    patience: number('patience') ?? 60,
    coverage: given.has('coverage'),
  };
}
