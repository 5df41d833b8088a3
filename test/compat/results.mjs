/**
 * What jest writes of a run.
 *
 * @typedef {{ fullName: string, status: string, failureMessages: string[] }} Test
 * @typedef {object} Results
 * @property {number} numPassedTests
 * @property {number} numTotalTests
 * @property {{ name: string, status: string, message: string, assertionResults: Test[] }[]} testResults
 *
 * @typedef {import('../nest/differences.mjs').Difference} Difference
 */

/**
 * Every test passes, but for the differences, which fail in just their way.
 *
 * @param {Results} results
 * @param {readonly Difference[]} differences
 * @param {boolean} whole whether it was the whole suite
 * @returns {string} a summary; throws where something is wrong
 */
export function judge(results, differences, whole) {
  const { numPassedTests, numTotalTests } = results;
  const summary = `${numPassedTests} of ${numTotalTests} tests`;
  const problems = problemsOf(results, differences, whole);
  if (problems.length > 0) throw new Error(`${summary}\n${problems.join('\n\n')}`);
  if (numTotalTests === 0) throw new Error('no test was run');
  const differ = numTotalTests - numPassedTests;
  return differ === 0 ? summary : `${summary}; ${differ} fail as they must, for Nest differs there`;
}

/**
 * @param {Results} results
 * @param {readonly Difference[]} differences
 * @param {boolean} whole
 * @returns {string[]}
 */
function problemsOf({ testResults }, differences, whole) {
  const broken = testResults.filter(
    ({ status, assertionResults }) => status === 'failed' && assertionResults.length === 0,
  );
  const problems = broken.map(({ name, message }) => `${name}\n${message}`);
  const differing = new Map(differences.map(({ test, fails }) => [test, fails]));
  for (const { assertionResults } of testResults) {
    for (const { fullName, status, failureMessages } of assertionResults) {
      const fails = differing.get(fullName);
      const said = failureMessages.join('\n');
      differing.delete(fullName);
      if (fails === undefined) {
        if (status !== 'passed') problems.push(`${fullName}: ${status}\n${said}`);
      } else if (status === 'passed') problems.push(`${fullName}: it is no difference any more`);
      else if (!fails.test(said)) problems.push(`${fullName}: it fails in another way\n${said}`);
    }
  }
  if (whole) for (const test of differing.keys()) problems.push(`${test}: there is no such test`);
  return problems;
}
