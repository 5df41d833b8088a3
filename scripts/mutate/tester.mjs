/** The parent's side of the process that runs the tests: starts it, gives it orders, and ends it when it is stuck. */
import { fork } from 'node:child_process';
import { join } from 'node:path';

/**
 * @typedef {import('./child.mjs').Step} Step
 * @typedef {import('./child.mjs').Report} Report
 * @typedef {import('./child.mjs').Verdict} Verdict
 * @typedef {import('./child.mjs').SpecRecord} SpecRecord
 * @typedef {import('node:child_process').ChildProcess} ChildProcess
 * @typedef {{ status: 'killed' | 'survived' | 'timeout', by?: string, killer?: string, error?: string }} Outcome
 */

/** How long tests that took `ms` may take when something is wrong, on a machine that has other things to do. */
const patience = (/** @type {number} */ ms) => 4000 + 10 * ms;

const TICK = 250;

/** Defining files anew for a mutant keeps what was there before. */
const MUTANTS_OF_ONE_PROCESS = 500;

export class Tester {
  /** @type {ChildProcess | undefined} */
  #child;
  #tried = 0;
  #mutants;

  /** @param {number} mutants how many there are */
  constructor(mutants) {
    this.#mutants = mutants;
  }

  /** What is reached while lib/ is loaded. */
  async hitsOfLoading() {
    const { child, first } = await this.#start(0);
    child.kill('SIGKILL');
    return first.kind === 'ready' ? first.hits : [];
  }

  /**
   * @param {readonly string[]} specs
   * @param {(record: SpecRecord) => void} done
   */
  async record(specs, done) {
    const { child } = await this.#start(0);
    await new Promise((resolve, reject) => {
      child.on('exit', () => reject(new Error('the process that runs the tests has ended')));
      child.on('message', (/** @type {Report} */ report) => {
        if (report.kind === 'recorded') done(report.record);
        if (report.kind === 'end') resolve(undefined);
      });
      child.send({ kind: 'record', specs });
    });
    child.removeAllListeners('exit');
    child.kill('SIGKILL');
  }

  /**
   * @param {number} mutant
   * @param {readonly Step[]} steps
   * @param {boolean} loading whether the mutant has to be there when lib/ is loaded
   * @returns {Promise<Outcome>}
   */
  async try(mutant, steps, loading) {
    if (loading) this.stop();
    const verdict = await this.#ask(mutant, steps, loading);
    if (loading || this.#tried >= MUTANTS_OF_ONE_PROCESS) this.stop();
    if (verdict === undefined) return { status: 'timeout' };
    if (verdict.status === 'survived' || (verdict.clean && verdict.stray !== true)) return verdict;
    // What another mutant has left behind may have failed here: once more, alone.
    this.stop();
    const again = await this.#ask(mutant, steps, loading);
    this.stop();
    return again ?? { status: 'timeout' };
  }

  stop() {
    this.#child?.kill('SIGKILL');
    this.#child = undefined;
    this.#tried = 0;
  }

  /**
   * @param {number} mutant
   * @param {readonly Step[]} steps
   * @param {boolean} loading
   * @returns {Promise<Verdict | undefined>}
   */
  async #ask(mutant, steps, loading) {
    if (this.#child === undefined) {
      const { child, first } = await this.#start(loading ? mutant : 0);
      if (first.kind === 'verdict') return first.verdict;
      if (first.kind === 'end') return undefined;
      this.#child = child;
    }
    this.#tried++;
    const child = this.#child;
    const verdict = await new Promise(
      (/** @type {(verdict: Verdict | undefined) => void} */ resolve) => {
        let left = patience(0);
        // By its own ticks, which come late or not at all while the machine is busy or everything is paused.
        const ticking = setInterval(() => {
          if ((left -= TICK) < 0) finish(undefined);
        }, TICK);
        const finish = (/** @type {Verdict | undefined} */ verdict) => {
          clearInterval(ticking);
          resolve(verdict);
        };
        child.once('exit', () => finish(undefined));
        child.on('message', (/** @type {Report} */ report) => {
          if (report.kind === 'step') left = patience(report.ms);
          if (report.kind === 'verdict') finish(report.verdict);
        });
        child.send({ kind: 'try', mutant, steps });
      },
    );
    child.removeAllListeners();
    if (verdict === undefined) this.stop();
    return verdict;
  }

  /**
   * @param {number} mutant
   * @returns {Promise<{ child: ChildProcess, first: Report }>}
   */
  async #start(mutant) {
    const child = fork(join(import.meta.dirname, 'child.mjs'), {
      execArgv: ['--max-old-space-size=1500', '--disable-warning=ExperimentalWarning'],
      env: { ...process.env, MUTANT: `${mutant}`, MUTANTS: `${this.#mutants}`, FC_SEED: '1' },
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    });
    const first = await new Promise((/** @type {(report: Report) => void} */ resolve) => {
      const timer = setTimeout(() => resolve({ kind: 'end' }), 30_000);
      child.once('exit', () => resolve({ kind: 'end' }));
      child.once('message', (/** @type {Report} */ report) => {
        clearTimeout(timer);
        resolve(report);
      });
    });
    child.removeAllListeners();
    if (first.kind !== 'ready') child.kill('SIGKILL');
    return { child, first };
  }
}
