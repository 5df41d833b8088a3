/**
 * Runs spec files in this process, and again and again: jest's own test functions without jest's module registry,
 * so that lib/ is loaded once for many mutants.
 */
import { expect } from 'expect';
import { createRequire } from 'node:module';

/**
 * @typedef {import('@jest/types').Circus.DescribeBlock} Block
 * @typedef {import('@jest/types').Circus.TestEntry} Test
 * @typedef {{ block: Block, tests: Test[] }} Spec
 */

/** The timers of jest's own time limits. They keep nothing alive: see `whenIdle`. */
/** @type {Set<() => void>} */
const limits = new Set();

const circus = withoutKeepingAlive(
  () => /** @type {typeof import('jest-circus')} */ (createRequire(import.meta.url)('jest-circus')),
);
const { addEventHandler, getState, resetState, run, setState } = circus;

const { describe, it, test, beforeAll, beforeEach, afterAll, afterEach } = circus;
Object.assign(globalThis, {
  describe,
  it,
  test,
  expect,
  beforeAll,
  beforeEach,
  afterAll,
  afterEach,
});

/** @type {(test: Test) => boolean} */
let isWanted = () => true;
/** @type {(test: Test) => void} */
let afterTest = () => undefined;
/** @type {unknown[]} */
let strayErrors = [];

addEventHandler((event) => {
  if (event.name === 'test_start') {
    event.test.errors = [];
    event.test.timeout = undefined;
    event.test.mode = isWanted(event.test) ? undefined : 'skip';
    expect.setState({
      assertionCalls: 0,
      expectedAssertionsNumber: null,
      isExpectingAssertions: false,
    });
  }
  if (event.name === 'test_done') {
    for (const { error } of expect.extractExpectedAssertionsErrors()) event.test.errors.push(error);
    afterTest(event.test);
  }
});

for (const event of ['uncaughtException', 'unhandledRejection'])
  process.on(event, (error) => {
    const current = getState().currentlyRunningTest;
    if (current) current.errors.push(error);
    else strayErrors.push(error);
  });

/**
 * Defines the tests of a file.
 *
 * @param {() => Promise<unknown>} define
 * @returns {Promise<Spec>}
 */
export async function defineSpec(define) {
  resetState();
  await define();
  const block = getState().rootDescribeBlock;
  return { block, tests: testsOf(block) };
}

/**
 * Runs the wanted tests of a file; `done` is told of each.
 *
 * @param {Spec} spec
 * @param {{ wanted: (test: Test) => boolean, done: (test: Test) => void, limit: number }} options
 * @returns {Promise<readonly unknown[]>} what failed outside of a test
 */
export async function runSpec({ block }, { wanted, done, limit }) {
  resetState();
  setState({
    ...getState(),
    rootDescribeBlock: block,
    currentDescribeBlock: block,
    testTimeout: limit,
  });
  isWanted = wanted;
  afterTest = done;
  strayErrors = [];
  process.channel?.unref();
  try {
    await run();
  } finally {
    process.channel?.ref();
  }
  return [...strayErrors, ...getState().unhandledErrors];
}

/** Nothing is left that could happen, but a test is not done: it never will be. */
process.on('beforeExit', () => {
  const [last] = [...limits].slice(-1);
  limits.clear();
  last?.();
});

/**
 * @param {Block} block
 * @returns {Test[]}
 */
function testsOf(block) {
  return block.children.flatMap((child) => (child.type === 'test' ? [child] : testsOf(child)));
}

/**
 * @template T
 * @param {() => T} load
 */
function withoutKeepingAlive(load) {
  const { setTimeout } = globalThis;
  const patched = (/** @type {() => void} */ run, /** @type {number} */ ms) => {
    const timer = setTimeout(() => {
      limits.delete(run);
      run();
    }, ms).unref();
    limits.add(run);
    if (limits.size > 100) limits.delete([...limits][0] ?? run);
    return timer;
  };
  globalThis.setTimeout = /** @type {typeof setTimeout} */ (/** @type {unknown} */ (patched));
  try {
    return load();
  } finally {
    globalThis.setTimeout = setTimeout;
  }
}
