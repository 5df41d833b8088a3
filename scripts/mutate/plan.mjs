/** Which tests a mutant is tried with: those that reach it, the quick ones of its own folder first. */

/**
 * @typedef {import('./instrument.mjs').Mutant} Mutant
 * @typedef {import('./child.mjs').SpecRecord} SpecRecord
 * @typedef {import('./child.mjs').TestRecord} TestRecord
 * @typedef {import('./child.mjs').Step} Step
 */

/** @typedef {{ spec: SpecRecord, index: number, ms: number }} Reaching */

/** Slower ones are for `npm test` alone. */
const QUICK = 1000;

/** @param {TestRecord} test */
const isQuick = (test) => test.problem === undefined && test.ms < QUICK;

export class Plans {
  /** @type {Map<number, Reaching[]>} */
  #reaching = new Map();
  /** @type {Map<number, SpecRecord[]>} */
  #defining = new Map();
  /** By file, the tests that killed one of its mutants: the next is likely to be killed by them too. */
  #killers = /** @type {Map<string, Set<string>>} */ (new Map());
  #specs;
  #budget;

  /**
   * @param {readonly SpecRecord[]} specs
   * @param {number} budget how many milliseconds the tests of one mutant may take together
   */
  constructor(specs, budget) {
    this.#specs = specs;
    this.#budget = budget;
    for (const spec of specs) {
      spec.tests.forEach((test, index) => {
        if (!isQuick(test)) return;
        for (const id of new Set(test.hits)) add(this.#reaching, id, { spec, index, ms: test.ms });
      });
      for (const id of spec.defines) add(this.#defining, id, spec);
    }
  }

  /**
   * @param {string} file
   * @param {string} killer a spec and the index of its test
   */
  tellKiller(file, killer) {
    const killers = this.#killers.get(file) ?? new Set();
    this.#killers.set(file, killers.add(killer));
  }

  /** @param {number} id */
  isReached(id) {
    return this.#reaching.has(id) || this.#defining.has(id);
  }

  /**
   * @param {Mutant} mutant
   * @returns {Step[]}
   */
  of({ id, file }) {
    const own = `test/${file.split('/')[1]}/`;
    const killers = this.#killers.get(file);
    const rank = (/** @type {Reaching} */ { spec: { spec }, index }) =>
      killers?.has(`${spec} ${index}`) ? 0 : spec.startsWith(own) ? 1 : 2;
    const reaching = (this.#reaching.get(id) ?? []).toSorted(
      (a, b) => rank(a) - rank(b) || a.ms - b.ms,
    );
    const steps = this.#steps(reaching);
    let left = this.#budget;
    for (const spec of this.#defining.get(id) ?? []) {
      const ms = spec.tests.reduce((sum, test) => sum + (isQuick(test) ? test.ms : 0), 0);
      if (!spec.spec.startsWith(own) || ms > left) continue;
      // Defined anew, all of its tests may be others.
      steps.push({ spec: spec.spec, tests: quickOnes(spec), again: true, ms });
      left -= ms;
    }
    return steps;
  }

  /**
   * For a mutant that only the loading of lib/ reaches: whatever tests that file.
   *
   * @param {Mutant} mutant
   * @param {readonly Mutant[]} siblings
   */
  ofLoading({ file }, siblings) {
    const own = `test/${file.split('/')[1]}/`;
    const near = siblings.flatMap((each) => this.#reaching.get(each.id) ?? []);
    const all = this.#specs
      .filter(({ spec }) => spec.startsWith(own))
      .flatMap((spec) =>
        quickOnes(spec).map((index) => ({ spec, index, ms: spec.tests[index]?.ms ?? 0 })),
      );
    return this.#steps([...near.toSorted((a, b) => a.ms - b.ms), ...all]);
  }

  /**
   * @param {readonly Reaching[]} tests
   * @returns {Step[]}
   */
  #steps(tests) {
    /** @type {Map<SpecRecord, Step>} */
    const steps = new Map();
    let left = this.#budget;
    for (const { spec, index, ms } of tests) {
      const step = steps.get(spec) ?? { spec: spec.spec, tests: [], again: false, ms: 0 };
      if (step.tests.includes(index)) continue;
      if ((left -= ms) < 0) break;
      step.tests.push(index);
      step.ms += ms;
      steps.set(spec, step);
    }
    return [...steps.values()];
  }
}

/** @param {SpecRecord} spec */
const quickOnes = (spec) => spec.tests.flatMap((test, index) => (isQuick(test) ? [index] : []));

/**
 * @template T
 * @param {Map<number, T[]>} map
 * @param {number} id
 * @param {T} item
 */
function add(map, id, item) {
  const list = map.get(id);
  if (list === undefined) map.set(id, [item]);
  else list.push(item);
}
