/** `npm run fuzz`: see USAGE in cli/options.mjs, and docs/hard-to-break.md. */
import { readdirSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import { printUnreached } from './cli/coverage.mjs';
import { readOptions } from './cli/options.mjs';

/**
 * @typedef {import('./cli/case-worker.mjs').Task} Task
 * @typedef {{ failure?: string, path?: string, seed?: number, runs?: number, text?: string, coverage?: import('./cli/coverage.mjs').Reached }} Report
 */

/** Each target is a file of its own, and has its name. */
const TARGETS = readdirSync(new URL('targets', import.meta.url))
  .map((file) => file.replace(/\.ts$/, ''))
  .sort();

const HANGS = Symbol('hangs');
/** More than any case needs; beyond it a case counts as devouring memory. */
const HEAP_MB = 2_048;

/** @param {Task} task @param {number} patience seconds @returns {Promise<Report | typeof HANGS>} */
function inThread(task, patience) {
  return new Promise((resolve) => {
    const worker = new Worker(new URL('cli/case-worker.mjs', import.meta.url), {
      workerData: task,
      resourceLimits: { maxOldGenerationSizeMb: HEAP_MB },
    });
    let beats = -1;
    let still = 0;
    const watchdog = setInterval(() => {
      const now = Atomics.load(task.board, 0);
      still = now === beats ? still + 1 : 0;
      beats = now;
      if (still >= patience) end(HANGS);
    }, 1_000);
    /** @param {Report | typeof HANGS} report */
    const end = (report) => {
      clearInterval(watchdog);
      worker.removeAllListeners();
      // A thread that is out of memory says so more than once.
      worker.on('error', () => undefined);
      void worker.terminate().then(() => {
        resolve(report);
      });
    };
    worker.once('message', end);
    worker.once('error', (error) => {
      end({ failure: `the thread ended: ${error instanceof Error ? error.stack : String(error)}` });
    });
  });
}

/** The case that was running, made anew from its seed, because a thread that hangs tells nothing. @param {Task} task */
async function printRunning(task) {
  const [, seed = 0, index = 0] = task.board;
  const path = task.path ?? String(index);
  const printed = await inThread({ ...task, what: 'print', seed, path }, 30);
  const text =
    printed === HANGS ? '(printing it hangs as well)' : (printed.text ?? printed.failure);
  return { seed, path, text };
}

/** @param {string} name @param {number} seed @param {string | undefined} path */
const replay = (name, seed, path) =>
  `replay: npm run fuzz -- ${name} --seed ${seed} --path "${path ?? '0'}"`;

const options = readOptions(process.argv.slice(2));
const unknown = options.names.filter((name) => !TARGETS.includes(name));
if (unknown.length > 0)
  throw new Error(`There is no target ${unknown.join(', ')}. There are: ${TARGETS.join(', ')}.`);
const names = options.names.length > 0 ? options.names : TARGETS;
console.log(`seed ${options.seed} (replay all of it with --seed ${options.seed})`);

let failures = 0;
let cases = 0;
/** @type {import('./cli/coverage.mjs').Reached[]} */
const reached = [];
for (const target of names) {
  const task = /** @type {Task} */ ({
    target,
    seed: options.seed,
    path: options.path,
    runs: options.runs,
    milliseconds: (options.minutes * 60_000) / names.length,
    quick: options.quick,
    coverage: options.coverage,
    what: 'run',
    board: new Int32Array(new SharedArrayBuffer(16)),
  });
  const started = performance.now();
  const report = await inThread(task, options.patience);
  const seconds = ((performance.now() - started) / 1_000).toFixed(1);
  const runs = report === HANGS ? Atomics.load(task.board, 0) : (report.runs ?? 0);
  cases += runs;
  if (report !== HANGS && report.coverage !== undefined) reached.push(report.coverage);
  if (report !== HANGS && report.failure === undefined) {
    console.log(`${target}: ${runs} cases in ${seconds} s`);
    continue;
  }
  failures++;
  console.log(`\nFAILED: ${target}, after ${runs} cases`);
  if (report !== HANGS && Atomics.load(task.board, 0) === 0) {
    console.log(report.failure);
  } else if (report === HANGS || report.seed === undefined) {
    const { seed, path, text } = await printRunning(task);
    console.log(
      report === HANGS ? `no end of this case within ${options.patience} s:` : report.failure,
    );
    console.log(`${text}\n${replay(target, seed, path)}\n`);
  } else {
    console.log(`${report.failure}\n${replay(target, report.seed, report.path)}\n`);
  }
}
if (options.coverage) await printUnreached(reached);
console.log(`${cases} cases of ${names.length} targets, ${failures} failed; seed ${options.seed}`);
process.exitCode = failures > 0 ? 1 : 0;
