/**
 * Runs the benchmarks: `npm run bench`, `npm run bench -- --quick`, `npm run bench -- emit`.
 * Each file is a process of its own, so that none warms up or pollutes another.
 */
import { spawnSync } from 'node:child_process';
import { readdirSync, statSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const quick = process.argv.includes('--quick');
const names = process.argv.slice(2).filter((argument) => !argument.startsWith('--'));

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

const files = readdirSync(join(root, 'bench'))
  .filter((file) => file.endsWith('.bench.mjs'))
  .filter((file) => names.length === 0 || names.some((name) => file.includes(name)))
  .sort();
if (files.length === 0) {
  console.error(`no benchmark is called ${names.join(' or ')}`);
  process.exit(1);
}

console.log(`Node ${process.version}, ${cpus().length} × ${cpus()[0]?.model ?? process.arch}`);
if (quick) console.log('--quick: shows that the benchmarks run; do not trust the numbers');
for (const file of files) {
  run(process.execPath, ['--expose-gc', join('bench', file)], { BENCH_QUICK: quick ? '1' : '' });
}
