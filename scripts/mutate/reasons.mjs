/** Why survivors may survive: the files in `survivors/`, in which each is named by its line and what became of it. */
import { readdirSync, readFileSync } from 'node:fs';
import { short } from './table.mjs';

/**
 * @typedef {import('./instrument.mjs').Mutant} Mutant
 * @typedef {import('./results.mjs').Result} Result
 * @typedef {'short cut' | 'memory' | 'same' | 'types' | 'words' | 'chance' | 'elsewhere' | 'out of reach'} Kind docs/mutation-testing.md tells what is what
 * @typedef {{ kind: Kind, why: string, mutants: string[] }} Reason
 */

const FOLDER = new URL('survivors/', import.meta.url);

export class Reasons {
  /** @type {Map<string, Reason>} */
  #reasons = new Map();
  /** @type {Map<string, string[]>} */
  #lines = new Map();

  constructor() {
    for (const name of readdirSync(FOLDER)) {
      /** @type {Record<string, Reason[]>} */
      const files = JSON.parse(readFileSync(new URL(name, FOLDER), 'utf8'));
      for (const [file, reasons] of Object.entries(files))
        for (const reason of reasons)
          for (const mutant of reason.mutants) this.#reasons.set(`${file} ${mutant}`, reason);
    }
  }

  /** @param {Mutant} mutant */
  of(mutant) {
    return this.#reasons.get(`${mutant.file} ${this.nameOf(mutant)}`);
  }

  /**
   * What it is called in `survivors/`.
   *
   * @param {Mutant} mutant
   */
  nameOf({ file, line, from, to }) {
    const lines = this.#lines.get(file) ?? readFileSync(file, 'utf8').split('\n');
    this.#lines.set(file, lines);
    return `${short(lines[line - 1] ?? '')} ## ${short(from)} -> ${short(to)}`;
  }

  /**
   * Reasons for what has not survived, of the files that these results are about.
   *
   * @param {readonly Result[]} results
   */
  superfluous(results) {
    const files = new Set(results.map(({ file }) => file));
    const needed = new Set(
      results
        .filter(({ status }) => status === 'survived')
        .map((each) => `${each.file} ${this.nameOf(each)}`),
    );
    return [...this.#reasons.keys()].filter(
      (key) => files.has(key.slice(0, key.indexOf(' '))) && !needed.has(key),
    );
  }
}
