import { spawn } from 'node:child_process';
import { mkdtempSync, realpathSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** For what a run leaves behind; removed at its end. */
export const TEMPORARY = realpathSync(mkdtempSync(join(tmpdir(), 'nestjs-registry-')));

/** What a program prints is for a reader of logs, and is not changed by where it runs. */
const ENVIRONMENT = { CI: 'true', NO_COLOR: '1' };

/**
 * @typedef {object} Outcome
 * @property {number} status
 * @property {string} stdout
 * @property {string} stderr
 * @property {string} output both, as they came
 */

/**
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv }} [options]
 * @returns {Promise<Outcome>}
 */
export function execute(command, args, { cwd = ROOT, env = {} } = {}) {
  const { FORCE_COLOR: _color, NODE_OPTIONS: _options, ...inherited } = process.env;
  const child = spawn(command, args, {
    cwd,
    env: { ...inherited, ...ENVIRONMENT, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    shell: process.platform === 'win32' && command === 'npm',
  });
  const said = { stdout: '', stderr: '', output: '' };
  for (const stream of /** @type {const} */ (['stdout', 'stderr'])) {
    child[stream].setEncoding('utf8').on('data', (text) => {
      said[stream] += text;
      said.output += text;
    });
  }
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (status, signal) => {
      if (signal !== null) said.output += `\nended by ${signal}`;
      resolve({ status: status ?? 1, ...said });
    });
  });
}

/**
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv }} [options]
 */
export async function succeed(command, args, options) {
  const outcome = await execute(command, args, options);
  if (outcome.status !== 0)
    throw new Error(`${command} ${args.join(' ')}: status ${outcome.status}\n${outcome.output}`);
  return outcome;
}

/**
 * Installs what a lock file says, and runs nothing of it.
 *
 * @param {string} folder
 */
export async function installLocked(folder) {
  await npm(['ci', '--prefer-offline', '--loglevel=error'], folder);
}

/**
 * @param {readonly string[]} args
 * @param {string} cwd
 */
export function npm(args, cwd) {
  return succeed('npm', [...args, '--ignore-scripts', '--no-audit', '--no-fund'], { cwd });
}

/**
 * The environment in which `node` is that one for whoever starts another.
 *
 * @param {string} path
 * @returns {NodeJS.ProcessEnv}
 */
export function withNode(path) {
  return { PATH: `${dirname(path)}${delimiter}${process.env['PATH'] ?? ''}` };
}

/**
 * As many at a time as there are processors.
 *
 * @param {readonly (() => Promise<unknown>)[]} tasks
 */
export async function inParallel(tasks) {
  const waiting = [...tasks];
  const work = async () => {
    for (let task = waiting.shift(); task !== undefined; task = waiting.shift()) await task();
  };
  await Promise.all(Array.from({ length: availableParallelism() }, work));
}
