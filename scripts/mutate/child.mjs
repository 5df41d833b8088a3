/** The process that runs the tests. Its parent says which, tells how long it may take, and ends it if it takes longer. */
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { OUT } from './build.mjs';
import { defineSpec, runSpec } from './circus.mjs';
import { SWITCH } from './instrument.mjs';

/**
 * @typedef {{ name: string, ms: number, hits: number[], problem?: string }} TestRecord
 * @typedef {{ spec: string, problem?: string, defines: number[], tests: TestRecord[] }} SpecRecord
 * @typedef {{ spec: string, tests: number[], again: boolean, ms: number }} Step
 * @typedef {{ kind: 'record', specs: string[], size: number } | { kind: 'try', mutant: number, steps: Step[] }} Order
 * @typedef {{ status: 'killed' | 'survived', by?: string, killer?: string, error?: string, stray?: boolean, clean: boolean }} Verdict
 * @typedef {{ kind: 'ready', hits: number[] } | { kind: 'step', spec: string, ms: number }
 *   | { kind: 'recorded', record: SpecRecord } | { kind: 'verdict', verdict: Verdict } | { kind: 'end' }} Report
 */

/** @typedef {import('./circus.mjs').Spec} Spec */

const LIMIT = 2500;

const always = Number(process.env['MUTANT'] ?? 0);
let active = always;
const hits = new Uint8Array(Number(process.env['MUTANTS'] ?? 0) + 1);

/** @param {boolean} recording */
function setSwitch(recording) {
  /** @type {Record<string, unknown>} */ (globalThis)[SWITCH] = recording
    ? (/** @type {number} */ id) => {
        hits[id] = 1;
        return false;
      }
    : (/** @type {number} */ id) => id === active;
}

const takeHits = () => {
  const taken = [];
  for (let id = 0; id < hits.length; id++) if (hits[id] === 1) taken.push(id);
  hits.fill(0);
  return taken;
};

/** @param {Report} message */
const report = (message) => void process.send?.(message);

const urlOf = (/** @type {string} */ file) => pathToFileURL(resolve(join(OUT, file))).href;

/** @type {Map<string, Spec>} */
const specs = new Map();

/**
 * @param {string} name
 * @param {string} query
 */
async function load(name, query = '') {
  const known = query === '' ? specs.get(name) : undefined;
  if (known !== undefined) return known;
  const spec = await defineSpec(() => import(urlOf(name) + query));
  if (query === '') specs.set(name, spec);
  return spec;
}

/** @param {string} name */
async function record(name) {
  /** @type {SpecRecord} */
  const result = { spec: name, defines: [], tests: [] };
  try {
    takeHits();
    setSwitch(true);
    const spec = await load(name);
    result.defines = takeHits();
    // Once for what is reached, and once for the time, and to see that it can be run again.
    for (const recording of [true, false]) {
      setSwitch(recording);
      let from = performance.now();
      const strays = await runSpec(spec, {
        wanted: (test) => result.tests[spec.tests.indexOf(test)]?.problem === undefined,
        limit: 10_000,
        done: (test) => {
          const ms = performance.now() - from;
          const reached = takeHits();
          const index = spec.tests.indexOf(test);
          const known = (result.tests[index] ??= { name: test.name, ms, hits: reached });
          known.ms = ms;
          if (test.errors.length > 0) known.problem = textOf(test.errors[0]);
          from = performance.now();
        },
      });
      if (strays.length > 0) throw new Error(textOf(strays[0]));
      // What only happens before the first test belongs to all of them.
      const rest = takeHits();
      for (const test of result.tests) test.hits.push(...rest);
    }
  } catch (error) {
    result.problem = textOf(error);
  }
  return result;
}

/**
 * @param {number} mutant
 * @param {Step[]} steps
 * @returns {Promise<Verdict>}
 */
async function tryOut(mutant, steps) {
  for (const step of steps) {
    report({ kind: 'step', spec: step.spec, ms: step.ms });
    active = mutant;
    /** @type {{ index: number, name: string, error: unknown } | undefined} */
    let failed;
    /** @type {readonly unknown[]} */
    let strays = [];
    try {
      const spec = await load(step.spec, step.again ? `?mutant=${mutant}` : '');
      const wanted = new Set(step.tests.map((index) => spec.tests[index]));
      strays = await runSpec(spec, {
        wanted: (test) => failed === undefined && (step.again || wanted.has(test)),
        // For what may yet come; where nothing can come any more, nobody waits.
        limit: LIMIT + 5 * step.ms,
        done: (test) => {
          if (test.errors.length > 0)
            failed ??= { index: spec.tests.indexOf(test), name: test.name, error: test.errors[0] };
        },
      });
      if (strays.length > 0) failed ??= { index: -1, name: 'outside of a test', error: strays[0] };
    } catch (error) {
      failed = { index: -1, name: 'the file cannot be loaded', error };
    } finally {
      active = always;
    }
    if (failed === undefined) continue;
    const clean = always !== 0 || (await passesWithout(step.spec, failed.index));
    const by = `${step.spec} › ${failed.name}`;
    const killer = `${step.spec} ${failed.index}`;
    return {
      status: 'killed',
      by,
      killer,
      error: textOf(failed.error),
      stray: strays.length > 0,
      clean,
    };
  }
  return { status: 'survived', clean: true };
}

/**
 * Whether it is the mutant that made the test fail, and not what another has left behind.
 *
 * @param {string} name
 * @param {number} index
 */
async function passesWithout(name, index) {
  const spec = await load(name);
  let passed = true;
  const strays = await runSpec(spec, {
    wanted: (test) => index < 0 || test === spec.tests[index],
    limit: LIMIT,
    done: (test) => {
      passed &&= test.errors.length === 0;
    },
  });
  return passed && strays.length === 0;
}

/** @param {unknown} error */
function textOf(error) {
  const inner = Array.isArray(error) ? (error[0] ?? error[1]) : error;
  const { message = inner } = /** @type {{ message?: unknown }} */ (Object(inner));
  return String(message).split('\n').slice(0, 3).join(' ').slice(0, 300);
}

process.on('message', (/** @type {Order} */ order) => {
  void (async () => {
    if (order.kind === 'record')
      for (const spec of order.specs) report({ kind: 'recorded', record: await record(spec) });
    else report({ kind: 'verdict', verdict: await tryOut(order.mutant, order.steps) });
    if (order.kind === 'record') report({ kind: 'end' });
  })();
});

// What tests print belongs to nobody.
for (const name of /** @type {const} */ (['log', 'info', 'warn', 'error']))
  console[name] = () => undefined;

try {
  setSwitch(always === 0);
  await import(urlOf('lib/testing/index.js'));
  await import(urlOf('lib/index.js'));
  report({ kind: 'ready', hits: takeHits() });
  setSwitch(false);
} catch (error) {
  const verdict = /** @type {const} */ ({ status: 'killed', by: 'loading lib', clean: true });
  report({ kind: 'verdict', verdict: { ...verdict, error: textOf(error) } });
}
