/**
 * @typedef {object} Result
 * @property {string} part
 * @property {string} on what it ran on
 * @property {'ok' | 'FAILED' | 'not run'} result
 * @property {string} detail
 * @property {number} seconds
 */

/** What ran where, and what came of it. */
export class Report {
  /** @type {Result[]} */
  #results = [];

  get failed() {
    return this.#results.some(({ result }) => result === 'FAILED');
  }

  /**
   * Runs a check, which returns a detail or throws, and tells its result at once.
   *
   * @param {string} part
   * @param {string} on
   * @param {() => Promise<string> | string} check
   * @returns {Promise<boolean>} whether all is well
   */
  async check(part, on, check) {
    const started = performance.now();
    const seconds = () => (performance.now() - started) / 1000;
    try {
      const detail = await check();
      this.#add({ part, on, result: 'ok', detail, seconds: seconds() });
      return true;
    } catch (error) {
      const text = error instanceof Error ? error.message : String(error);
      console.error(`${text.trimEnd()}\n`);
      const [detail = ''] = text.split('\n');
      this.#add({ part, on, result: 'FAILED', detail, seconds: seconds() });
      return false;
    }
  }

  /**
   * What could not be tried is no success: the table says so.
   *
   * @param {string} part
   * @param {string} on
   * @param {string} detail
   */
  notRun(part, on, detail) {
    this.#add({ part, on, result: 'not run', detail, seconds: 0 });
  }

  print() {
    const rows = [
      ['part', 'on', 'result', 'seconds', ''],
      ...this.#results.map(({ part, on, result, seconds, detail }) => [
        part,
        on,
        result,
        seconds.toFixed(1).padStart(7),
        detail.slice(0, 120),
      ]),
    ];
    const width = (/** @type {number} */ i) => Math.max(...rows.map((row) => row[i]?.length ?? 0));
    const line = (/** @type {string[]} */ row) => row.map((cell, i) => cell.padEnd(width(i)));
    console.log();
    for (const row of rows) console.log(line(row).join('  ').trimEnd());
    const count = (/** @type {string} */ wanted) =>
      this.#results.filter(({ result }) => result === wanted).length;
    console.log(`\n${count('ok')} ok, ${count('FAILED')} failed, ${count('not run')} not run`);
  }

  /** @param {Result} result */
  #add(result) {
    this.#results.push(result);
    const { part, on, detail, seconds } = result;
    console.log(`${result.result}: ${part}, ${on}: ${detail} (${seconds.toFixed(1)} s)`);
  }
}
