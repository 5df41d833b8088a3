/**
 * Runs the benchmarks: `npm run bench`, `npm run bench -- emit get`, `npm run bench -- --quick`.
 * Each file is a process of its own, so that none warms up or pollutes another, and writes `results/<question>.json`.
 */
import { spawnSync } from 'node:child_process';
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { machine } from './machine.mjs';
import { missed, stored } from './results.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const quick = process.argv.includes('--quick');
const asked = process.argv.slice(2).filter((argument) => !argument.startsWith('--'));

/** @param {string} command @param {string[]} args @param {NodeJS.ProcessEnv} [env] */
function run(command, args, env) {
  const { status, error } = spawnSync(command, args, {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, ...env },
    shell: process.platform === 'win32',
  });
  if (error !== undefined) throw error;
  if (status !== 0) process.exit(status ?? 1);
}

/** @param {string} path */
function changedAt(path) {
  return statSync(join(root, path), { throwIfNoEntry: false })?.mtimeMs ?? -Infinity;
}

const sources = readdirSync(join(root, 'lib'), { recursive: true, encoding: 'utf8' });
if (sources.some((path) => changedAt(`lib/${path}`) > changedAt('dist/index.js'))) {
  run('npm', ['run', '--silent', 'build']);
}
const installed = 'bench/peers/node_modules/.package-lock.json';
if (changedAt('bench/peers/package-lock.json') > changedAt(installed)) {
  run('npm', ['ci', '--prefix', 'bench/peers', '--no-audit', '--no-fund', '--loglevel=error']);
}

/** Questions that docs/performance.md answers, and what recipes of docs/recipes/ say of themselves. */
const files = new Map(
  readdirSync(join(root, 'bench'))
    .filter((file) => /\.(bench|recipe)\.mjs$/.test(file))
    .sort()
    .map((file) => [file.split('.')[0] ?? file, file]),
);
const all = [...files.keys()];
const unknown = asked.filter((name) => !all.includes(name));
if (unknown.length > 0) {
  console.error(`There is no question ${unknown.join(', ')}. There are: ${all.join(', ')}.`);
  process.exit(1);
}

const { node, v8, cpu, cores, memory } = machine();
console.log(`Node ${node}, V8 ${v8}, ${cores} × ${cpu}, ${memory}`);
if (quick) console.log('--quick: shows that the benchmarks run; do not trust the numbers');
const questions = asked.length > 0 ? asked : all;
for (const question of questions) {
  // Twenty million entries need more than the default heap.
  const flags = [
    '--expose-gc',
    ...(question === 'partitions' ? ['--max-old-space-size=14336'] : []),
  ];
  run(process.execPath, [...flags, join('bench', files.get(question) ?? '')], {
    BENCH_QUICK: quick ? '1' : '',
  });
}

if (!quick) {
  const misses = stored()
    .filter(({ question }) => questions.includes(question))
    .flatMap(missed);
  console.log(misses.length === 0 ? '\nEvery goal is met.' : `\nMissed:\n${misses.join('\n')}`);
}
