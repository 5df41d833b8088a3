import { judge, type Results, type Test } from '../compat/results.mjs';

const told = (fullName: string, status: string, message?: string): Test => ({
  fullName,
  status,
  failureMessages: message === undefined ? [] : [message],
});

const passes = told('a', 'passed');
const fails = told('b', 'failed', 'Error: boom');

function results(...tests: Test[]): Results {
  const failed = tests.some(({ status }) => status === 'failed');
  return {
    numPassedTests: tests.filter(({ status }) => status === 'passed').length,
    numTotalTests: tests.length,
    testResults: [
      {
        name: 'a file',
        status: failed ? 'failed' : 'passed',
        message: '',
        assertionResults: tests,
      },
    ],
  };
}

const differs = [{ test: 'b', fails: /boom/ }];

it('takes a run in which all tests pass', () => {
  expect(judge(results(passes), [], true)).toBe('1 of 1 tests');
});

it('takes a test that fails as it must', () => {
  expect(judge(results(passes, fails), differs, true)).toMatch('1 of 2 tests; 1 fail');
});

it('takes a part of the suite that has no such test', () => {
  expect(judge(results(passes), differs, false)).toBe('1 of 1 tests');
});

const broken: Results = {
  numPassedTests: 1,
  numTotalTests: 1,
  testResults: [
    { name: 'a file', status: 'failed', message: 'no module', assertionResults: [] },
    { name: 'another', status: 'passed', message: '', assertionResults: [passes] },
  ],
};

it.each<[string, Results, typeof differs, string]>([
  ['a failing test', results(passes, fails), [], 'b: failed'],
  ['a skipped test', results(passes, told('c', 'pending')), [], 'c: pending'],
  ['a test to be written', results(passes, told('c', 'todo')), [], 'c: todo'],
  [
    'a difference that fails in another way',
    results(told('b', 'failed', 'Error: bang')),
    differs,
    'another way',
  ],
  [
    'a difference that is none',
    results(passes, told('b', 'passed')),
    differs,
    'no difference any more',
  ],
  ['a difference without a test', results(passes), differs, 'b: there is no such test'],
  ['a file that cannot be loaded', broken, [], 'no module'],
  ['no tests at all', results(), [], 'no test was run'],
])('refuses %s', (_, given, differences, why) => {
  expect(() => judge(given, differences, true)).toThrow(why);
});
