import { readFileSync } from 'node:fs';
import { run, suite } from '../../jest.config.js';

/** A folder beside this file: `11` is the newest Nest 11, the others the oldest releases that are supported. */
const release = process.env['NEST'] ?? '11';
const { dependencies } = JSON.parse(
  readFileSync(new URL(`${release}/package.json`, import.meta.url), 'utf8'),
);

/**
 * Everything that runs a Nest application once more, on another release of Nest; but not test/side-by-side, for the
 * @nestjs/cqrs that it shows is for Nest 12.
 */
export default {
  ...run,
  ...suite,
  rootDir: '../..',
  testMatch: [
    '<rootDir>/test/{nestjs,pains,recipes,sample-app}/**/*spec.ts',
    '<rootDir>/test/faults/*{application,nest,order,inside,sinks,factories}*.spec.ts',
    '<rootDir>/test/leaks/request-scope.spec.ts',
    '<rootDir>/test/testing/*.spec.ts',
    '<rootDir>/test/snippets.spec.ts',
  ],
  moduleNameMapper: {
    [`^(${Object.keys(dependencies).join('|')})$`]: `<rootDir>/test/nest/${release}/node_modules/$1`,
    ...suite.moduleNameMapper,
  },
};
