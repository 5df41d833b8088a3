/** What is known from earlier runs: a mutant that was killed stays so while its file is what it was. */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { OUT } from './build.mjs';

/**
 * @typedef {import('./instrument.mjs').Mutant} Mutant
 * @typedef {Mutant & import('./tester.mjs').Outcome & { reached: boolean }} Result
 */

const FILE = `${OUT}-results.json`;

export class Results {
  /** @type {Record<string, Result>} */
  #known = existsSync(FILE) ? JSON.parse(readFileSync(FILE, 'utf8')) : {};
  /** @type {Map<number, string>} */
  #keys = new Map();

  /** @param {readonly Mutant[]} mutants */
  constructor(mutants) {
    /** @type {Map<string, string>} */
    const sums = new Map();
    for (const { id, file, line, column, operator, from, to } of mutants) {
      const sum = sums.get(file) ?? createHash('sha1').update(readFileSync(file)).digest('base64');
      sums.set(file, sum);
      this.#keys.set(id, [sum, file, line, column, operator, to, from].join(' '));
    }
  }

  /**
   * With the number that the mutant has now.
   *
   * @param {Mutant} mutant
   * @returns {Result | undefined}
   */
  of(mutant) {
    const known = this.#known[this.#keys.get(mutant.id) ?? ''];
    return known && { ...known, ...mutant };
  }

  /** @param {Result} result */
  add(result) {
    this.#known[this.#keys.get(result.id) ?? ''] = result;
  }

  /** Forgets what was known of files that are no more what they were. */
  save() {
    const keys = [...this.#keys.values()].filter((key) => this.#known[key] !== undefined);
    writeFileSync(
      FILE,
      JSON.stringify(Object.fromEntries(keys.map((key) => [key, this.#known[key]])), undefined, 1),
    );
  }
}
