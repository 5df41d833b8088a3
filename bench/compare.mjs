import { measure } from 'mitata';
import { machine } from './machine.mjs';
import { cellOf, print, save } from './results.mjs';

/** Only shows that the benchmarks run: small sizes, few rounds, nothing stored. */
export const quick = process.env['BENCH_QUICK'] === '1';

const ROUNDS = quick ? 1 : 9;
const NANOSECONDS_PER_ROUND = quick ? 2e6 : 100e6;

/** A goal that says "level with": the difference that remains is noise. */
export const LEVEL = 0.95;

/**
 * @typedef {{
 *   goals?: Record<string, number>,
 *   limits?: Record<string, number>,
 *   unit?: string,
 *   rounds?: number,
 *   warmUp?: boolean,
 *   per?: number,
 * }} Options `goals` say how many times as fast as another the first contestant should at least be, `limits` what a median
 * may at most be. `per` is how many operations one run does.
 */

/**
 * One question, answered by cells: in each, contestants that do the same work. The first is what all is about; beside each
 * other one is printed how many times as fast as it the first is. What is asked of the medians stands beside them.
 *
 * A contestant must consume what it computes, or the compiler may drop the work.
 */
export class Question {
  /** @type {string} */ #name;
  /** @type {string} */ #asks;
  /** @type {import('./results.mjs').Cell[]} */ #cells = [];

  /** @param {string} name @param {string} asks */
  constructor(name, asks) {
    this.#name = name;
    this.#asks = asks;
    console.log(`\n${name}: ${asks}`);
  }

  /**
   * Times one call of each, over and over.
   *
   * @param {string} title @param {Record<string, () => unknown>} contestants @param {Options} [options]
   */
  async compare(title, contestants, options = {}) {
    const { per = 1 } = options;
    /** @type {Record<string, () => Promise<number>>} */
    const timed = {};
    for (const [name, run] of Object.entries(contestants)) {
      timed[name] = async () =>
        (await measure(run, { min_cpu_time: NANOSECONDS_PER_ROUND, gc: false })).p50 / per;
    }
    await this.measure(title, timed, options);
  }

  /**
   * Asks each contestant, which measures itself, in turns: a noisy moment of the machine hits all of them. A first round
   * warms up and does not count, unless there is nothing to warm.
   *
   * @param {string} title @param {Record<string, () => number | Promise<number>>} contestants @param {Options} [options]
   */
  async measure(title, contestants, options = {}) {
    const { goals = {}, limits = {}, unit = 'ns', rounds = ROUNDS, warmUp = true } = options;
    const last = quick ? 1 : rounds;
    const all = Object.entries(contestants).map(([name, ask]) => ({
      name,
      ask,
      /** @type {number[]} */ values: [],
    }));
    for (let round = warmUp ? 0 : 1; round <= last; round += 1) {
      // Every other round runs backwards: nobody always follows the same neighbour.
      for (const { ask, values } of round % 2 === 0 ? all : all.toReversed()) {
        const value = await ask();
        if (round > 0) values.push(value);
      }
    }
    const cell = cellOf(title, unit, all, goals, limits);
    print(cell);
    this.#cells.push(cell);
  }

  /** Stores the answer, unless it was a quick one. */
  save() {
    if (quick) return;
    save({ question: this.#name, asks: this.#asks, machine: machine(), cells: this.#cells });
  }
}

/** Nanoseconds per operation of one run. @param {number} operations @param {() => unknown} run */
export async function timed(operations, run) {
  const start = performance.now();
  const result = run();
  if (result instanceof Promise) await result;
  return ((performance.now() - start) * 1e6) / operations;
}

/** Bytes of the heap that are in use when all garbage is gone. */
export function heap() {
  for (let i = 0; i < 4; i += 1) globalThis.gc?.();
  return process.memoryUsage().heapUsed + process.memoryUsage().arrayBuffers;
}

/**
 * Keys made at run time, as property names and as keys of a `Map` alike: each is internalised, so that none of the
 * contestants finds strings that another one has prepared.
 *
 * @param {number} count @param {string} [prefix]
 */
export function names(count, prefix = 'topic:') {
  return Object.keys(
    Object.fromEntries(Array.from({ length: count }, (_, at) => [`${prefix}${at}`, at])),
  );
}

/** Each number below `count` once, far from the one before: 7,368,787 is prime to every count used here. @param {number} count */
export function inNoOrder(count) {
  return Uint32Array.from({ length: count }, (_, i) => (i * 7_368_787) % count);
}

/** `1 handler`, `1,000 handlers`. @param {number} count @param {string} what */
export function counted(count, what) {
  return `${count.toLocaleString('en')} ${what}${count === 1 ? '' : 's'}`;
}
