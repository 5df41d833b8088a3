/** Runs the cases of one target, in a thread that can be stopped when one of them does not come to an end. */
import { register } from 'node:module';
import { parentPort, workerData } from 'node:worker_threads';
import { startCoverage } from './coverage.mjs';

/**
 * @typedef {object} Task
 * @property {string} target
 * @property {number} seed
 * @property {string | undefined} path
 * @property {number | undefined} runs
 * @property {number} milliseconds
 * @property {boolean} quick
 * @property {boolean} coverage
 * @property {'run' | 'print'} what
 * @property {Int32Array<SharedArrayBuffer>} board what the watchdog reads
 */

register('../../side-by-side/typescript-loader.mjs', import.meta.url);
const task = /** @type {Task} */ (workerData);
const reached = task.coverage ? startCoverage() : undefined;
/** @param {string} path */
const load = (path) => import(new URL(path, import.meta.url).href);
const { runTarget, printCase } = await load('../harness/run-target.ts');
const { target } = await load(`../targets/${task.target}.ts`);
/** A fault of the fuzzer itself, such as one in making a case. @param {unknown} error */
const failed = (error) => ({
  failure: `outside of a case: ${error instanceof Error ? error.stack : String(error)}`,
});
let result;
try {
  result = task.what === 'run' ? await runTarget(target, task) : printCase(target, task);
} catch (error) {
  result = failed(error);
}
parentPort?.postMessage({ ...result, coverage: reached?.() });
